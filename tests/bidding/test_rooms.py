"""A watched auction in memory: frames, gaps, credit, own ranks. No database is met."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bidding.enums import AuctionStatus, Visibility
from bidding.live.members import CREDIT_BYTES, Member
from bidding.live.rooms import FULL_S, Room
from bidding.queries.room import Picture, Pulse, Visitor
from bidding.rules.bids import AuctionState, Entrant
from bidding.rules.replays import Recorded
from market.units import stamp
from tests.loops import on_a_loop

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STATE = AuctionState(
    status=AuctionStatus.OPEN,
    opens_at=NOW,
    closes_at=NOW + timedelta(minutes=15),
    ceiling_fen=1_000_000,
    step_fen=10_000,
    soft_close=timedelta(seconds=120),
    big_jump_bp=2_000,
    entrants={11: Entrant("K7"), 12: Entrant("T9")},
    seq=1,
)


def make_room(state: AuctionState = STATE) -> Room:
    return Room("TL-2026-000001-A1", Picture(1, state, [], NOW), lambda: NOW)


class Socket:
    """Keeps the frames that a member was sent."""

    def __init__(self, room: Room, agency_id: int | None = None) -> None:
        self.frames: list[dict] = []
        self.closed: list[int] = []
        self.member = Member(self.write, self.close, Visitor(1, agency_id))
        self.frames.append(json.loads(room.join(self.member)))

    async def write(self, text: str) -> None:
        self.frames.append(json.loads(text))

    async def close(self, code: int) -> None:
        self.closed.append(code)

    def heard(self, kind: str) -> list[dict]:
        return [frame for frame in self.frames if frame["t"] == kind]


def bid(seq: int, alias: str, amount_fen: int) -> Recorded:
    return Recorded(seq, NOW, "bid", {"alias": alias, "amount_fen": amount_fen})


def extended(seq: int, n: int) -> Recorded:
    closes_at = stamp(NOW + timedelta(minutes=17))
    return Recorded(seq, NOW, "extended", {"closes_at": closes_at, "n": n, "cause": "bid"})


def follow(room: Room, *events: Recorded) -> bool:
    return room.follow(events[0].seq, events[-1].seq, events)


def falling(first: int, count: int) -> list[Recorded]:
    aliases = ("K7", "T9")
    return [bid(n, aliases[n % 2], 1_000_000 - n * 10_000) for n in range(first, first + count)]


@on_a_loop
async def test_a_commit_is_one_frame_with_the_state_after_it():
    room = make_room()
    socket = Socket(room)
    assert socket.frames[0]["seq"] == 1
    assert follow(room, bid(2, "K7", 900_000), bid(3, "T9", 880_000), extended(4, 1))
    await room.flush()

    [frame] = socket.heard("events")
    assert (frame["from"], frame["to"], "skipped" in frame) == (2, 4, False)
    assert [event["seq"] for event in frame["events"]] == [2, 3, 4]
    assert frame["events"][1] == {
        "seq": 3,
        "at": stamp(NOW),
        "kind": "bid",
        "alias": "T9",
        "amount_fen": 880_000,
    }
    state = frame["state"]
    assert (state["leading_fen"], state["max_next_fen"], state["status"]) == (
        880_000,
        870_000,
        "overtime",
    )
    assert (state["bid_count"], state["bidder_count"], state["extension_count"]) == (2, 2, 1)
    assert (state["observers"], state["held"]) == (1, False)


@on_a_loop
async def test_a_frame_holds_the_twenty_newest_and_counts_the_rest():
    room = make_room()
    socket = Socket(room)
    for event in falling(2, 50):
        assert follow(room, event)
    await room.flush()
    [frame] = socket.heard("events")
    assert (frame["from"], frame["to"], frame["skipped"]) == (2, 51, 30)
    assert [event["seq"] for event in frame["events"]] == list(range(32, 52))

    assert follow(room, *falling(52, 1))
    await room.flush()
    assert socket.heard("events")[1]["from"] == 52


@on_a_loop
async def test_at_most_twenty_frames_a_second_go_out():
    room = make_room()
    socket = Socket(room)
    loop = asyncio.get_running_loop()
    began, seq = loop.time(), 2
    while loop.time() - began < 0.5:
        follow(room, *falling(seq, 1))
        seq += 1
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.1)
    frames = socket.heard("events")
    assert len(frames) <= 12
    assert frames[-1]["to"] == seq - 1
    assert all(b["from"] == a["to"] + 1 for a, b in pairwise(frames))


@on_a_loop
async def test_what_is_heard_twice_changes_nothing():
    room = make_room()
    assert follow(room, bid(2, "K7", 900_000))
    before = room.state
    assert follow(room, bid(2, "K7", 900_000))
    assert room.state == before
    assert follow(room, bid(2, "K7", 900_000), bid(3, "T9", 880_000))
    assert (room.state.seq, room.state.bid_count) == (3, 2)
    room.due.cancel()


@on_a_loop
async def test_a_gap_and_what_only_the_database_knows_ask_for_a_repair():
    room = make_room()
    assert not follow(room, bid(4, "K7", 900_000))
    assert not follow(room, Recorded(2, NOW, "closed", {}))
    assert not follow(room, Recorded(2, NOW, "extended", {"cause": "outage"}))
    assert room.state == STATE

    socket = Socket(room)
    state = replace(STATE, seq=31, leading_fen=700_000, bid_count=30)
    assert room.repair(Picture(1, state, falling(12, 20), NOW)) is False
    await room.flush()
    [frame] = socket.heard("events")
    assert (frame["from"], frame["to"], frame["skipped"]) == (2, 31, 10)
    assert frame["state"]["leading_fen"] == 700_000


@on_a_loop
async def test_times_that_move_without_a_number_start_everybody_over():
    room = make_room(replace(STATE, status=AuctionStatus.SCHEDULED, seq=0))
    moved = replace(room.state, opens_at=NOW + timedelta(minutes=5))
    pulse = Pulse(room.no, 0, moved.status, moved.opens_at, moved.closes_at)
    assert room.has_missed(pulse)
    assert room.repair(Picture(1, moved, [], NOW)) is True
    assert not room.has_missed(pulse)


@on_a_loop
async def test_an_entrant_hears_its_own_rank_and_nobody_elses():
    room = make_room()
    one, two, watcher = Socket(room, 11), Socket(room, 12), Socket(room)
    assert one.frames[0]["me"]["alias"] == "K7"
    assert watcher.frames[0]["me"] is None

    follow(room, bid(2, "K7", 900_000))
    await room.flush()
    me = one.heard("me")[-1]["me"]
    assert (me["rank"], me["last_fen"], me["may_bid"], me["reason"]) == (
        1,
        900_000,
        False,
        "own_lead",
    )
    assert two.heard("me") == []
    follow(room, bid(3, "T9", 880_000))
    await room.flush()
    assert one.heard("me")[-1]["me"]["rank"] == 2
    assert (one.heard("me")[-1]["me"]["may_bid"], len(one.heard("me"))) == (True, 2)
    assert two.heard("me")[-1]["me"]["rank"] == 1
    assert watcher.heard("me") == []
    assert one.heard("events") == two.heard("events") == watcher.heard("events")


@on_a_loop
async def test_under_rank_only_no_amount_and_no_alias_is_sent_before_the_close():
    room = make_room(replace(STATE, visibility=Visibility.RANK_ONLY))
    socket, bidder = Socket(room), Socket(room, 11)
    follow(room, bid(2, "K7", 900_000), bid(3, "T9", 880_000))
    await room.flush()
    [frame] = socket.heard("events")
    assert frame["events"] == [{"seq": n, "at": stamp(NOW), "kind": "bid"} for n in (2, 3)]
    assert (frame["state"]["leading_fen"], frame["state"]["max_next_fen"]) == (None, None)
    me = bidder.heard("me")[-1]["me"]
    assert (me["rank"], me["last_fen"], me["max_next_fen"]) == (2, 900_000, 890_000)

    room.repair(Picture(1, replace(room.state, status=AuctionStatus.CLOSED, seq=4), [], NOW))
    assert json.loads(room.hello(socket.member))["state"]["leading_fen"] == 880_000


@on_a_loop
async def test_a_reader_that_reports_nothing_gets_64_kib_then_a_fresh_start():
    room = make_room()
    slow, quick = Socket(room), Socket(room)
    seq = 2
    while slow.member.full_since is None:
        follow(room, *falling(seq, 20))
        seq += 20
        await room.flush()
        assert room.drew(quick.member, seq - 1) is None
    heard = len(slow.heard("events"))
    sizes = [len(json.dumps(frame, separators=(",", ":"))) for frame in slow.heard("events")]
    assert sum(sizes[:-1]) <= CREDIT_BYTES < sum(sizes)

    follow(room, *falling(seq, 1))
    await room.flush()
    assert len(slow.heard("events")) == heard
    assert quick.heard("events")[-1]["to"] == seq

    loop_time = asyncio.get_running_loop().time()
    assert room.too_slow(loop_time) == []
    assert room.too_slow(loop_time + FULL_S + 1) == [slow.member]
    fresh = json.loads(room.drew(slow.member, slow.heard("events")[-1]["to"]))
    assert (fresh["t"], fresh["seq"]) == ("hello", seq)
    assert room.too_slow(loop_time + FULL_S + 1) == []
    follow(room, *falling(seq + 1, 1))
    await room.flush()
    assert slow.heard("events")[-1]["to"] == seq + 1


@on_a_loop
async def test_a_reader_that_pings_without_reading_stays_cut_off():
    room = make_room()
    slow, seq = Socket(room), 2
    while slow.member.full_since is None:
        follow(room, *falling(seq, 20))
        seq += 20
        await room.flush()
    heard = len(slow.heard("events"))
    for _ in range(5):
        assert json.loads(room.drew(slow.member, 0))["t"] == "hello"
        follow(room, *falling(seq, 1))
        seq += 1
        await room.flush()
    assert len(slow.heard("events")) == heard
