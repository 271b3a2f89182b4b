"""The room on the real server: handshakes by number, two processes, Redis that dies."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from bidding.models import Bid
from market.gateways.database import database_now, staged_clock
from market.record import events_after
from tests.bidding.factories import Field, make_entered
from tests.bidding.served import HandshakeRefused, SocketClosed, open_room
from tests.bidding.sockets import cookie_of
from tests.factories import make_token
from tests.loops import run
from tests.servers import start_redis
from tests.site import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
PATIENCE_S = 40
SOON = timedelta(seconds=2)


@pytest.fixture
def served(tmp_path):
    """Starts sites and stops them before the tables are put back."""
    started = []

    def serve(**options) -> Site:
        started.append(Site(tmp_path, **options))
        return started[-1]

    yield serve
    for site in started:
        site.stop()
    connection.ensure_connection()


def make_soon(count: int = 2, **parameters) -> tuple[Field, str, list[str]]:
    """An auction that the worker opens in two seconds, and a token of each entrant.

    The clock stands still while agencies enter, however long that takes here.
    """
    now = database_now()
    at, stated = now + SOON, {"base_duration": "10m", **parameters}
    with staged_clock(now):
        made = make_entered(count, entry_closes_at=at, opens_at=at, method_parameters=stated)
    return made, made.auction.no, [make_token(handler) for handler in made.agencies]


def on_a_thread(coroutine):
    return run(asyncio.wait_for(coroutine, 120))


async def hear(client, kind: str) -> dict:
    while (frame := await asyncio.wait_for(client.hear(), PATIENCE_S))["t"] != kind:
        pass
    return frame


async def open_for_bids(client) -> dict:
    """The first frame whose state takes bids."""
    frame = await hear(client, "hello")
    while frame["state"]["status"] != "open":
        frame = await asyncio.wait_for(client.hear(), PATIENCE_S)
        frame = frame if "state" in frame else {"state": {"status": ""}}
    return frame


async def bid(client, amount_fen: int) -> dict:
    await client.send({"t": "bid", "key": str(uuid4()), "amount_fen": amount_fen})
    while True:
        frame = await asyncio.wait_for(client.hear(), PATIENCE_S)
        if frame["t"] in ("accepted", "refused"):
            return frame


def test_handshakes_are_refused_by_number_and_closes_have_their_codes(served):
    made = make_entered(1)
    no, cookie, token = made.auction.no, cookie_of(made.buyer), make_token(made.buyer)
    site = served(worker=False)

    async def status_of(**how) -> int:
        try:
            async with open_room(site.url, how.pop("no", no), **how) as client:
                await client.hear()
        except HandshakeRefused as refused:
            return refused.status
        except SocketClosed as closed:
            return closed.code
        return 101

    async def story() -> list[int]:
        own = {"Cookie": cookie, "Origin": site.url}
        return [
            await status_of(),
            await status_of(token=token),
            await status_of(headers=own),
            await status_of(token="nonsense"),
            await status_of(headers={"Cookie": cookie}),
            await status_of(headers={**own, "Origin": "http://127.0.0.1:1"}),
            await status_of(no="TL-2026-999999-A1"),
            await status_of(no="../elsewhere"),
        ]

    async def too_big() -> int:
        async with open_room(site.url, no) as client:
            await hear(client, "hello")
            await client.send_text('{"t":"ping","id":"' + "x" * 5_000 + '"}')
            with pytest.raises(SocketClosed) as closed:
                await hear(client, "pong")
            return closed.value.code

    async def restarted() -> int:
        async with open_room(site.url, no) as client:
            await hear(client, "hello")
            await asyncio.to_thread(site.stop)
            with pytest.raises(SocketClosed) as closed:
                await hear(client, "pong")
            return closed.value.code

    assert on_a_thread(story()) == [101, 101, 101, 401, 403, 403, 4404, 404]
    assert on_a_thread(too_big()) == 1009
    assert on_a_thread(restarted()) == 1012


def test_bids_and_watchers_on_one_process(served):
    site = served()
    _made, no, tokens = make_soon()

    async def story() -> None:
        async with (
            open_room(site.url, no, token=tokens[0]) as one,
            open_room(site.url, no, token=tokens[1]) as two,
            open_room(site.url, no) as watcher,
        ):
            for client in (one, two, watcher):
                await open_for_bids(client)
            assert (await bid(one, 900_000))["seq"] == 2
            assert (await bid(two, 890_000))["seq"] == 3
            frame = await hear(watcher, "events")
            while frame["to"] < 3:
                frame = await hear(watcher, "events")
            assert frame["state"]["leading_fen"] == 890_000

    on_a_thread(story())
    events = events_after(f"auction/{no}", 0, 10)
    assert [event.kind for event in events] == ["opened", "bid", "bid"]
    assert list(Bid.objects.order_by("seq").values_list("hash", flat=True)) == [
        event.hash for event in events[1:]
    ]


needs_two_processes = pytest.mark.skipif(
    "sqlite" in settings.DATABASES["default"]["ENGINE"],
    reason="two web processes share PostgreSQL; on SQLite a second one is refused",
)


async def across(site: Site, no: str, tokens: list[str], amounts: list[int]) -> list[float]:
    """Bid on the first process in turn; how long the second one's watcher waits for each."""
    other = f"http://127.0.0.1:{site.ports[1]}"
    loop, waits = asyncio.get_running_loop(), []
    async with (
        open_room(site.url, no, token=tokens[0]) as one,
        open_room(site.url, no, token=tokens[1]) as two,
        open_room(other, no) as watcher,
    ):
        for client in (one, two, watcher):
            await open_for_bids(client)
        for n, amount in enumerate(amounts):
            began, answer = loop.time(), await bid((one, two)[n % 2], amount)
            assert answer["t"] == "accepted", answer
            frame = await hear(watcher, "events")
            while frame["to"] < answer["seq"]:
                frame = await hear(watcher, "events")
            waits.append(loop.time() - began)
    return waits


@needs_two_processes
def test_two_processes_meet_in_the_database_and_hear_of_each_other_through_redis(served, redis_url):
    site = served(processes=2, REDIS_URL=redis_url)
    _made, no, tokens = make_soon()
    waits = on_a_thread(across(site, no, tokens, [990_000 - n * 10_000 for n in range(6)]))
    assert sorted(waits)[3] < 0.6  # Not the second that a look into the database takes.


@needs_two_processes
def test_without_redis_a_second_process_is_at_most_a_second_behind(served):
    site = served(processes=2)
    _made, no, tokens = make_soon()
    waits = on_a_thread(across(site, no, tokens, [990_000, 980_000, 970_000]))
    assert max(waits) < 5


@pytest.mark.redis
def test_redis_that_dies_costs_no_bid(served):
    redis = start_redis()
    two = connection.vendor == "postgresql"
    site = served(processes=2 if two else 1, REDIS_URL=redis.url)
    _made, no, tokens = make_soon()
    if not two:
        site.ports.append(site.ports[0])
    on_a_thread(across(site, no, tokens, [990_000, 980_000]))
    redis.stop()
    on_a_thread(across(site, no, tokens, [970_000, 960_000, 950_000]))
    assert Bid.objects.filter(seq__isnull=False).count() == 5
