"""The hall, the room when it is over, polling, and the table of bids."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bidding.actions.awards import confirm, decide_award
from bidding.actions.service_requests import cancel_request
from bidding.models import Bid
from market.gateways.database import staged_clock
from tests.bidding.factories import (
    make_auction,
    make_closed,
    make_entered,
)
from tests.bidding.running import running

pytestmark = pytest.mark.django_db


def client_of(handler=None) -> Client:
    client = Client()
    if handler is not None:
        client.force_login(handler.user)
    return client


def page(no: str, handler=None, path: str = "", **query) -> str:
    answer = client_of(handler).get(f"/auctions/{no}/{path}", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_hall_lists_running_coming_and_past_auctions():
    past, coming = make_closed(900_000, 880_000), make_entered(1)
    made, no, clock = running()
    with clock:
        made.bid(0, 900_000)
        answer = Client().get("/auctions/")
        text = answer.content.decode()
        assert text.index(f"/auctions/{no}/") < text.index(f"/auctions/{coming.auction.no}/")
        assert text.index(coming.auction.no) < text.index(f"/auctions/{past.auction.no}/")
        assert "找到 3 条" in text
        live = Client().get("/auctions/", {"phase": "live"}).content.decode()
        assert (no in live, past.auction.no in live) == (True, False)
        csv = Client().get("/auctions/", {"format": "csv"}).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in csv.splitlines()][1:] == [
        no,
        coming.auction.no,
        past.auction.no,
    ]


def test_more_bids_and_more_auctions_mean_no_more_queries():
    made, no, clock = running()
    with clock:
        made.bid(0, 900_000)
        counts = []
        for amounts in ((), (890_000, 880_000, 870_000)):
            for n, amount in enumerate(amounts, start=1):
                made.bid(n % 2, amount)
            with CaptureQueriesContext(connection) as room:
                page(no, made.agencies[0])
            with CaptureQueriesContext(connection) as hall:
                Client().get("/auctions/")
            counts.append((len(room), len(hall)))
            make_auction(2)
    assert counts[0] == counts[1]
    assert counts[0][1] <= 14


def test_the_table_of_bids_has_every_bid_its_digest_and_a_csv():
    made = make_closed(900_000, 880_000)
    no = made.auction.no
    text = page(no, None, "bids/")
    bid = Bid.objects.get(seq=2)
    assert bid.hash in text
    csv = page(no, None, "bids/", format="csv").removeprefix("\ufeff").splitlines()
    assert csv[1].split(",")[:4] == ["1", "2", made.alias(0), "9000.00"]
    assert csv[1].endswith(bid.hash)
    with staged_clock(made.auction.closes_at):
        decide_award(no=made.no, handler=made.buyer)
    assert made.agencies[0].organization.name in page(no, None, "bids/", format="csv")


def test_polling_brings_state_and_news():
    made, no, clock = running()
    with clock:
        made.bid(0, 900_000)
        made.bid(1, 880_000)
        whole = json.loads(page(no, None, "state/"))
        news = json.loads(page(no, made.agencies[0], "state/", after="2"))
    assert (whole["t"], whole["seq"], whole["me"], whole["events"]["events"]) == (
        "hello",
        3,
        None,
        [],
    )
    assert [event["seq"] for event in news["events"]["events"]] == [3]
    assert (news["events"]["from"], news["events"]["to"]) == (3, 3)
    assert (news["me"]["rank"], news["me"]["may_bid"]) == (2, True)


def test_the_closed_room_shows_result_ranking_and_proof_to_everybody():
    made = make_closed(900_000, 880_000, 860_000)
    no = made.auction.no
    text = page(no)
    assert f"最低有效出价 · 竞价代号 {made.alias(2)}" in text
    assert "8,600.00" in text
    assert text.index(made.alias(2)) < text.index(made.alias(1))
    assert "c-replay" in text
    assert "数据指纹" in text
    assert "确认结果</a>" in page(no, made.buyer)
    assert "我的排名" in page(no, made.agencies[1])


def test_after_the_award_the_winner_is_asked_to_confirm_and_names_appear():
    made = make_closed(900_000, 880_000)
    no, at = made.auction.no, made.auction.closes_at
    winner = made.agencies[1].organization
    with staged_clock(at):
        decide_award(no=made.no, handler=made.buyer)
        own, watching = page(no, made.agencies[1]), page(no)
        assert 'name="do" value="confirm"' in own
        assert "本机构中标价" in own
        assert winner.name in watching
        assert "中标价" in watching
        assert "核验码" in watching
        confirm(no=made.no, handler=made.agencies[1])
        assert "中标机构已确认" in page(no, made.agencies[1])
        assert 'value="confirm"' not in page(no, made.agencies[1])


def test_a_failed_and_a_cancelled_auction_give_their_reason():
    made = make_closed()
    text = page(made.auction.no)
    assert "流标" in text
    assert "无机构出价" in text
    other = make_entered(2)
    cancel_request(no=other.no, handler=other.buyer, reason="项目取消立项。", basis="需求取消")
    assert "项目取消立项。" in page(other.auction.no)
