"""The sockets of this process: rooms that follow what is told, and what the database says.

Correctness never rests on delivery. Events are numbered; once a second the hub looks for numbers it
has missed, for sockets whose right has ended, and for readers that are too slow.
"""

import asyncio
import contextlib
import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bidding.live import threads
from bidding.live.members import Member
from bidding.live.rooms import TOO_SLOW, Room
from bidding.queries.room import barred_agencies, picture_of, pulses
from bidding.rules.replays import Recorded
from bidding.rules.room import MOST_IN_FRAME
from market.gateways import live
from market.queries.credentials import ended_credentials

log = logging.getLogger(__name__)

PULSE_S = 1.0
NOT_ALLOWED, RESTARTING = 4403, 1012

_hubs: dict[asyncio.AbstractEventLoop, "Hub"] = {}
read_picture = threads.reading.run(picture_of)
read_pulses = threads.reading.run(pulses)
read_barred = threads.reading.run(barred_agencies)
read_ended = threads.reading.run(ended_credentials)


def hub_of_loop() -> "Hub":
    """The hub of the running loop, which is one per process."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
    return hub


async def close_rooms() -> None:
    """Before the server goes: pages learn that it does, and ask again. Source: interfaces.md 5."""
    hub = _hubs.get(asyncio.get_running_loop())
    for room in list(hub.rooms.values()) if hub else []:
        for member in list(room.members):
            await member.close(RESTARTING)


async def stop_hub() -> None:
    """For the end of a server and of a test."""
    hub = _hubs.pop(asyncio.get_running_loop(), None)
    if hub is not None:
        hub.beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await hub.beating
    await live.detach()


def topic_of(no: str) -> str:
    return f"auction/{no}"


class Hub:
    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.opening: dict[str, asyncio.Task[Room | None]] = {}
        self.early: dict[str, list[tuple[int, int, list[Recorded]]]] = {}
        self.behind = timedelta()  # The database's clock minus this machine's steady one.
        self.is_down = False
        self.repairs: set[asyncio.Task[None]] = set()
        self.post = live.attach(self.deliver)
        self.beating = asyncio.create_task(self.beat())

    def now(self) -> datetime:
        """The database's time, as last measured."""
        return _steady() + self.behind

    # Joining and leaving.

    async def enter(self, no: str, member: Member) -> tuple[Room, str] | None:
        """The room and the member's `hello`; from here on it hears every frame."""
        room, visitor = await self.open_room(no), member.visitor
        agency_id = visitor.agency_id
        if room is not None and agency_id and not room.knows(agency_id, visitor.is_barred):
            await self.repair(room)
        while room is not None and self.rooms.get(no) is not room:  # Swept while we waited.
            room = await self.open_room(no)
        if room is None:
            return None
        text = room.join(member)
        live.count_observers(topic_of(no), room.observer_count())
        return room, text

    def leave(self, room: Room, member: Member) -> None:
        room.members.discard(member)
        live.count_observers(topic_of(room.no), room.observer_count())

    async def open_room(self, no: str) -> Room | None:
        """Subscribe, then read: what is told in between waits and is not lost."""
        room = self.rooms.get(no)
        if room is not None:
            return room
        opening = self.opening.get(no)
        if opening is None:
            opening = self.opening[no] = asyncio.create_task(self._open(no))
        return await asyncio.shield(opening)

    async def _open(self, no: str) -> Room | None:
        self.post.subscribe(topic_of(no))
        self.early[no] = []
        try:
            picture = await read_picture(no, 0, 0)
            if picture is None:
                self.post.unsubscribe(topic_of(no))
                return None
            self._set_clock(picture.now)
            room = self.rooms[no] = Room(no, picture, self.now)
        finally:
            early = self.early.pop(no)
            del self.opening[no]
        for first, last, events in early:
            self._follow(room, first, last, events)
        return room

    # News.

    def deliver(self, topic: str, message: dict[str, Any]) -> None:
        """On the loop: what an action of any process told after its commit."""
        no = topic.partition("/")[2]
        room, early = self.rooms.get(no), self.early.get(no)
        if room is None and early is None:
            return
        first, last = message["from"], message["to"]
        events = [Recorded.read(body) for body in message["events"]]
        if early is not None:
            early.append((first, last, events))
        elif room is not None:
            self._follow(room, first, last, events)

    def _follow(self, room: Room, first: int, last: int, events: list[Recorded]) -> None:
        early = self.early.get(room.no)
        if early is not None:  # A repair is under way.
            early.append((first, last, events))
        elif not room.follow(first, last, events):
            self.early[room.no] = []
            self._keep(asyncio.create_task(self.repair(room)))

    async def repair(self, room: Room) -> None:
        """Read what was missed. What is told meanwhile is taken afterwards."""
        self.early.setdefault(room.no, [])
        try:
            picture = await read_picture(room.no, room.sent_to, MOST_IN_FRAME)
        except Exception as fault:  # The next beat tries again.
            log.warning("room %s could not be repaired: %r", room.no, fault)
            self.early.pop(room.no, None)
            return
        early = self.early.pop(room.no, [])
        if picture is None:
            return
        self._set_clock(picture.now)
        if room.repair(picture):
            for member in list(room.members):
                await member.write(room.hello(member))
        for first, last, events in early:
            self._follow(room, first, last, events)

    # Once a second.

    async def beat(self) -> None:
        while True:
            await asyncio.sleep(PULSE_S)
            try:
                await self.look()
                self.is_down = False
            except Exception as fault:
                if not self.is_down:
                    log.warning("the hub cannot look into the database: %r", fault)
                self.is_down = True

    async def look(self) -> None:
        self._close_empty()
        if not self.rooms:
            return
        now, found = await read_pulses(list(self.rooms))
        self._set_clock(now)
        for pulse in found:
            room = self.rooms.get(pulse.no)
            if room is not None and room.no not in self.early and room.has_missed(pulse):
                await self.repair(room)
        await self._end_rights()
        moment = asyncio.get_running_loop().time()
        for room in list(self.rooms.values()):
            await room.tell_own()
            for member in room.too_slow(moment):
                await member.close(TOO_SLOW)

    async def _end_rights(self) -> None:
        """Close sockets whose session, token or membership ended, or whose agency was stopped."""
        rooms = list(self.rooms.values())
        members = [m for room in rooms for m in room.members if m.credential is not None]
        if not members:
            return
        ended = await read_ended({m.credential for m in members if m.credential})
        agency_ids = {m.agency_id for m in members if m.agency_id is not None}
        barred = await read_barred(agency_ids) if agency_ids else set()
        for member in members:
            is_stopped = member.agency_id in barred and not member.visitor.is_barred
            if member.credential in ended or is_stopped:
                await member.close(NOT_ALLOWED)
        for room in rooms:
            here = {m.agency_id for m in room.members if m.agency_id is not None}
            if not all(room.knows(agency_id, agency_id in barred) for agency_id in here):
                await self.repair(room)

    def _close_empty(self) -> None:
        for no, room in list(self.rooms.items()):
            if not room.members and no not in self.early and no not in self.opening:
                del self.rooms[no]
                self.post.unsubscribe(topic_of(no))

    def _set_clock(self, now: datetime) -> None:
        self.behind = now - _steady()

    def _keep(self, task: asyncio.Task[None]) -> None:
        self.repairs.add(task)  # A task that nobody holds may vanish.
        task.add_done_callback(self.repairs.discard)


def _steady() -> datetime:
    return datetime.fromtimestamp(time.monotonic(), UTC)
