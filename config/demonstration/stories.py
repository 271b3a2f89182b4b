"""The plan of one request: who asks, who enters and bids, and what becomes of it. Pure data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from config.demonstration.hours import spread

BASE_S = 15 * 60  # `base_duration` of the city's rule set, in which all auctions are planned.
LAST_WINDOW_S = 100  # Presses this near the end move it.
THOUSAND_YUAN_FEN = 100_000
BIG_JUMP_PERCENT = 20


class NotAsPlanned(Exception):
    """The past came out otherwise; the text names every difference."""


@dataclass(frozen=True)
class Press:
    """One bid: so many seconds after the opening. Fen."""

    agency: str
    amount_fen: int
    after_s: int
    is_confirmed: bool = False


@dataclass(frozen=True)
class Story:
    """One request from its publication to its end.

    `moments` fixes when a step is taken where the plan wants a state to be seen at the end, by
    its name: closes, opens, decide, sign, deliver, accept. `stops_at` names the step before which
    its people stop and leave the matter to a visitor. `awards` says what becomes of each award in
    turn: confirmed, declined, lapsed, unsigned_by_agency, unsigned_by_buyer. Marks are 1…5, None:
    silent.
    """

    key: str
    buyer: str
    items: tuple[str, ...]
    title: str
    scope: str
    ceiling_fen: int
    service_days: int
    published_on: date
    entrants: tuple[str, ...]
    presses: tuple[Press, ...]
    step_fen: int
    fund_source: str = "private"
    purpose: str = "owner"
    visibility: str = "open"
    conditions: tuple[Mapping[str, Any], ...] = ()
    notice_days: int = 4  # Working days.
    latecomers: tuple[str, ...] = ()  # Enter after the extension.
    leaves: tuple[str, ...] = ()  # Withdraw their entry before the close.
    is_returned_once: bool = False  # The second person sends the draft back first.
    ends: str = ""  # withdrawn, cancelled_open, cancelled_standstill
    clock_decides: bool = False
    awards: tuple[str, ...] = ("confirmed",)
    days_late: int = 0  # Calendar days after the due date; below zero: before it.
    returns: int = 0
    is_deemed: bool = False
    payment: str = "confirmed"  # silent, denied_once, late, none
    buyer_marks: int | None = 5
    agency_marks: int | None = 5
    complaint: str = "late"  # Which words a bad mark has.
    outcome: str = "completed"
    stops_at: str = (
        ""  # publish, approve, decide, confirm, sign, deliver, accept, review, claim, settle
    )
    moments: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def winner(self) -> str:
        """Whose price is lowest; empty where nobody bids."""
        return self.presses[-1].agency if self.presses else ""


def step_for(ceiling_fen: int) -> int:
    """About one percent in whole tens of yuan, within what the city's rules allow."""
    return max(1_000, ceiling_fen // 100 // 1_000 * 1_000)


def presses_for(key: str, bidders: Sequence[str], ceiling_fen: int) -> tuple[Press, ...]:
    """A falling row of bids, the first of `bidders` last; the others rank as they stand."""
    if not bidders:
        return ()
    step = step_for(ceiling_fen)
    turns = order_of_turns(key, bidders)
    amount, made = ceiling_fen - step * spread(key + "first", 3), []
    for n, agency in enumerate(turns):
        made.append((agency, amount))
        amount -= step * (1 + spread(f"{key}{n}", 3))
    return timed(made)


def order_of_turns(key: str, bidders: Sequence[str]) -> list[str]:
    """Everybody at least once and nobody twice in a row; the best two fight to the end."""
    if len(bidders) == 1:
        return list(bidders)
    duel = 2 + spread(key + "duel", 2)
    latest_first = [bidders[n % 2] for n in range(duel)] + list(bidders[2:])
    return latest_first[::-1]


def timed(made: Sequence[tuple[str, int]]) -> tuple[Press, ...]:
    """Spread over the auction, the last two near its end so that it goes into overtime."""
    presses: list[Press] = []
    for n, (agency, amount) in enumerate(made):
        left = len(made) - n
        if left <= 2 and len(made) > 2:
            after_s = BASE_S - LAST_WINDOW_S + 45 * (2 - left)
        else:
            after_s = 40 + n * (BASE_S - 2 * LAST_WINDOW_S) // len(made)
        is_big = bool(presses) and (
            amount * 100 < presses[-1].amount_fen * (100 - BIG_JUMP_PERCENT)
        )
        presses.append(Press(agency, amount, after_s, is_big))
    return tuple(presses)
