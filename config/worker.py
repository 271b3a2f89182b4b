"""The worker: performs what is due, on a thread of its own, from one loop."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection

from config.clock import Minutes, next_at, perform_due_now
from market.gateways import live
from market.gateways.database import database_now

log = logging.getLogger(__name__)
MOST_SLEEP_S, LEAST_SLEEP_S = 0.5, 0.02


class Worker:
    """Actions run on one thread; what they publish goes out from this loop after the commit."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="worker")
        self.minutes = Minutes()

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        live.attach()
        try:
            while True:
                pause = await loop.run_in_executor(self.thread, self.turn)
                await asyncio.sleep(pause)
        finally:
            self.thread.submit(lambda: connection.close())
            self.thread.shutdown()

    def turn(self) -> float:
        """Perform what is due; the seconds to sleep until the next thing is."""
        try:
            done = perform_due_now()
            now = database_now()
            self.minutes.perform(now)
            return LEAST_SLEEP_S if done else until(next_at(), now)
        except Exception:  # The database is away; the next turn opens a new connection.
            log.exception("the worker goes on with its next turn")
            connection.close()
            return MOST_SLEEP_S


def until(due_at: datetime | None, now: datetime) -> float:
    if due_at is None:
        return MOST_SLEEP_S
    return min(MOST_SLEEP_S, max(LEAST_SLEEP_S, (due_at - now).total_seconds()))
