"""One watched auction in this process: its state, its sockets, one encoding for all of them."""

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bidding.enums import Happened
from bidding.live import frames
from bidding.live.members import Member
from bidding.queries.room import Picture, Pulse
from bidding.rules.bids import AuctionState, with_bid, with_extension
from bidding.rules.replays import Recorded, shown_me, shown_state
from bidding.rules.room import MOST_IN_FRAME, hides, rounded, told
from market.units import parse_stamp

FRAME_PAUSE_S = 0.05  # At most 20 frames a second.
FULL_S = 20.0
SENDS_AT_ONCE = 100
MOST_MARKS = 1_024
TOO_SLOW = 4408


class Room:
    """Follows the record by what is told after each commit; the hub repairs it when that fails."""

    def __init__(self, no: str, picture: Picture, now: Callable[[], datetime]) -> None:
        self.no, self.auction_id, self.now = no, picture.auction_id, now
        self.state: AuctionState = picture.state
        self.places = _places(self.state)
        self.newest: list[Recorded] = []
        self.sent_to = self.state.seq
        self.members: set[Member] = set()
        self.sent_bytes = 0
        self.marks: list[tuple[int, int]] = [(0, 0), (self.sent_to, 0)]
        self.flushed_at = 0.0
        self.due: asyncio.TimerHandle | None = None
        self.flushing: asyncio.Task[None] | None = None

    # What happens.

    def follow(self, first: int, last: int, events: Iterable[Recorded]) -> bool:
        """Take what a commit told. False where only the database can say how it looks now."""
        if last <= self.state.seq:
            return True
        if first > self.state.seq + 1:
            return False
        for event in events:
            if event.seq <= self.state.seq:
                continue
            if event.kind == Happened.BID and event.facts["alias"] in self.places:
                agency_id = self.places[event.facts["alias"]]
                self.state = with_bid(self.state, agency_id, event.facts["amount_fen"])
            elif event.kind == Happened.EXTENDED and event.facts["cause"] == "bid":
                closes_at = parse_stamp(event.facts["closes_at"])
                self.state = with_extension(self.state, closes_at, event.facts["n"])
            else:
                return False
            self.newest.append(event)
        del self.newest[:-MOST_IN_FRAME]
        self.flush_soon()
        return True

    def repair(self, picture: Picture) -> bool:
        """Take the database's word. True where members must start over: same number, new facts."""
        if picture.state.seq < self.state.seq:
            return False
        is_new = picture.state.seq > self.state.seq
        starts_over = not is_new and shown_state(picture.state) != shown_state(self.state)
        self.state, self.places = picture.state, _places(picture.state)
        if is_new:
            self.newest = [event for event in picture.newest if event.seq > self.sent_to]
            self.flush_soon()
        return starts_over

    def has_missed(self, pulse: Pulse) -> bool:
        if pulse.seq != self.state.seq:
            return pulse.seq > self.state.seq
        known = (self.state.status, self.state.opens_at, self.state.closes_at)
        return known != (pulse.status, pulse.opens_at, pulse.closes_at)

    def knows(self, agency_id: int, is_barred: bool) -> bool:
        """Entries and standings have no event here; what a room read of them may be stale."""
        entrant = self.state.entrants.get(agency_id)
        return entrant is not None and bool(entrant.barred) == is_barred

    # What members hear.

    def shown(self) -> dict[str, Any]:
        observers = rounded(self.observer_count())
        return {**shown_state(self.state), "observers": observers, "held": self.state.is_held}

    def observer_count(self) -> int:
        return sum(member.agency_id is None for member in self.members)

    def hello(self, member: Member) -> str:
        """The whole picture, and a fresh start for what the member owes."""
        now = self.now()
        member.told_me = self.own(member.agency_id, now)
        return frames.hello(self.no, now, self.state.seq, self.shown(), member.told_me)

    def own(self, agency_id: int | None, now: datetime) -> dict[str, Any] | None:
        """`me`. The next price is in it only where `state` must not have it."""
        me = shown_me(self.state, agency_id, now) if agency_id is not None else None
        if me is not None and not self.state.is_rank_only:
            del me["max_next_fen"]
        return me

    def answer(self, events: list[Recorded], first: int, last: int) -> str:
        """What `sync` and `?after=` get: none of these numbers left out."""
        return frames.events(first, last, self.tellable(events), self.shown(), self.now())

    def tellable(self, events: Iterable[Recorded]) -> list[dict[str, Any]]:
        is_secret = hides(self.state.visibility, self.state.status)
        return [told(e.seq, e.at, e.kind, e.facts, is_secret) for e in events]

    def flush_soon(self) -> None:
        """At once when nothing went out for a while, else with the next frame that may."""
        if self.due is not None or (self.flushing is not None and not self.flushing.done()):
            return
        loop = asyncio.get_running_loop()
        wait = self.flushed_at + FRAME_PAUSE_S - loop.time()
        self.due = loop.call_later(max(wait, 0.0), self._begin_flush)

    def _begin_flush(self) -> None:
        self.due = None
        self.flushing = asyncio.create_task(self.flush())

    async def flush(self) -> None:
        """One frame for what happened since the last one: the same bytes for every member."""
        loop = asyncio.get_running_loop()
        self.flushed_at = moment = loop.time()
        first, last = self.sent_to + 1, self.state.seq
        if last >= first:
            text = frames.events(first, last, self.tellable(self.newest), self.shown(), self.now())
            self.newest, self.sent_to = [], last
            hearing = [m for m in self.members if not m.is_full(self.sent_bytes, moment)]
            self._count(last, len(text))
            for n, member in enumerate(hearing, start=1):
                await member.write(text)
                if not n % SENDS_AT_ONCE:  # Answers to bids go between.
                    await asyncio.sleep(0)
        await self.tell_own()
        self.flushing = None
        if self.state.seq > self.sent_to:
            self.flush_soon()

    def _count(self, last: int, size: int) -> None:
        """Remember how many bytes went to all by which number. Full members owe them too."""
        self.sent_bytes += size
        self.marks.append((last, self.sent_bytes))
        if len(self.marks) > MOST_MARKS:
            del self.marks[: MOST_MARKS // 2]

    async def tell_own(self) -> None:
        """Each entrant its own rank and right to bid, where they have changed."""
        now = self.now()
        known: dict[int | None, dict[str, Any] | None] = {}
        for member in [m for m in self.members if m.agency_id is not None]:
            if member.agency_id not in known:
                known[member.agency_id] = self.own(member.agency_id, now)
            own = known[member.agency_id]
            if own is not None and own != member.told_me:
                member.told_me = own
                await member.write(frames.me(own))

    # What members do.

    def join(self, member: Member) -> str:
        member.drawn_bytes = self.sent_bytes
        self.members.add(member)
        return self.hello(member)

    def drew(self, member: Member, seen: int) -> str | None:
        """A ping's report. A member that was full starts over: its fresh hello."""
        place = bisect_right(self.marks, (seen, self.sent_bytes))
        member.drew(seen, self.marks[place - 1][1] if place else 0)
        if member.full_since is None:
            return None
        member.full_since = None
        return self.hello(member)

    def too_slow(self, moment: float) -> list[Member]:
        return [
            member
            for member in self.members
            if member.full_since is not None and moment - member.full_since > FULL_S
        ]


def _places(state: AuctionState) -> dict[str, int]:
    return {entrant.alias: agency_id for agency_id, entrant in state.entrants.items()}
