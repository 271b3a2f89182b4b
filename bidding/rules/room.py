"""What a room may show of its auction's log, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bidding.enums import OVER, TAKES_BIDS, AuctionStatus, Happened, Visibility
from bidding.rules.bids import AuctionState
from bidding.rules.replays import Recorded
from market.units import parse_stamp, stamp

MOST_IN_FRAME = 20
MOST_IN_ANSWER = 500
WAITING, CLOSING = "waiting", "closing"
LOW = timedelta(seconds=60)  # A style of the clock, no rule. Source: ux.md 5.
TOLD_ALONE = frozenset(
    {Happened.PAUSED, Happened.RESUMED, Happened.VOIDED, Happened.EXTENDED, Happened.CANCELLED}
)
# What stays back until the close where only ranks are shown. Source: record.md 2, domain.md 5.3.
SECRET = {"alias", "amount_fen", "confirmed", "entrants"}


def hides(visibility: str, status: str) -> bool:
    """Whether amounts and aliases are nobody's business yet."""
    return visibility == Visibility.RANK_ONLY and status not in OVER


def told(
    seq: int, at: datetime, kind: str, facts: Mapping[str, Any], is_secret: bool
) -> dict[str, Any]:
    """One event of the record as frames, pages and the API show it: its facts, flat.

    Source: interfaces.md 5.
    """
    event: dict[str, Any] = {"seq": seq, "at": stamp(at), "kind": str(kind)}
    for name, value in facts.items():
        if name not in event and not (is_secret and name in SECRET):
            event[name] = value
    return event


def rounded(count: int) -> int:
    """Observers: exact to 100, then tens. Source: ux.md 25."""
    return count if count <= 100 else count // 10 * 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the feed: a bid, or what no bid caused. Amounts are fen."""

    seq: int
    at: datetime
    number: int = 0  # The n-th bid of the auction.
    alias: str = ""
    amount_fen: int | None = None
    is_own: bool = False
    is_lead: bool = False
    is_overtime: bool = False
    extension: int = 0  # The extension that this bid caused,
    until: datetime | None = None  # and to when.
    event: str = ""  # The kind of an event that no bid caused.
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """An extension on the time axis: from the end that was in force to the new one."""

    begins_at: datetime
    ends_at: datetime


def base_end(opens_at: datetime, base_duration_s: int) -> datetime:
    return opens_at + timedelta(seconds=base_duration_s)


def lines_of(
    events: Sequence[Recorded], state: AuctionState, base_ends_at: datetime, own_alias: str = ""
) -> list[Line]:
    """The feed, oldest first, of the newest events of an auction whose state they lead to."""
    is_secret = hides(state.visibility, state.status)
    lines: list[Line] = []
    number = state.bid_count - sum(event.kind == Happened.BID for event in events)
    for event in events:
        if event.kind == Happened.BID:
            number += 1
            alias = event.facts["alias"]
            amount_fen = event.facts["amount_fen"]
            lines.append(
                Line(
                    seq=event.seq,
                    at=event.at,
                    number=number,
                    alias="" if is_secret and alias != own_alias else alias,
                    amount_fen=None if is_secret and alias != own_alias else amount_fen,
                    is_own=bool(own_alias) and alias == own_alias,
                    is_lead=not is_secret and event.seq == state.leading_seq,
                    is_overtime=event.at >= base_ends_at,
                )
            )
        elif event.kind == Happened.EXTENDED and event.facts["cause"] == "bid" and lines:
            until = parse_stamp(event.facts["closes_at"])
            lines[-1] = replace(lines[-1], extension=event.facts["n"], until=until)
        elif event.kind in TOLD_ALONE:
            cause = event.facts.get("cause", "")
            lines.append(Line(seq=event.seq, at=event.at, event=event.kind, cause=cause))
    return lines


def bands_of(events: Sequence[Recorded], before: datetime) -> list[Band]:
    """The extensions among these events; `before` is the end that was in force before them."""
    bands = []
    for event in events:
        if event.kind == Happened.EXTENDED:
            ends_at = parse_stamp(event.facts["closes_at"])
            bands.append(Band(before, ends_at))
            before = ends_at
    return bands


def phase_of(state: AuctionState, now: datetime, waiting_room: timedelta) -> str:
    """The phase shown: the stored status and the time, so that a late clock shows no wrong one.

    Source: ux.md 3; `waiting` and `closing` are derived and stored nowhere.
    """
    status = str(state.status)
    if status == AuctionStatus.SCHEDULED:
        return WAITING if now >= state.opens_at - waiting_room else status
    if state.status in TAKES_BIDS:
        if now >= state.closes_at:
            return str(AuctionStatus.CLOSED)
        if status == AuctionStatus.OPEN and state.closes_at - now <= LOW:
            return CLOSING
    return status
