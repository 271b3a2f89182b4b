"""Simulated bidders over real websockets: what a rehearsal and a measurement bid with."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from market.gateways.websocket_client import RoomClient, SocketClosed, open_room

REPORT_S = 4.0  # A ping at least every five seconds, with what was seen.
ANSWER_S = 10.0
RUNNING = {"open", "overtime"}
OVER = {"closed", "awarded", "failed", "cancelled"}


@dataclass
class Tally:
    """What the bidders were answered; times in milliseconds from press to answer."""

    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    waits_ms: list[float] = field(default_factory=list)

    def percentile(self, share: int) -> float:
        ordered = sorted(self.waits_ms)
        return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] if ordered else 0.0


class Bidder:
    """One socket of an agency that has entered. It knows what frames tell it, no more."""

    def __init__(self, client: RoomClient, tally: Tally) -> None:
        self.client, self.tally = client, tally
        self.state: dict[str, Any] = {}
        self.me: dict[str, Any] | None = None
        self.seq = 0
        self.answers: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        """Until the server closes."""
        while True:
            frame = await self.client.hear()
            match frame["t"]:
                case "hello":
                    self.state, self.me, self.seq = frame["state"], frame["me"], frame["seq"]
                case "events":
                    self.seq = max(self.seq, frame["to"])
                    self.state = frame["state"]
                case "me":
                    self.me = frame["me"]
                case "accepted" | "refused":
                    asker = self.answers.pop(frame["key"], None)
                    if asker is not None and not asker.done():
                        asker.set_result(frame)

    async def report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_S)
            await self.client.send({"t": "ping", "id": "seen", "seen": self.seq})

    @property
    def may_bid(self) -> bool:
        is_running = self.state.get("status") in RUNNING
        return is_running and self.me is not None and self.me["may_bid"]

    @property
    def next_fen(self) -> int:
        assert self.me is not None
        stated: int = self.me.get("max_next_fen") or self.state["max_next_fen"]
        return stated

    async def bid(self, amount_fen: int) -> dict[str, Any] | None:
        """Press once and wait for the answer; None where none came in time."""
        loop, key = asyncio.get_running_loop(), str(uuid4())
        asker = self.answers[key] = loop.create_future()
        began = loop.time()
        await self.client.send({"t": "bid", "key": key, "amount_fen": amount_fen, "confirm": True})
        try:
            answer: dict[str, Any] = await asyncio.wait_for(asker, ANSWER_S)
        except TimeoutError:
            self.tally.unanswered += 1
            return None
        self.tally.waits_ms.append(1000 * (loop.time() - began))
        if answer["t"] == "accepted":
            self.tally.accepted += 1
        else:
            self.tally.refused[answer["code"]] += 1
        return answer


async def bid_along(
    *, site: str, no: str, tokens: Sequence[str], bidders: int, rate: float, seconds: float
) -> Tally:
    """`bidders` sockets of these agencies in turn, together `rate` presses a second.

    Raises ValueError where none of the tokens belongs to an agency that has entered.
    """
    tally = Tally()
    async with AsyncExitStack() as stack:
        sockets = []
        for n in range(bidders):
            token = tokens[n % len(tokens)]
            client = await stack.enter_async_context(open_room(site, no, token=token))
            sockets.append(Bidder(client, tally))
        async with asyncio.TaskGroup() as tasks:
            beside = [
                tasks.create_task(_until_closed(work()))
                for bidder in sockets
                for work in (bidder.listen, bidder.report)
            ]
            while not all(bidder.state for bidder in sockets):
                await asyncio.sleep(0.01)
            entered = [bidder for bidder in sockets if bidder.me is not None]
            if entered:
                await _press(entered, rate, seconds)
            for task in beside:
                task.cancel()
    if not entered:
        raise ValueError(f"none of these agencies has entered {no}")
    return tally


async def _press(sockets: list[Bidder], rate: float, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    ends, due, pressing = loop.time() + seconds, loop.time(), set[asyncio.Task[Any]]()
    while loop.time() < ends and sockets[0].state["status"] not in OVER:
        due += 1 / rate
        await asyncio.sleep(max(0.0, due - loop.time()))
        free = next((bidder for bidder in sockets if bidder.may_bid and not bidder.answers), None)
        if free is None:
            continue
        sockets.append(sockets.pop(sockets.index(free)))  # The next one goes next.
        if free.next_fen > 0:
            task = asyncio.create_task(free.bid(free.next_fen))
            pressing.add(task)
            task.add_done_callback(pressing.discard)
    if pressing:
        await asyncio.wait(pressing, timeout=ANSWER_S)


async def _until_closed(work: Any) -> None:
    try:
        await work
    except SocketClosed:
        return


def tokens_of_demonstration() -> list[str]:
    """Of the demonstration's agencies, as `manage.py demo` wrote them; empty without one."""
    path = Path(settings.DEMONSTRATION_FILE)
    if not path.exists():
        return []
    accounts = json.loads(path.read_text(encoding="utf-8"))["accounts"]
    return [one["token"] for one in accounts if one["role"] == "agency"]
