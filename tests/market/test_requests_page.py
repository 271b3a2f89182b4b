"""The list of requests: who sees what, filters, order, pages, CSV, and constant queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from market.gateways.database import database_now
from tests.bidding.factories import make_entered, make_frozen
from tests.factories import make_buyer, make_draft, make_person_as_buyer

pytestmark = pytest.mark.django_db
PATH = "/requests/"


def numbers(answer) -> list[str]:
    return [row.no for row in answer.context["page_obj"]]


def get(query: str = ""):
    return Client().get(PATH + query)


def options(answer, name: str) -> dict[str, int]:
    facet = next(one for one in answer.context["facets"] if one["name"] == name)
    return {option["value"]: option["count"] for option in facet["options"]}


def test_everybody_sees_what_is_published_and_nobody_a_draft():
    shown, hidden = make_entered(0), make_draft()
    answer = get()
    assert answer.status_code == 200
    assert numbers(answer) == [shown.no]
    assert hidden.no not in answer.content.decode()


def test_the_english_page_says_the_same():
    shown = make_entered(0)
    answer = Client().get("/en" + PATH)
    assert answer.status_code == 200
    assert numbers(answer) == [shown.no]


def test_before_the_close_nothing_tells_how_many_entered():
    make_entered(3)
    facets = get().context["facets"]
    assert all("entr" not in facet["name"] for facet in facets)


def test_filters_are_counted_and_named_as_in_the_api():
    open_one, frozen = make_entered(0, ceiling_fen=4_000_000), make_frozen()
    answer = get()
    assert options(answer, "status") == {"published": 1, "entries_closed": 1}
    assert options(answer, "ceiling")["to_5"] == 2
    assert numbers(get("?status=published")) == [open_one.no]
    assert numbers(get("?status=entries_closed")) == [frozen.no]
    api = Client().get("/api/v1/requests/?status=published").json()
    assert [row["no"] for row in api["results"]] == [open_one.no]


def test_a_filter_in_force_is_counted_as_if_it_were_not():
    make_entered(0)
    make_frozen()
    assert options(get("?status=published"), "status") == {"published": 1, "entries_closed": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?item=34ZJ-FG-001", 1),
        ("?item=34ZJ-FG-002", 0),
        ("?item=nothing", 0),
        ("?category=engineering_consulting", 1),
        ("?division=340705", 1),
        ("?division=340706", 0),
        ("?ceiling=to_5", 1),
        ("?ceiling=from_50", 0),
        ("?ceiling_min_fen=1000001", 0),
        ("?deadline=today", 1),
        ("?method=live_auction", 1),
        ("?q=可行性", 1),
        ("?q=水土保持", 0),
        ("?status=nonsense", 1),
        ("?page=99", 1),
        ("?page=x", 1),
    ],
)
def test_each_filter_drops_what_does_not_meet_it(query, found):
    make_entered(0)
    assert len(numbers(get(query))) == found


def test_a_buyer_is_a_filter_and_a_person_is_never_named():
    firm, person = make_buyer("示范一公司（演示）"), make_person_as_buyer()
    make_entered(0, buyer=firm)
    make_entered(0, buyer=person)
    answer = get(f"?buyer={firm.organization.uscc}")
    assert [row.buyer_id for row in answer.context["page_obj"]] == [firm.organization_id]
    text = get().content.decode()
    assert "示范一公司（演示）" in text
    assert person.organization.name not in text
    assert person.organization.name not in get("?format=csv").content.decode("utf-8-sig")


def test_what_closes_first_stands_first_and_what_is_over_last():
    now = database_now()
    late = make_entered(
        0, entry_closes_at=now + timedelta(days=2), opens_at=now + timedelta(days=2)
    )
    soon = make_entered(0)
    over = make_frozen()
    assert numbers(get()) == [soon.no, late.no, over.no]
    assert numbers(get("?sort=-newest")) == [over.no, soon.no, late.no]


def test_nothing_found_says_which_filter_to_drop():
    make_entered(0)
    answer = get("?status=published&q=水土保持")
    assert numbers(answer) == []
    assert [(drop["label"], drop["count"]) for drop in answer.context["drops"]] == [("水土保持", 1)]


def test_the_csv_holds_exactly_the_filtered_rows():
    make_frozen()
    shown = make_entered(0, title="=1+1 报告编制")
    answer = get("?status=published&format=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{shown.no},'=1+1 报告编制,报名中,")


def test_more_rows_do_not_mean_more_queries():
    make_entered(0)
    get()
    with CaptureQueriesContext(connection) as one:
        get()
    make_entered(0)
    make_frozen()
    with CaptureQueriesContext(connection) as three:
        get()
    assert len(three) == len(one)
    assert len(one) <= 12
