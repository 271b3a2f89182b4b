"""The player: takes every step at its planned moment, and the clock's work in between."""

import gc
import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bidding.queries.auctions import next_auction_at
from config.clock import PERFORM, deliver_outbox, perform_auctions, perform_deadlines
from market.actions.messages import AT_ONCE
from market.gateways.database import staged_clock
from market.queries.deadlines import next_due_at
from market.units import shanghai_date, start_of_day
from ratings.actions.credit import rescore_all

MOST_TURNS = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step is taken. What it cannot cause need not be looked for afterwards.

    `is_quiet`: it sets no deadline that the clock performs. `is_heard`: credit follows from it,
    at that very moment.
    """

    at: datetime
    is_quiet: bool = False
    is_heard: bool = False


Steps = Iterator[Moment]
Tell = Callable[[datetime], None]


class Stage:
    """Plays until `until`; what would come later stays to be done. Times never run back."""

    def __init__(self, begins: datetime, until: datetime, tell: Tell) -> None:
        self.at, self.until, self.tell = begins, until, tell
        self.month_ends_at = following_month(begins)
        # Nothing falls due before this, as far as is known.
        self.due_at, self.auction_at = begins, begins

    def play(self, lives: Iterable[Steps]) -> None:
        order = count()
        waiting: list[tuple[datetime, int, Moment, Steps]] = []
        for life in lives:
            self._queue(waiting, life, next(order))
        with few_collections():
            while waiting:
                at, n, moment, life = heapq.heappop(waiting)
                if at >= self.until:
                    continue
                self.pass_time(at)
                with staged_clock(self.at):
                    self._queue(waiting, life, n)
                    while moment.is_heard and deliver_outbox() == AT_ONCE:
                        pass
                if not moment.is_quiet:
                    self._look_ahead()
            self.pass_time(self.until)

    def _queue(
        self, waiting: list[tuple[datetime, int, Moment, Steps]], life: Steps, n: int
    ) -> None:
        """Take the life's step that is due now, if it has begun, and wait for its next one."""
        moment = next(life, None)
        if moment is not None:
            heapq.heappush(waiting, (max(moment.at, self.at), n, moment, life))

    def pass_time(self, until: datetime) -> None:
        """What falls due until then, each thing at its own moment, as a clock would do it."""
        while True:
            at = max(self.at, min(self.month_ends_at, self.due_at, self.auction_at))
            if at > until:
                break
            self._go_to(at)
            if at >= self.month_ends_at:
                self._end_month()
            else:
                self._perform()
        self._go_to(until)

    def _perform(self) -> None:
        with staged_clock(self.at):
            if self.auction_at <= self.at:  # Perhaps it was put off.
                self._look_at_auctions()
            for _turn in range(MOST_TURNS):
                if min(self.due_at, self.auction_at) > self.at:
                    return
                if self.auction_at <= self.at:
                    perform_auctions(self.at)
                if self.due_at <= self.at:
                    perform_deadlines(self.at)
                deliver_outbox()
                self._look_ahead(auctions=True)
        raise RuntimeError(f"what was due at {self.at.isoformat()} is still due")

    def _look_ahead(self, *, auctions: bool = False) -> None:
        """An auction's times change by what the clock does; a bid only puts its end off."""
        self.due_at = next_due_at(list(PERFORM)) or self.until + timedelta(days=1)
        if auctions:
            self._look_at_auctions()

    def _look_at_auctions(self) -> None:
        self.auction_at = next_auction_at() or self.until + timedelta(days=1)

    def _end_month(self) -> None:
        """Points decay without an event; the nightly run is played at month ends only."""
        with staged_clock(self.at):
            rescore_all()
        self.month_ends_at = following_month(self.at)

    def _go_to(self, at: datetime) -> None:
        assert at >= self.at, "time runs forward"
        self.at = at
        self.tell(at)


def following_month(at: datetime) -> datetime:
    """00:00 in Shanghai on the first of the next month."""
    day = shanghai_date(at).replace(day=1)
    return start_of_day((day + timedelta(days=32)).replace(day=1))


@contextmanager
def few_collections() -> Iterator[None]:
    """Thousands of short-lived rows leave no cycles worth a look each time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
