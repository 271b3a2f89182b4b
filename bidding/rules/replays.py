"""An auction played again from its log, and what a state looks like to those outside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bidding.enums import OVER, AuctionStatus, Happened, Visibility
from bidding.rules.bids import (
    AuctionState,
    Entrant,
    ranking,
    refuse_bidder,
    with_bid,
    with_extension,
)
from market.errors import Refused
from market.units import parse_stamp, stamp

STATUS_AFTER = {
    Happened.CLOSED: AuctionStatus.CLOSED,
    Happened.AWARDED: AuctionStatus.AWARDED,
    Happened.FAILED: AuctionStatus.FAILED,
    Happened.CANCELLED: AuctionStatus.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event of an auction's log, as its canonical text says it."""

    seq: int
    at: datetime
    kind: str
    facts: Mapping[str, Any]

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "Recorded":
        return cls(body["seq"], parse_stamp(body["at"]), body["kind"], body["facts"])


def replayed(events: Iterable[Recorded], before: AuctionState | None = None) -> AuctionState:
    """The state after these events. Agencies are known by the place of their alias in `opened`.

    `before` is the state that was announced; only a log that begins with `failed` or `cancelled`
    needs it, since such an auction never told its rules. Raises ValueError for an event that
    this version does not write. Source: record.md 2; snapshot(n) = replay(1…n).
    """
    state = before
    for event in events:
        state = after_event(state, event)
    if state is None:
        raise ValueError("no events and nothing announced: there is no state")
    return state


def after_event(state: AuctionState | None, event: Recorded) -> AuctionState:
    if event.kind == Happened.OPENED:
        return opened(event)
    if state is None:
        raise ValueError(f"{event.kind} before opened")
    if event.kind == Happened.BID:
        agency_id = places(state)[event.facts["alias"]]
        return with_bid(state, agency_id, event.facts["amount_fen"])
    if event.kind == Happened.EXTENDED:
        return with_extension(state, parse_stamp(event.facts["closes_at"]), event.facts["n"])
    if event.kind in STATUS_AFTER:
        return replace(state, status=STATUS_AFTER[Happened(event.kind)], seq=state.seq + 1)
    raise ValueError(f"unknown event {event.kind}")


def opened(event: Recorded) -> AuctionState:
    """The state at the opening: nothing but the rules that `opened` fixed."""
    facts = event.facts
    latest = facts["latest_end_at"]
    return AuctionState(
        status=AuctionStatus.OPEN,
        opens_at=parse_stamp(facts["opens_at"]),
        closes_at=parse_stamp(facts["closes_at"]),
        latest_end_at=parse_stamp(latest) if latest else None,
        ceiling_fen=facts["ceiling_fen"],
        step_fen=facts["step_fen"],
        floor_fen=facts["floor_fen"],
        soft_close=timedelta(seconds=facts["soft_close_s"]),
        max_extensions=facts["max_extensions"],
        big_jump_bp=facts["big_jump_bp"],
        leader_may_lower=facts["leader_may_lower"],
        visibility=Visibility(facts["visibility"]),
        entrants={place: Entrant(alias) for place, alias in enumerate(facts["entrants"])},
        seq=event.seq,
    )


def places(state: AuctionState) -> dict[str, int]:
    return {entrant.alias: agency_id for agency_id, entrant in state.entrants.items()}


def aliases_in_order(state: AuctionState, set_aside: Iterable[str] = ()) -> list[str]:
    """The ranking by alias. Source: record.md 2, `closed`."""
    known = places(state)
    out = frozenset(known[alias] for alias in set_aside)
    return [state.entrants[agency_id].alias for agency_id in ranking(state, out)]


def winner(events: Iterable[Recorded]) -> str | None:
    """Who won, by alias, from the log alone: whoever leads among those not set aside.

    None while bidding goes on, and where nobody is left.
    """
    events = list(events)
    closed = next((event for event in events if event.kind == Happened.CLOSED), None)
    if closed is None:
        return None
    set_aside = [one["alias"] for one in closed.facts["set_aside"]]
    order = aliases_in_order(replayed(events), set_aside)
    return order[0] if order else None


def shown_state(state: AuctionState) -> dict[str, Any]:
    """`state` of interfaces.md 5 without `observers` and `held`, which no log knows."""
    is_secret = state.is_rank_only and state.status not in OVER
    return {
        "status": str(state.status),
        "opens_at": stamp(state.opens_at),
        "closes_at": stamp(state.closes_at),
        "ceiling_fen": state.ceiling_fen,
        "step_fen": state.step_fen,
        "leading_fen": None if is_secret else state.leading_fen,
        "max_next_fen": None if is_secret else max(state.max_next_fen, 0),
        "bid_count": state.bid_count,
        "bidder_count": len(state.prices),
        "extension_count": state.extension_count,
        "soft_close_seconds": int(state.soft_close.total_seconds()),
        "visibility": str(state.visibility),
    }


def shown_me(state: AuctionState, agency_id: int, now: datetime) -> dict[str, Any] | None:
    """`me` of interfaces.md 5; None for whoever has not entered. Needs every price."""
    entrant = state.entrants.get(agency_id)
    if entrant is None:
        return None
    own = state.prices.get(agency_id)
    reason = None
    try:
        refuse_bidder(state, agency_id, now)
    except Refused as refusal:
        reason = refusal.code
    return {
        "alias": entrant.alias,
        "last_fen": own.amount_fen if own else None,
        "rank": state.rank_of(agency_id),
        "max_next_fen": max(state.max_next_fen_of(agency_id), 0),
        "may_bid": reason is None,
        "reason": reason,
    }
