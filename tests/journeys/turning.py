"""Lets the clock of the house turn while a story waits for what must elapse."""

import time
from collections.abc import Callable

from config.clock import perform_due_now

PATIENCE_S = 40.0
TURN_S = 0.05


def until(is_so: Callable[[], bool], what: str, *, patience_s: float = PATIENCE_S) -> None:
    """Perform what is due, again and again, until it is so; fails when patience ends."""
    end = time.monotonic() + patience_s
    while True:
        perform_due_now()
        if is_so():
            return
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience_s:.0f} s for: {what}")
        time.sleep(TURN_S)  # What must elapse takes real seconds under the sandbox.
