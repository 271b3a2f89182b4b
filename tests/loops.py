"""Coroutines of tests run on a thread of their own: Playwright keeps a loop in the main one."""

import asyncio
from collections.abc import Coroutine
from functools import wraps
from threading import Thread
from typing import Any


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Its result, or what it raised."""
    box: list[Any] = []

    def whole() -> None:
        try:
            box.extend([asyncio.run(coroutine), None])
        except BaseException as fault:
            box.extend([None, fault])

    thread = Thread(target=whole)
    thread.start()
    thread.join()
    result, fault = box
    if fault is not None:
        raise fault
    return result


def on_a_loop(story: Any) -> Any:
    """A test is a coroutine, run from its beginning to its end on a loop of its own."""

    @wraps(story)
    def alone(*args: Any, **kwargs: Any) -> None:
        run(story(*args, **kwargs))

    return alone
