"""The player: takes every step at its planned moment, and the clock's work in between."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count

from config.clock import deliver_outbox, next_at, perform_due_now
from market.gateways.database import staged_clock
from market.units import shanghai_date, start_of_day
from ratings.actions.credit import rescore_all

Steps = Iterator[datetime]
Tell = Callable[[datetime], None]
MOST_TURNS = 5


class Stage:
    """Plays until `until`; what would come later stays to be done. Times never run back."""

    def __init__(self, begins: datetime, until: datetime, tell: Tell) -> None:
        self.at, self.until, self.tell = begins, until, tell
        self.month_ends_at = following_month(begins)

    def play(self, lives: Iterable[Steps]) -> None:
        order = count()
        waiting: list[tuple[datetime, int, Steps]] = []
        for life in lives:
            self._queue(waiting, life, next(order))
        while waiting:
            at, n, life = heapq.heappop(waiting)
            if at >= self.until:
                continue
            self.pass_time(at)
            with staged_clock(self.at):
                self._queue(waiting, life, n)
                deliver_outbox()
        self.pass_time(self.until)

    def _queue(self, waiting: list[tuple[datetime, int, Steps]], life: Steps, n: int) -> None:
        """Take the life's step that is due now, if it has begun, and wait for its next one."""
        at = next(life, None)
        if at is not None:
            heapq.heappush(waiting, (max(at, self.at), n, life))

    def pass_time(self, until: datetime) -> None:
        """What falls due until then, each thing at its own moment, as a clock would do it."""
        while True:
            due_at = next_at()
            at = max(self.at, min(self.month_ends_at, due_at or self.month_ends_at))
            if at > until:
                break
            self._go_to(at)
            if at >= self.month_ends_at:
                self._end_month()
            else:
                assert due_at is not None
                self._perform(due_at)
        self._go_to(until)

    def _perform(self, due_at: datetime) -> None:
        with staged_clock(self.at):
            for _turn in range(MOST_TURNS):
                perform_due_now()
                left = next_at()
                if left is None or left > self.at:
                    return
        raise RuntimeError(f"what was due at {due_at.isoformat()} is still due")

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
