"""Who may come into a room, by cookie or token, and whose right ends while they are in it."""

from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from bidding.models import Bid
from market.actions.handlers import dismiss
from market.actions.users import issue_token
from market.enums import TokenScope
from tests.bidding.factories import (
    make_entered,
    set_standing,
)
from tests.bidding.running import running
from tests.bidding.sockets import Socket, cookie_headers, in_thread, on_a_loop
from tests.factories import make_colleague

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9", "", None])
def test_a_cookie_from_a_foreign_page_is_refused_before_it_is_accepted(origin):
    made, no, _clock = running()

    @on_a_loop
    async def story():
        headers = await in_thread(cookie_headers)(made.agencies[0], origin)
        is_accepted, _code = await Socket(no, headers=headers).open()
        assert not is_accepted

    story()


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:8001"])
def test_a_cookie_of_our_own_page_bids(origin):
    made, no, clock = running()
    host = [(b"host", b"localhost:8001")] if "8001" in origin else []

    @on_a_loop
    async def story():
        headers = await in_thread(cookie_headers)(made.agencies[0], origin)
        async with Socket(no, headers=[*headers, *host]) as one:
            assert (await one.bid(uuid4(), 900_000))["t"] == "accepted"

    with clock:
        story()


def test_a_token_needs_no_origin_and_a_wrong_one_is_refused():
    made, no, clock = running()

    @on_a_loop
    async def story():
        async with Socket(no, made.agencies[0], headers=[(b"origin", b"http://a.example")]) as one:
            assert (await one.bid(uuid4(), 900_000))["t"] == "accepted"
        for wrong in (b"Token nonsense", b"Token", b"Token a b"):
            is_accepted, _code = await Socket(no, headers=[(b"authorization", wrong)]).open()
            assert not is_accepted

    with clock:
        story()


def test_a_token_that_only_reads_does_not_bid():
    made, no, clock = running()
    _row, secret = issue_token(user=made.agencies[0].user, scope=TokenScope.READ)

    @on_a_loop
    async def story():
        headers = [(b"authorization", f"Token {secret}".encode())]
        async with Socket(no, headers=headers) as one:
            assert (await one.hear("hello"))["me"] is None
            assert (await one.bid(uuid4(), 900_000))["code"] == "not_entered"

    with clock:
        story()
    assert Bid.objects.count() == 0


def test_no_such_auction_closes_4404_after_accepting():
    @on_a_loop
    async def story():
        socket = Socket("TL-2026-999999-A1")
        assert (await socket.open()) == (True, "mingbiao.v1")
        assert await socket.closing() == 4404

    story()


def test_two_hundred_sockets_from_an_address_are_enough(settings):
    from config import asgi

    settings.RATE_LIMITS = True
    no = make_entered(0).auction.no

    @on_a_loop
    async def story():
        asgi.open_sockets["address "] = asgi.PER_ADDRESS
        try:
            is_accepted, _code = await Socket(no).open()
            assert not is_accepted
        finally:
            asgi.open_sockets.clear()
        async with Socket(no) as one:
            assert (await one.hear("hello"))["state"]["status"] == "scheduled"
        assert not asgi.open_sockets

    story()
    assert django_settings.RATE_LIMITS


def test_whoever_loses_the_right_is_closed_4403_and_may_come_back_to_watch():
    made, no, clock = running()
    stopped, dismissed = made.agencies
    admin, colleague = dismissed, make_colleague(dismissed)

    @on_a_loop
    async def story():
        async with Socket(no, stopped) as one, Socket(no, colleague) as two:
            await one.hear("hello")
            assert (await two.hear("hello"))["me"]["may_bid"] is True
            await in_thread(set_standing)(stopped, "suspended")
            await in_thread(dismiss)(handler=admin, user_email=colleague.user.email)
            assert [await one.closing(), await two.closing()] == [4403, 4403]
        async with Socket(no, stopped) as back:
            me = (await back.hear("hello"))["me"]
            assert (me["may_bid"], me["reason"]) == (False, "not_in_good_standing")
            refused = await back.bid(uuid4(), 900_000)
            assert (refused["code"], refused["facts"]) == (
                "not_in_good_standing",
                {"reason": "suspended"},
            )

    with clock:
        story()
