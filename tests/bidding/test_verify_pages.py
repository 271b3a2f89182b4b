"""The verification pages: found by code or number, values side by side, what fails is named."""

import pytest
from django.core.cache import cache
from django.db import connection

from bidding.actions.awards import decline
from market.actions.record import checkpoint_changed
from market.models import Notice
from tests.bidding.factories import clock_at, make_auction, make_closed, make_decided, make_entered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def notice_of(made, kind="award") -> Notice:
    return Notice.objects.filter(service_request__no=made.no, kind=kind).latest("pk")


def texts(response) -> str:
    return response.content.decode()


def test_a_code_or_any_number_of_a_request_leads_to_the_result(client):
    made = make_decided()
    notice = notice_of(made)
    code = notice.verify_code
    written = "-".join(code[n : n + 4] for n in range(0, 16, 4))

    for typed in (code, code.lower(), written, f" {written} ", notice.no, made.no, f"{made.no}-A1"):
        response = client.get("/verify/", {"code": typed})
        assert (response.status_code, response.url) == (302, f"/verify/{code}/")
    assert client.get(f"/verify/{notice.no}/").url == f"/verify/{code}/"


@pytest.mark.parametrize(
    "typed", ["x", "TL-2026-999999", "2222222222222222", "\x00", "' OR 1", "9" * 99]
)
def test_what_is_not_there_is_said_in_words(client, typed):
    response = client.get("/verify/", {"code": typed})

    assert response.status_code == 404
    assert "没有找到这个核验码或编号" in texts(response)
    assert client.get("/verify/2222222222222222/").status_code == 404


def test_the_page_works_in_both_languages_and_without_a_code(client):
    assert "结果核验" in texts(client.get("/verify/"))
    assert client.get("/en/verify/").status_code == 200


def test_the_program_is_served_as_it_stands_in_the_house(client):
    response = client.get("/verify/verify_record.py")

    assert response.headers["Content-Disposition"] == 'attachment; filename="verify_record.py"'
    assert b"".join(response.streaming_content).startswith(b"#!/usr/bin/env python3")


def test_an_award_shows_both_sides_of_every_value(client):
    made = make_decided()
    checkpoint_changed()

    response = client.get(f"/verify/{notice_of(made).verify_code}/")

    context = response.context
    assert (response.status_code, context["state"], context["label"]) == (200, "ok", "B")
    assert [check["state"] for check in context["checks"]] == ["ok"] * 5
    assert context["same_count"] == len(context["values"]) == 10
    assert "8,600.00" in texts(response)
    assert client.get(f"/en/verify/{notice_of(made).verify_code}/").status_code == 200


def test_a_changed_row_is_a_mismatch_with_both_values(client):
    made = make_decided()
    notice = notice_of(made)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bidding_award SET amount_fen = 850000")

    response = client.get(f"/verify/{notice.verify_code}/")

    [wrong] = [row for row in response.context["values"] if not row["is_same"]]
    assert (wrong["shown"], wrong["recorded"]) == ("8,500.00", "8,600.00")
    assert response.context["state"] == "bad"
    assert "不符：公告与存证记录不一致" in texts(response)


def test_the_first_wrong_event_is_named(client):
    made = make_decided()
    notice = notice_of(made)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER market_event_no_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE market_event SET text = replace(text, '880000', '780000')")

    response = client.get(f"/verify/{notice.verify_code}/")

    first = response.context["findings"][0]
    assert (first["log"], first["seq"], first["code"]) == (f"auction/{made.no}-A1", 3, "hash")
    assert response.context["label"] == "C"


def test_a_notice_that_a_later_one_ended_says_so(client):
    made = make_decided()
    first = notice_of(made)
    with clock_at(made.auction.closed_at):
        decline(no=made.no, handler=made.agencies[2], reason="无法履约")

    response = client.get(f"/verify/{first.verify_code}/")

    assert response.context["state"] == "ended"
    assert response.context["ended_by"].no == notice_of(made).no
    assert "相符，但该公告已失效" in texts(response)


def test_what_is_still_secret_is_not_counted(client):
    """The number of entries before their close, and bids where only ranks are shown."""
    entered = make_entered(4)
    code = notice_of(entered, "request").verify_code
    assert "1 条，首尾相接" in texts(client.get(f"/verify/{code}/"))

    ranked = make_auction(method_parameters={"visibility": "rank_only"})
    ranked.bid(0, 777_700)
    response = client.get(f"/verify/{notice_of(ranked, 'request').verify_code}/")
    assert "7,777.00" not in texts(response)
    assert response.context["checks"][2]["note"] == "还没有出价"


def test_a_request_without_bids_and_its_failure_hold(client):
    made = make_closed()

    for kind in ("request", "failure"):
        response = client.get(f"/verify/{notice_of(made, kind).verify_code}/")
        assert response.context["state"] == "ok", response.context["findings"]


def test_the_number_of_queries_does_not_grow_with_bids(client, django_assert_max_num_queries):
    made = make_decided(*range(900_000, 700_000, -10_000), count=4)
    code = notice_of(made).verify_code

    with django_assert_max_num_queries(75):
        client.get(f"/verify/{code}/")
