"""AuctionRoom: one socket of one open page. It reads strictly, asks the floor, and tells."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from bidding.errors import NotEntered
from bidding.live import frames, threads
from bidding.live.decoder import MOST_BYTES, BadFrame, BadPress, Ping, Press, Sync, decode
from bidding.live.floor import Floor, floor_of
from bidding.live.hub import hub_of_loop
from bidding.live.members import Member
from bidding.live.rooms import Room
from bidding.models import Bid
from bidding.queries.room import Visitor, events_between, visitor_of
from bidding.rules.bids import Offer
from bidding.rules.room import MOST_IN_ANSWER
from market.errors import Busy, Refused
from market.gateways import socket_server

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

BAD_FRAMES, NO_SUCH, FLOOD, TOO_BIG = 4400, 4404, 4429, 1009
MOST_BAD_FRAMES = 10
MOST_FRAMES_A_SECOND = 50
read_visitor = threads.reading.run(visitor_of)
read_events = threads.reading.run(events_between)


async def auction_room(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of `/ws/auctions/{no}/`; the doorkeeper has put `viewer` into scope.

    A bare callable: what a frame runs through are a few plain calls.
    """
    await AuctionRoom(scope, receive, send).run()


class AuctionRoom:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.raw_send = scope, receive, send
        self.no: str = scope["url_route"]["kwargs"]["no"]
        self.query = parse_qs(scope.get("query_string", b"").decode("latin1"))
        self.language = language_of(scope, self.query)
        self.room: Room | None = None
        self.floor: Floor | None = None
        self.is_open = True
        self.bad_frames = 0
        self.second, self.frames_in_it = 0, 0
        self.answering: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        await self.receive()  # websocket.connect
        visitor = await read_visitor(self.scope["viewer"], self.no)
        offered = frames.PROTOCOL in self.scope.get("subprotocols", [])
        # A close before it would reach nobody with its code.
        accept: dict[str, Any] = {"type": "websocket.accept"}
        await self.raw_send({**accept, "subprotocol": frames.PROTOCOL} if offered else accept)
        if visitor is None or not await self.enter(visitor):
            await self.close(NO_SUCH)
            return
        try:
            while self.is_open:
                message = await self.receive()
                if message["type"] == "websocket.disconnect":
                    break
                await self.hear(message)
        finally:
            self.is_open = False
            if self.room is not None:
                hub_of_loop().leave(self.room, self.member)

    async def enter(self, visitor: Visitor) -> bool:
        credential = self.scope.get("credential")
        if credential is not None and not credential.may_act:
            visitor = Visitor(visitor.auction_id)
        self.member = Member(self.send, self.close, visitor, credential)
        entered = await hub_of_loop().enter(self.no, self.member)
        if entered is None:
            return False
        self.room, hello = entered
        self.floor = floor_of(visitor.auction_id)
        last = self.room.state.seq
        await self.send(hello)
        after = self.query.get("after", [""])[0]
        if after.isascii() and after.isdigit():
            first = min(int(after[:18]), last) + 1
            if 0 < last - first + 1 <= MOST_IN_ANSWER:
                await self.tell_between(first, last)
        return True

    # Frames in.

    async def hear(self, message: dict[str, Any]) -> None:
        if self.is_flooding():
            return await self.close(FLOOD)
        text = message.get("text")
        if text is None:
            return await self.complain()
        if len(text) > MOST_BYTES or (not text.isascii() and len(text.encode()) > MOST_BYTES):
            return await self.close(TOO_BIG)
        try:
            frame = decode(text)
        except BadFrame:
            return await self.complain()
        match frame:
            case Press():
                self.later(self.bid(frame))
            case Ping():
                await self.pong(frame)
            case Sync():
                await self.sync(frame.after)
            case BadPress():
                await self.send(frames.refused(frame.refusal, frame.key, self.language))

    def is_flooding(self) -> bool:
        if not settings.RATE_LIMITS:
            return False
        second = int(asyncio.get_running_loop().time())
        if second != self.second:
            self.second, self.frames_in_it = second, 0
        self.frames_in_it += 1
        return self.frames_in_it > MOST_FRAMES_A_SECOND

    async def complain(self) -> None:
        self.bad_frames += 1
        await self.send(frames.error("bad_frame"))
        if self.bad_frames >= MOST_BAD_FRAMES:
            await self.close(BAD_FRAMES)

    async def pong(self, ping: Ping) -> None:
        await self.send(frames.pong(ping.id, hub_of_loop().now()))
        if (self.room is not None and ping.seen is not None) or self.member.full_since is not None:
            hello = self.room.drew(self.member, ping.seen or 0) if self.room else None
            if hello is not None:
                await self.send(hello)

    async def sync(self, after: int) -> None:
        room = self.room
        if room is None or self.member.full_since is not None:
            return
        last = room.state.seq
        after = min(after, last)
        await self.tell_between(after + 1, min(last, after + MOST_IN_ANSWER))

    async def tell_between(self, first: int, last: int) -> None:
        assert self.room is not None
        events = await read_events(self.no, first - 1, last, MOST_IN_ANSWER)
        text = self.room.answer(events, first, last)
        self.member.extra.append((last, len(text)))
        await self.send(text)

    # Bids.

    def later(self, work: Any) -> None:
        """Other frames of this socket do not wait for the commit."""
        task = asyncio.create_task(work)
        self.answering.add(task)
        task.add_done_callback(self.answering.discard)

    async def bid(self, press: Press) -> None:
        try:
            await self.send(await self.place(press))
        except Refused as refusal:
            await self.send(frames.refused(refusal, press.key, self.language))
        except Exception as fault:
            log.error("a bid was not judged: %r", fault)
            await self.send(frames.refused(Busy(), press.key, self.language))

    async def place(self, press: Press) -> str:
        """The answer to one press; raises what refuses it."""
        agency_id = self.member.agency_id
        if agency_id is None or self.floor is None:
            raise NotEntered
        offer = Offer(agency_id, press.key, press.amount_fen, press.confirmed)
        bid: Bid = await self.floor.place(offer)
        if bid.refusal:
            raise Refused.by_code[bid.refusal](**bid.facts)
        return frames.accepted(bid)

    # Frames out.

    async def send(self, text: str) -> None:
        if self.is_open:
            await self.raw_send({"type": "websocket.send", "text": text})

    async def close(self, code: int) -> None:
        if self.is_open:
            self.is_open = False
            await socket_server.close(self.raw_send, code)


def language_of(scope: Scope, query: dict[str, list[str]]) -> str:
    """`?lang=`, else `Accept-Language`, else Chinese."""
    header = dict(scope.get("headers", [])).get(b"accept-language", b"").decode("latin1")
    wanted = query.get("lang", []) + [tag for tag, _ in parse_accept_lang_header(header[:500])]
    for tag in wanted:
        try:
            return get_supported_language_variant("zh-hans" if tag == "zh" else tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
