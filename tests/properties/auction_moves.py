"""Moves of an auction made from its state, since chance alone would never meet the edges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from bidding.enums import AuctionStatus, Visibility
from bidding.rules.bids import AuctionState, Entrant, Offer, judge
from bidding.rules.replays import Recorded
from market.errors import Refused
from market.rules.happenings import Happening
from market.units import stamp

MOMENT = timedelta(milliseconds=1)
OPENS = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OPENING = AuctionState(
    status=AuctionStatus.OPEN,
    opens_at=OPENS,
    closes_at=OPENS + timedelta(minutes=15),
    latest_end_at=OPENS + timedelta(minutes=20),
    ceiling_fen=1_000_000,
    step_fen=10_000,
    soft_close=timedelta(minutes=2),
    max_extensions=4,
    big_jump_bp=10_000,
    entrants={1: Entrant("A2"), 2: Entrant("B3"), 3: Entrant("C4")},
    seq=1,
)
INSTANTS = {
    "before the opening": lambda state: state.opens_at - MOMENT,
    "at the opening": lambda state: state.opens_at,
    "well before": lambda state: state.closes_at - timedelta(minutes=5),
    "at the window": lambda state: state.closes_at - state.soft_close,
    "just inside it": lambda state: state.closes_at - state.soft_close + MOMENT,
    "at the last moment": lambda state: state.closes_at - MOMENT,
    "at the deadline": lambda state: state.closes_at,
    "after it": lambda state: state.closes_at + MOMENT,
}
agency_ids = st.sampled_from([1, 2, 3, 1, 2, 3, 1, 2, 3, 4])  # 4 has not entered.
AT_FLOOR = 123_456  # Stands for exactly the floor, where there is one.
below_fen = st.sampled_from([-1, 0, 0, 1, 9_999, 300_000, AT_FLOOR])
# The end ends an example, so it comes seldom.
LIVE = [name for name in INSTANTS if name not in ("at the deadline", "after it")]
instants = st.sampled_from([*LIVE * 4, "at the deadline", "after it"])
moves = st.lists(st.tuples(agency_ids, below_fen, instants), min_size=4, max_size=30)
openings = st.sampled_from(
    [
        OPENING,
        replace(OPENING, latest_end_at=None, max_extensions=None),
        replace(OPENING, latest_end_at=None, max_extensions=0),
        replace(OPENING, leader_may_lower=True, latest_end_at=None),
        replace(OPENING, visibility=Visibility.RANK_ONLY),
        replace(OPENING, floor_fen=960_000),
        replace(OPENING, floor_fen=965_000, max_extensions=None, big_jump_bp=500),
        replace(OPENING, big_jump_bp=500),
    ]
)


def offer_of(state: AuctionState, agency_id: int, below: int, confirmed: bool = True) -> Offer:
    """An amount so many fen under the highest that would count for this agency."""
    amount_fen = state.max_next_fen_of(agency_id) - below
    if below == AT_FLOOR and state.floor_fen is not None:
        amount_fen = state.floor_fen
    return Offer(agency_id, UUID(int=0), amount_fen, confirmed)


def opened_event(state: AuctionState) -> Recorded:
    """The event `opened` that announces this state's rules."""
    latest = state.latest_end_at
    facts = {
        "opens_at": stamp(state.opens_at),
        "closes_at": stamp(state.closes_at),
        "latest_end_at": stamp(latest) if latest else None,
        "ceiling_fen": state.ceiling_fen,
        "step_fen": state.step_fen,
        "floor_fen": state.floor_fen,
        "soft_close_s": int(state.soft_close.total_seconds()),
        "max_extensions": state.max_extensions,
        "big_jump_bp": state.big_jump_bp,
        "leader_may_lower": state.leader_may_lower,
        "visibility": str(state.visibility),
        "entrants": [entrant.alias for entrant in state.entrants.values()],
    }
    return Recorded(1, state.opens_at, "opened", facts)


def play(opening: AuctionState, steps) -> list[tuple]:
    """(state before, offer, now, state after or the refusal, told) of each move, time going on."""
    state, now, played = opening, opening.opens_at - MOMENT, []
    for agency_id, below, instant in steps:
        now = max(now, INSTANTS[instant](state))
        offer = offer_of(state, agency_id, below)
        after: AuctionState | Refused
        told: list[Happening] = []
        try:
            after, told = judge(state, offer, now)
        except Refused as refusal:
            after = refusal
        played.append((state, offer, now, after, told))
        if isinstance(after, AuctionState):
            state = after
    return played


def recorded(opening: AuctionState, played: list[tuple]) -> list[Recorded]:
    """The log that these moves leave."""
    events = [opened_event(opening)]
    for *_, told in played:
        for happening in told:
            one = Recorded(len(events) + 1, happening.at, str(happening.kind), happening.facts)
            events.append(one)
    return events
