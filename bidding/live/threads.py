"""Threads of our own for what sockets ask of the database.

On the one thread that Channels shares, a wait for a lock would stall every room. Each thread keeps
its connection; after a database error it drops it, so that the next call begins with a new one.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import Error, connection

P = ParamSpec("P")
R = TypeVar("R")

BIDDING_THREADS, READING_THREADS = 4, 4


class Threads:
    """A small pool whose threads hold one connection each until `release()`."""

    def __init__(self, name: str, count: int) -> None:
        self.name, self.count = name, count
        self.pool: ThreadPoolExecutor | None = None

    def run(self, function: Callable[P, R]) -> Callable[P, Coroutine[Any, Any, R]]:
        """The function, to be awaited, on one of these threads."""

        @wraps(function)
        async def on_a_thread(*args: P.args, **kwargs: P.kwargs) -> R:
            if self.pool is None:
                self.pool = ThreadPoolExecutor(self.count, thread_name_prefix=self.name)
            work = partial(_guarded, function, *args, **kwargs)
            return await asyncio.get_running_loop().run_in_executor(self.pool, work)

        return on_a_thread

    def release(self) -> None:
        """Close every connection and end the threads; the next call starts new ones."""
        pool, self.pool = self.pool, None
        if pool is None:
            return
        together = threading.Barrier(self.count)  # So that each thread takes exactly one.
        for _ in range(self.count):
            pool.submit(_close, together)
        pool.shutdown(wait=True)


def _guarded(function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    try:
        return function(*args, **kwargs)
    except Error:
        connection.close()
        raise


def _close(together: threading.Barrier) -> None:
    connection.close()
    together.wait(timeout=30)


bidding = Threads("bidding", BIDDING_THREADS)
reading = Threads("reading", READING_THREADS)


def release_all() -> None:
    bidding.release()
    reading.release()
