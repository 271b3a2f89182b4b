"""Auctions over REST: what is shown to whom, and a bid by program."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bidding.actions.awards import decide_award
from bidding.models import Bid
from market.gateways.database import staged_clock
from market.units import stamp
from tests.bidding.factories import make_auction, make_closed, make_entered
from tests.factories import make_agency, make_regulator, make_token

pytestmark = pytest.mark.django_db
API = "/api/v1/auctions/"


def client_of(handler=None) -> Client:
    client = Client()
    if handler is not None:
        client.defaults["HTTP_AUTHORIZATION"] = f"Token {make_token(handler)}"
    return client


def post(handler, no: str, **body):
    with_key = {"key": str(uuid4()), **body}
    return client_of(handler).post(f"{API}{no}/bids/", with_key, "application/json")


def running(count: int = 2, **facts):
    made = make_auction(count, **facts)
    return made, made.auction.no, staged_clock(made.auction.opens_at)


def test_the_state_of_an_auction_is_that_of_the_protocol():
    made, no, clock = running()
    with clock:
        made.bid(0, 900_000)
        body = client_of().get(f"{API}{no}/").json()
    auction = made.auction
    assert body == {
        "no": no,
        "request": made.no,
        "now": stamp(auction.opens_at),
        "state": {
            "status": "open",
            "opens_at": stamp(auction.opens_at),
            "closes_at": stamp(auction.closes_at),
            "ceiling_fen": 1_000_000,
            "step_fen": 10_000,
            "leading_fen": 900_000,
            "max_next_fen": 890_000,
            "bid_count": 1,
            "bidder_count": 1,
            "extension_count": 0,
            "soft_close_seconds": 60,
            "visibility": "open",
            "observers": 0,
            "held": False,
        },
    }


def test_the_list_takes_the_filters_of_the_hall_and_as_many_queries_for_more_rows():
    make_closed(900_000, 880_000)
    _made, no, _clock = running()
    make_entered(1)

    client = client_of()
    assert [row["state"]["status"] for row in client.get(API).json()["results"]] == [
        "open",
        "scheduled",
        "closed",
    ]
    live = client.get(API, {"phase": "live"}).json()
    assert (live["count"], live["results"][0]["no"]) == (1, no)
    assert client.get(API, {"status": ["closed", "scheduled"]}).json()["count"] == 2
    assert client.get(API, {"q": "nothing like it"}).json()["results"] == []
    assert client.get(API, {"phase": "later"}).status_code == 400
    with CaptureQueriesContext(connection) as three:
        client.get(API)
    make_closed(900_000)
    make_entered(2)
    with CaptureQueriesContext(connection) as five:
        client.get(API)
    assert len(three) == len(five) <= 12


def test_a_bid_is_answered_with_its_receipt_and_a_repeat_with_the_same():
    made, no, clock = running()
    key = str(uuid4())
    with clock:
        first = post(made.agencies[0], no, key=key, amount_fen=900_000)
        again = post(made.agencies[0], no, key=key.upper(), amount_fen=900_000)
        other = post(made.agencies[0], no, key=key, amount_fen=890_000)
    bid = Bid.objects.get()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json() == {
        "key": key,
        "seq": 2,
        "hash": bid.hash,
        "amount_fen": 900_000,
        "at": stamp(bid.at),
        "rank": 1,
    }
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"amount_fen": 1_000_001}, 409, "above_ceiling"),
        ({"amount_fen": 0}, 422, "bad_amount"),
        ({"amount_fen": "900000"}, 422, "bad_amount"),
        ({"amount_fen": True}, 422, "bad_amount"),
        ({}, 422, "bad_amount"),
        ({"amount_fen": 900_000, "key": "nonsense"}, 400, "bad_body"),
        ({"amount_fen": 900_000, "confirm": 1}, 400, "bad_body"),
    ],
)
def test_what_is_refused_has_a_code_and_changes_nothing(body, status, code):
    made, no, clock = running()
    with clock:
        answer = post(made.agencies[0], no, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    made.auction.refresh_from_db()
    assert made.auction.seq == 1


def test_an_unknown_field_is_named():
    made, no, clock = running()
    with clock:
        answer = post(made.agencies[0], no, amount_fen=900_000, alias="K7")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_field")
    assert answer.json()["errors"][0]["field"] == "alias"


def test_who_may_not_bid_hears_why():
    made, no, clock = running()
    body = {"key": str(uuid4()), "amount_fen": 900_000}
    with clock:
        nobody = Client().post(f"{API}{no}/bids/", body, "application/json")
        codes = [
            post(handler, no, amount_fen=900_000).json()["code"]
            for handler in (made.buyer, make_agency(), make_regulator())
        ]
    assert nobody.status_code == 401
    assert codes == ["not_entered"] * 3
    with staged_clock(made.auction.closes_at):
        late = post(made.agencies[0], no, amount_fen=900_000)
    assert (late.status_code, late.json()["code"]) == (409, "closed")
    assert late.json()["facts"] == {"closes_at": stamp(made.auction.closes_at)}


def test_too_many_attempts_are_429_with_a_time_to_wait(settings):
    settings.RATE_LIMITS = True
    made, no, clock = running()
    with clock:
        answers = [post(made.agencies[0], no, amount_fen=999_999 + n) for n in range(52)]
    last = answers[-1]
    assert (last.status_code, last.json()["code"]) == (429, "too_fast")
    assert int(last.headers["Retry-After"]) >= 1


def test_messages_are_in_the_readers_language():
    made, no, clock = running()
    with clock:
        answer = post(made.agencies[0], no, amount_fen=1_000_001)
    assert answer.json()["detail"] == "出价不能高于最高限价 10,000.00 元"


def test_bids_carry_aliases_alone_until_the_award_and_then_names():
    made = make_closed(900_000, 880_000)
    no = made.auction.no
    before = client_of(made.buyer).get(f"{API}{no}/bids/")
    assert [sorted(row) for row in before.json()["results"]] == [
        ["alias", "amount_fen", "at", "hash", "seq"]
    ] * 2
    for agency in made.agencies:
        assert agency.organization.uscc not in before.content.decode()

    with staged_clock(made.auction.closes_at):
        decide_award(no=made.no, handler=made.buyer)
    named = client_of().get(f"{API}{no}/bids/").json()["results"]
    assert (
        [row["agency"] for row in named]
        == [  # The sandbox reveals losers too.
            {"name": agency.organization.name, "uscc": agency.organization.uscc}
            for agency in made.agencies[:2]
        ]
    )


def test_the_record_is_served_with_its_head():
    made = make_closed(900_000, 880_000)
    page = client_of().get(f"{API}{made.auction.no}/record/").json()
    assert page["log"] == f"auction/{made.auction.no}"
    assert len(page["events"]) == made.auction.seq == page["head"]["seq"]
    assert page["events"][-1]["hash"] == page["head"]["hash"]
    rest = client_of().get(f"{API}{made.auction.no}/record/?after=2").json()
    assert rest["events"] == page["events"][2:]


def test_under_rank_only_prices_are_nobodys_business_before_the_close():
    parameters = {"visibility": "rank_only"}
    made, no, clock = running(method_parameters=parameters)
    with clock:
        assert post(made.agencies[0], no, amount_fen=900_000).json()["rank"] == 1
        assert post(made.agencies[1], no, amount_fen=950_000).json()["rank"] == 2
        state = client_of().get(f"{API}{no}/").json()["state"]
    assert (state["leading_fen"], state["max_next_fen"], state["bid_count"]) == (None, None, 2)
    assert client_of().get(f"{API}{no}/bids/").json()["results"] == []
    record = client_of().get(f"{API}{no}/record/").json()
    assert (record["events"], record["head"]) == ([], None)


def test_a_missing_auction_is_404_everywhere():
    for path in ("", "bids/", "record/"):
        answer = client_of().get(f"{API}TL-2026-999999-A1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert post(make_agency(), "TL-2026-999999-A1", amount_fen=1).status_code == 404
