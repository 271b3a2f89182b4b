"""Simulated bidders: each in its own websocket, each as slow and as stubborn as a person."""

import asyncio
import logging
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from market.gateways.websocket_client import RoomSocket, room_socket

log = logging.getLogger(__name__)
PING_S = 4.0
OVER = {"closed", "awarded", "failed", "cancelled"}


@dataclass(frozen=True)
class Pace:
    """Seconds between two bids of one bidder, and until a stranger's bid is answered.

    Nobody goes below `lowest_bp` of the ceiling, and each has a lowest price of its own, up to
    `spread_bp` above it.
    """

    shortest_s: float = 2.0
    longest_s: float = 6.0
    answer_s: float = 4.0
    stop_after_s: float = 180.0
    lowest_bp: int = 0
    spread_bp: int = 0


def between(shortest: float, longest: float) -> float:
    return shortest + secrets.randbelow(1000) / 1000 * (longest - shortest)


@dataclass
class Rivals:
    """Those who bid against each other and whoever else comes."""

    url: str
    auction_no: str
    tokens: list[str]
    pace: Pace = field(default_factory=Pace)
    aliases: set[str] = field(default_factory=set)
    bids: int = 0

    async def run(self) -> int:
        """Until the pace says stop or the auction is over; how many bids were accepted."""
        await asyncio.gather(*(self._one(token) for token in self.tokens))
        return self.bids

    async def _one(self, token: str) -> None:
        try:
            async with room_socket(self.url, self.auction_no, token) as socket:
                await Rival(self, socket).take_part()
        except OSError as fault:
            log.warning("a simulated bidder could not connect: %s", fault)


class Rival:
    def __init__(self, rivals: Rivals, socket: RoomSocket) -> None:
        self.rivals, self.socket, self.pace = rivals, socket, rivals.pace
        self.state: dict[str, Any] = {}
        self.me: dict[str, Any] = {}
        self.seq = 0
        self.leader = ""
        self.wakes = asyncio.Event()
        self.is_over = asyncio.Event()

    async def take_part(self) -> None:
        ending = [asyncio.create_task(step()) for step in (self._bid, self.is_over.wait)]
        beside = [asyncio.create_task(step()) for step in (self._listen, self._ping)]
        try:
            await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in ending + beside:
                task.cancel()

    async def _listen(self) -> None:
        while (frame := await self.socket.receive()) is not None:
            self._take(frame)
        self.is_over.set()

    def _take(self, frame: dict[str, Any]) -> None:
        self.state = frame.get("state", self.state)
        self.me = frame.get("me") or self.me
        self.seq = frame.get("seq", frame.get("to", self.seq))
        self.rivals.aliases.add(self.me.get("alias", ""))
        for event in frame.get("events", []):
            if event["kind"] == "bid":
                self.leader = event["alias"]
        if frame["t"] == "accepted":
            self.rivals.bids += 1
        if self.leader and self.leader not in self.rivals.aliases:
            self.wakes.set()
        if self.state.get("status") in OVER:
            self.is_over.set()

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_S)
            await self.socket.send({"t": "ping", "id": 1, "seen": self.seq})

    async def _bid(self) -> None:
        while self.state.get("status") not in {"open", "overtime"}:
            await asyncio.sleep(0.2)
        end = asyncio.get_running_loop().time() + self.pace.stop_after_s
        lowest_fen = self._lowest_fen()
        while True:
            await self._pause()
            if asyncio.get_running_loop().time() >= end:
                return
            most = self.me.get("max_next_fen") or self.state.get("max_next_fen")
            if most and self.leader != self.me.get("alias"):
                fen = most - secrets.randbelow(2) * self.state["step_fen"]
                if fen >= lowest_fen:
                    bid = {"t": "bid", "key": str(uuid4()), "amount_fen": fen}
                    await self.socket.send(bid)

    def _lowest_fen(self) -> int:
        own_bp = self.pace.lowest_bp + secrets.randbelow(self.pace.spread_bp + 1)
        return max(1, int(self.state["ceiling_fen"]) * own_bp // 10_000)

    async def _pause(self) -> None:
        """A person's pause; a stranger's bid cuts it short."""
        wait = between(self.pace.shortest_s, self.pace.longest_s)
        try:
            await asyncio.wait_for(self.wakes.wait(), wait)
        except TimeoutError:
            return
        self.wakes.clear()
        await asyncio.sleep(between(min(1.0, self.pace.answer_s / 2), self.pace.answer_s))
