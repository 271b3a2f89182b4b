"""The room: what each role sees in each phase, and a bid without script."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from bidding.models import Bid
from market.actions.record import checkpoint_changed
from market.gateways.database import staged_clock
from tests.bidding.factories import (
    close_auction,
    make_auction,
    make_frozen,
    set_standing,
)
from tests.bidding.running import running
from tests.factories import make_agency, make_regulator

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


def start_of(text: str, name: str = "room-start") -> dict:
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', text)
    assert found is not None
    return json.loads(found[1])


def test_the_bidder_finds_the_sum_on_the_button_and_nobody_else_finds_a_button():
    made, no, clock = running()
    with clock:
        made.bid(0, 900_000)
        own, rival = page(no, made.agencies[0]), page(no, made.agencies[1])
        others = [page(no, who) for who in (None, made.buyer, make_agency(), make_regulator())]
    assert '<button class="c-button" data-kind="main" name="amount_fen" value="890000">' in rival
    assert "出价 <b>8,900.00</b> 元" in rival
    assert [f'value="{fen}"' in rival for fen in (880_000, 850_000)] == [True, True]
    assert "领先，当前最低价是本机构的出价" in own
    assert 'name="amount_fen" value="890000" disabled' in own
    for text in others:
        assert "c-bid-bar" not in text
    assert "仅围观" in others[0]
    assert "业主只读" in others[1]
    assert "监管查看" in others[3]


def test_before_the_award_no_page_and_no_data_names_a_bidder():
    made, no, clock = running()
    agency, rival = (handler.organization for handler in made.agencies)
    with clock:
        made.bid(0, 900_000)
        made.bid(1, 880_000)
        for who in (None, made.buyer, make_regulator(), made.agencies[1]):
            for path in ("", "state/", "bids/"):
                text = page(no, who, path)
                assert agency.uscc not in text
                assert agency.name not in text
                if who is not made.agencies[1]:
                    assert rival.name not in text
        assert agency.name not in page(no, None, "bids/", format="csv")
    close_auction(made)
    for who in (None, made.buyer, make_regulator()):
        assert agency.name not in page(no, who)


def test_a_bid_without_script_is_a_form():
    made, no, clock = running()
    client = client_of(made.agencies[0])
    with clock:
        text = client.get(f"/auctions/{no}/").content.decode()
        key = re.search(r'name="key" value="([^"]+)"', text)[1]
        assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in text
        for _ in range(2):  # A form that is sent twice is one bid.
            answer = client.post(f"/auctions/{no}/", {"key": key, "amount_fen": "1000000"})
            assert (answer.status_code, answer.headers["Location"]) == (302, f"/auctions/{no}/")
        other = client_of(made.agencies[1])
        text = other.get(f"/auctions/{no}/?custom").content.decode()
        assert "http-equiv" not in text
        key = re.search(r'name="key" value="([^"]+)"', text)[1]
        other.post(f"/auctions/{no}/", {"key": key, "amount": "0.98万", "confirm": "on"})
    assert list(Bid.objects.order_by("seq").values_list("amount_fen", flat=True)) == [
        1_000_000,
        980_000,
    ]


def test_a_refused_form_says_why_on_the_room_again_and_changes_nothing():
    made, no, clock = running()
    client = client_of(made.agencies[0])
    key = "0f3c1a52-9b1e-4d4e-8c43-2f6f5b0f8a11"
    with clock:
        for sent, words in (
            ({"amount_fen": "1000001"}, "出价不能高于最高限价 10,000.00 元"),
            ({"amount": "ten"}, "请填写金额，例如 47,000 或 4.7万"),
            ({}, "请填写金额，例如 47,000 或 4.7万"),
        ):
            answer = client.post(f"/auctions/{no}/", {"key": key, **sent}, follow=True)
            assert answer.status_code == 200
            assert words in answer.content.decode()
            key = key[:-1] + ("2" if key[-1] == "1" else "3")
        stranger = client_of(make_agency())
        answer = stranger.post(f"/auctions/{no}/", {"key": key, "amount_fen": "9"}, follow=True)
        assert "本机构未报名本次竞价" in answer.content.decode()
    assert made.auction.seq == 1


def test_the_scripts_start_from_what_the_page_shows():
    made, no, clock = running()
    with clock:
        made.bid(0, 900_000)
        mine, watching = start_of(page(no, made.agencies[0])), start_of(page(no))
    assert (mine["seq"], mine["state"]["leading_fen"], mine["me"]["rank"]) == (2, 900_000, 1)
    assert [event["kind"] for event in mine["events"]] == ["opened", "bid"]
    assert watching["me"] is None
    assert {**watching, "me": 0, "sitting": 0, "now": 0} == {
        **mine,
        "me": 0,
        "sitting": 0,
        "now": 0,
    }


def test_the_phase_follows_the_clock_even_where_the_worker_is_late():
    made = make_frozen(2)
    no, opens_at = made.auction.no, made.auction.opens_at
    with staged_clock(opens_at - timedelta(seconds=30)):
        assert "未开始" in page(no)
    with staged_clock(opens_at - timedelta(seconds=1)):
        assert "即将开始" in page(no)
    running_one = make_auction(2)
    no, closes_at = running_one.auction.no, running_one.auction.closes_at
    with staged_clock(closes_at - timedelta(seconds=61)):
        text = page(no)
        assert ("竞价中" in text, "data-low" in text) == (True, False)
    with staged_clock(closes_at - timedelta(seconds=60)):
        text = page(no)
        assert "即将结束" in text
        assert '<div class="c-clock" data-low' in text
    with staged_clock(closes_at):
        assert "竞价结束" in page(no)


def test_an_extension_stands_in_header_feed_and_chart():
    made, no, _clock = running(method_parameters={"soft_close": "60s"})
    with staged_clock(made.auction.closes_at - timedelta(seconds=5)):
        made.bid(0, 900_000)
        text = page(no)
    assert "距结束 · 第 1 次延时" in text
    assert "延时竞价中" in text
    assert ">延时 1<" in text
    assert 'class="k-band"' in text


def test_the_rule_card_prints_the_rules_of_this_auction():
    _made, no, clock = running(
        method_parameters={"soft_close": "90s", "max_extensions": 4, "step_fen": 12_300}
    )
    with clock:
        text = page(no)
    for line in (
        "10,000.00 元",
        "1 档 123.00 元",
        "结束前 90 秒内有新出价，自该笔起重新计 90 秒",
        "最多 4 次",
        "有效出价最低者中标",
        "中标后放弃，信用分扣 10 分",
    ):
        assert line in text


def test_a_stopped_agency_reads_why_it_may_not_bid():
    made, no, clock = running()
    set_standing(made.agencies[0], "suspended")
    with clock:
        text = page(no, made.agencies[0])
    assert "本机构服务已暂停或退出，不能出价" in text
    assert "disabled" in text


def test_under_rank_only_the_room_has_no_price_before_the_close():
    made, no, clock = running(method_parameters={"visibility": "rank_only"})
    with clock:
        made.bid(0, 900_000)
        made.bid(1, 870_000)
        watching, mine = page(no), page(no, made.agencies[0])
        data = page(no, None, "state/")
    for secret in ("9,000.00", "8,700.00", "900000", "870000"):
        assert secret not in watching
        assert secret not in data
    assert "8,700.00" not in mine
    assert ("9,000.00" in mine, "8,900.00" in mine, "第 2 名" in mine) == (True, True, True)
    assert "k-line" not in mine
    close_auction(made)
    assert "8,700.00" in page(no)


@pytest.mark.parametrize("path", ["", "state/", "bids/"])
def test_a_missing_auction_is_not_found(path):
    assert Client().get(f"/auctions/TL-2026-999999-A1/{path}").status_code == 404


def test_the_english_room_and_its_scripts_speak_english():
    made, no, clock = running()
    with clock:
        made.bid(0, 900_000)
        one = client_of(made.buyer).get(f"/en/auctions/{no}/").content.decode()
        made.bid(1, 880_000)
        two = client_of(made.buyer).get(f"/en/auctions/{no}/").content.decode()
    assert ("bid, 1 agency" in one, "1 bid, Beijing time" in one) == (True, True)
    assert ("bids, 2 agencies" in two, "2 bids, Beijing time" in two) == (True, True)
    assert start_of(two)["snapshot"] == f"/en/auctions/{no}/state/"
    texts = start_of(two, "room-texts")
    assert texts["bid_count"] == ["%(n)s bid, Beijing time", "%(n)s bids, Beijing time"]
    assert [name for name, text in texts.items() if re.search("[一-鿿]", str(text))] == []


@pytest.mark.parametrize(("visibility", "label"), [("open", "B"), ("rank_only", "C")])
def test_the_closed_room_claims_no_more_trust_than_its_record_has(visibility, label):
    made, no, clock = running(method_parameters={"visibility": visibility})
    with clock:
        made.bid(0, 900_000)
    close_auction(made)
    assert "可信级别 C" in page(no)  # The close is not signed yet.
    checkpoint_changed()
    assert f"可信级别 {label}" in page(no)
