"""The websocket of a room, from the handshake to the close."""

import json
from uuid import UUID, uuid4

import pytest

from bidding.models import Bid
from market.gateways.database import staged_clock
from market.record import events_after
from tests.bidding.factories import (
    before_close,
    close_auction,
)
from tests.bidding.running import running
from tests.bidding.sockets import Socket, in_thread, on_a_loop
from tests.factories import make_agency

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_bidders_and_an_observer_see_the_same_events():
    made, no, clock = running()

    @on_a_loop
    async def story():
        one, two, watcher = Socket(no, made.agencies[0]), Socket(no, made.agencies[1]), Socket(no)
        async with one, two, watcher:
            hello = await watcher.hear("hello")
            assert (hello["auction"], hello["seq"], hello["me"]) == (no, 1, None)
            assert hello["state"]["status"] == "open"
            mine = (await one.hear("hello"))["me"]
            assert (mine["may_bid"], mine["last_fen"]) == (True, None)

            key = uuid4()
            accepted = await one.bid(key, 900_000)
            assert accepted["t"] == "accepted"
            assert (accepted["key"], accepted["seq"], accepted["rank"]) == (str(key), 2, 1)
            outbid = await two.bid(uuid4(), 880_000)
            frames = [await socket.hear_up_to(3) for socket in (one, two, watcher)]
            assert [frame["state"]["leading_fen"] for frame in frames] == [880_000] * 3
            ranks = [f["me"]["rank"] for f in one.frames if f["t"] == "me"]
            assert ranks[-1:] == [2] or (await one.hear("me"))["me"]["rank"] in (1, 2)

            stored = await in_thread(list)(Bid.objects.order_by("seq"))
            assert [bid.hash for bid in stored] == [accepted["hash"], outbid["hash"]]
            events = await in_thread(events_after)(f"auction/{no}", 0, 10)
            assert [event.hash for event in events][1:] == [bid.hash for bid in stored]
            seen = [e for f in watcher.frames if f["t"] == "events" for e in f["events"]]
            assert [(e["seq"], e["kind"]) for e in seen] == [(2, "bid"), (3, "bid")]

    with clock:
        story()


def test_a_key_keeps_its_first_answer_on_another_socket_and_refuses_another_amount():
    made, no, clock = running()
    key = uuid4()

    @on_a_loop
    async def story():
        async with Socket(no, made.agencies[0]) as first:
            answer = await first.bid(key, 900_000)
        async with Socket(no, made.agencies[0]) as again:
            assert await again.bid(str(key).upper(), 900_000) == answer
            reused = await again.bid(key, 890_000)
            assert (reused["t"], reused["code"]) == ("refused", "key_reused")

    with clock:
        story()
    assert Bid.objects.count() == 1


def test_refusals_come_with_facts_and_words_in_the_language_of_the_connection():
    made, no, clock = running()

    @on_a_loop
    async def story():
        async with Socket(no, made.agencies[0], query="?lang=zh") as one:
            refused = await one.bid(uuid4(), 1_000_001)
            assert (refused["code"], refused["facts"]) == (
                "above_ceiling",
                {"ceiling_fen": 1_000_000},
            )
            assert refused["message"] == "出价不能高于最高限价 10,000.00 元"
            await one.bid(uuid4(), 900_000)
            assert (await one.bid(uuid4(), 700_000))["code"] == "own_lead"
            bad = await one.bid(UUID(int=5), 0)
            assert (bad["key"], bad["code"]) == (str(UUID(int=5)), "bad_amount")
        async with Socket(no, made.agencies[1]) as two:
            jump = await two.bid(UUID(int=1), 100_000)
            assert (jump["code"], jump["facts"]) == ("jump_unconfirmed", {"leading_fen": 900_000})
            sure = await two.bid(UUID(int=1), 100_000, confirm=True)
            assert (sure["t"], sure["amount_fen"]) == ("accepted", 100_000)
        async with Socket(no) as watcher:
            assert (await watcher.bid(uuid4(), 90_000))["code"] == "not_entered"
        outsider = await in_thread(make_agency)()
        async with Socket(no, outsider) as other:
            assert (await other.hear("hello"))["me"] is None
            assert (await other.bid(uuid4(), 90_000))["code"] == "not_entered"

    with clock:
        story()
    assert Bid.objects.filter(seq=None).count() == 2  # above_ceiling and own_lead answer their key.


