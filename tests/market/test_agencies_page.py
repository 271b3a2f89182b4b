"""The directory of agencies: random by default, filtered, exported, never ranked by payment."""

import pytest
from django.test import Client

from market.models import Organization
from tests.factories import make_agency, make_buyer
from tests.market.pages import chosen, queries_of

pytestmark = pytest.mark.django_db
PATH = "/agencies/"
WATER = "34ZJ-SL-001"


def names(answer) -> list[str]:
    return [row.uscc for row in answer.context["page_obj"]]


def get(query="", client=None):
    answer = (client or Client()).get(PATH + query)
    assert answer.status_code == 200
    return answer


def grade(handler, letter, score_centi):
    row = handler.organization
    row.credit_grade, row.credit_score_centi = letter, score_centi
    row.save()
    return row


def test_agencies_are_listed_and_buyers_are_not():
    agency, _buyer = make_agency(), make_buyer()
    assert names(get()) == [agency.organization.uscc]
    assert Client().get("/en" + PATH).status_code == 200


def test_the_order_is_random_for_each_visit_and_stays_during_it():
    for _n in range(8):
        make_agency()
    visitor = Client()
    first = names(get(client=visitor))
    assert names(get(client=visitor)) == first
    assert any(names(get()) != first for _n in range(6))


def test_every_agency_stands_once_over_the_pages_of_a_visit():
    for _n in range(23):
        make_agency()
    visitor = Client()
    seen = names(get(client=visitor)) + names(get("?page=2", client=visitor))
    assert len(seen) == 23 and len(set(seen)) == 23


def test_it_can_be_sorted_by_score_contracts_and_date():
    low, high = grade(make_agency(), "B", 8_000), grade(make_agency(), "AA", 11_000)
    assert names(get("?sort=credit")) == [high.uscc, low.uscc]
    assert names(get("?sort=newest")) == [high.uscc, low.uscc]
    assert names(get("?sort=name")) == sorted([low.uscc, high.uscc])
    assert len(names(get("?sort=contracts"))) == 2
    assert "payment" not in str(get("?sort=payment").context["sorts"])


def test_filters_are_counted_and_named_as_in_the_api():
    high = grade(make_agency(), "AA", 11_000)
    water = grade(make_agency(item=WATER), "A", 10_000)
    answer = get()
    assert chosen(answer, "category") == {"engineering_consulting": 1, "water": 1}
    assert chosen(answer, "grade") == {"AA": 1, "A": 1}
    assert chosen(answer, "standing") == {"active": 2}
    assert names(get("?category=water")) == [water.uscc]
    assert names(get(f"?item={WATER}")) == [water.uscc]
    assert names(get("?grade=AA")) == [high.uscc]
    assert names(get("?standing=suspended")) == []
    api = Client().get(f"{'/api/v1/agencies/'}?item={WATER}").json()
    assert [row["uscc"] for row in api["results"]] == [water.uscc]


def test_who_serves_the_city_serves_its_parts():
    part, city = make_agency(), make_agency()
    Organization.objects.get(pk=city.organization.pk)
    profile = city.organization.agency
    profile.divisions = ["340700"]
    profile.save()
    assert set(names(get("?division=340705"))) == {
        part.organization.uscc,
        city.organization.uscc,
    }
    assert names(get("?division=340706")) == [city.organization.uscc]
    assert chosen(get(), "division")["340706"] == 1


def test_words_are_looked_for_in_name_and_code():
    agency = make_agency("禾衍环境科技有限公司（演示）")
    make_agency()
    assert names(get("?q=禾衍")) == [agency.organization.uscc]
    assert names(get(f"?q={agency.organization.uscc}")) == [agency.organization.uscc]


def test_more_agencies_take_no_more_queries():
    make_agency()
    one = queries_of(PATH)
    make_agency(), make_agency()
    assert queries_of(PATH) == one <= 12


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless():
    make_agency('=HYPERLINK("http://elsewhere.example")')
    text = Client().get(f"{PATH}?format=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text and ",=HYPERLINK" not in text


def test_a_broken_cookie_is_no_harm():
    make_agency()
    visitor = Client()
    visitor.cookies["mingbiao_order"] = "x" * 400
    assert len(names(get(client=visitor))) == 1


def test_without_agencies_the_page_says_how_they_come():
    assert "还没有机构入驻" in get().content.decode()
    assert "没有符合条件的机构" in get("?q=某").content.decode()