def test_sync_and_after_bring_what_was_missed():
    made, no, clock = running()
    for n in range(30):
        with staged_clock(made.auction.opens_at):
            assert made.bid(n % 2, 990_000 - n * 10_000) == n + 2

    @on_a_loop
    async def story():
        async with Socket(no, query="?after=4") as back:
            hello = await back.hear("hello")
            missed = await back.hear("events")
            assert (hello["seq"], missed["from"], missed["to"]) == (31, 5, 31)
            assert [event["seq"] for event in missed["events"]] == list(range(5, 32))
            for after, first in ((-3, 1), (10, 11), (31, 32), (900, 32)):
                await back.send({"t": "sync", "after": after})
                frame = await back.hear("events")
                assert (frame["from"], frame["to"], "skipped" in frame) == (first, 31, False)
                assert [event["seq"] for event in frame["events"]] == list(range(first, 32))

    with clock:
        story()


def test_what_another_process_commits_is_found_within_a_second():
    made, no, clock = running()

    @on_a_loop
    async def story():
        async with Socket(no) as watcher:
            await watcher.hear("hello")
            # An action whose news reach no loop, as from another process without Redis.
            await in_thread(untold_bid)(made)
            frame = await watcher.hear("events")
            assert (frame["from"], frame["to"]) == (2, 2)
            assert frame["state"]["leading_fen"] == 900_000

    with clock:
        story()


def untold_bid(made) -> None:
    from market.gateways import live

    posts, live._posts = live._posts, {}
    try:
        assert made.bid(0, 900_000) == 2
    finally:
        live._posts = posts


def test_the_close_is_told_and_bids_after_it_are_refused():
    made, no, _clock = running()
    with staged_clock(made.auction.opens_at):
        made.bid(0, 900_000)

    @on_a_loop
    async def story():
        async with Socket(no, made.agencies[1]) as one:
            await one.hear("hello")
            refused = await one.bid(uuid4(), 800_000)
            assert (refused["code"], list(refused["facts"])) == ("closed", ["closes_at"])
            await in_thread(close_auction)(made)
            frame = await one.hear_up_to(3)
            assert [event["kind"] for event in frame["events"]] == ["closed"]
            assert frame["state"]["status"] == "closed"
            assert "refused_by_code" not in json.dumps(frame)

    with before_close(made, 0):
        story()


def test_ten_bad_frames_close_4400_and_bad_amounts_do_not_count():
    made, no, clock = running()

    @on_a_loop
    async def story():
        async with Socket(no, made.agencies[0]) as one:
            for _ in range(12):
                assert (await one.bid(uuid4(), -1))["code"] == "bad_amount"
            for _ in range(9):
                await one.send("nonsense")
                assert (await one.hear("error"))["code"] == "bad_frame"
            await one.talk.send_to(bytes_data=b"{}")
            assert await one.closing() == 4400

    with clock:
        story()


def test_a_frame_over_four_kib_closes_1009_and_a_flood_4429(settings):
    _made, no, clock = running()
    settings.RATE_LIMITS = True

    @on_a_loop
    async def story():
        async with Socket(no) as one:
            await one.send('{"t":"ping","id":"' + "字" * 1_400 + '"}')
            assert await one.closing() == 1009
        async with Socket(no) as two:
            for n in range(120):
                await two.send({"t": "ping", "id": n})
            assert await two.closing() == 4429
            pongs = [frame for frame in two.frames if frame["t"] == "pong"]
            assert 50 <= len(pongs) <= 100

    with clock:
        story()


def test_a_ping_is_answered_with_the_servers_time():
    _made, no, clock = running()

    @on_a_loop
    async def story():
        async with Socket(no) as one:
            hello = await one.hear("hello")
            await one.send({"t": "ping", "id": "a", "seen": 1})
            pong = await one.hear("pong")
            assert (pong["id"], pong["now"][:16]) == ("a", hello["now"][:16])

    with clock:
        story()


def test_no_byte_names_a_bidder_before_the_award():
    made, no, clock = running()
    names = [h.organization.name for h in made.agencies]
    names += [h.organization.uscc for h in made.agencies]

    @on_a_loop
    async def story():
        one, buyer, watcher = Socket(no, made.agencies[0]), Socket(no, made.buyer), Socket(no)
        async with one, buyer, watcher:
            await one.bid(uuid4(), 900_000)
            for socket in (one, buyer, watcher):
                await socket.hear_up_to(2)
                await socket.send({"t": "sync", "after": 0})
                await socket.hear("events")
                text = json.dumps(socket.frames, ensure_ascii=False)
                assert not any(name in text for name in names)

    with clock:
        story()


def test_observers_are_sockets_that_are_not_an_entrants():
    made, no, clock = running()

    @on_a_loop
    async def story():
        async with Socket(no, made.agencies[0]) as one, Socket(no), Socket(no, made.buyer):
            await one.hear("hello")
            async with Socket(no) as last:
                assert (await last.hear("hello"))["state"]["observers"] == 3

    with clock:
        story()
