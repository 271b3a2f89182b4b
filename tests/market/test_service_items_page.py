"""The catalogue and the guide of an item."""

import pytest
from django.test import Client

from tests.factories import ITEM, make_agency, make_published
from tests.market.pages import chosen, queries_of

pytestmark = pytest.mark.django_db
PATH = "/service-items/"
CANCELLED = "34ZJ-SG-001"


def codes(answer) -> list[str]:
    return [item.code for group in answer.context["groups"] for item in group["items"]]


def test_items_stand_by_category_and_cancelled_ones_apart():
    answer = Client().get(PATH)
    assert answer.status_code == 200
    assert ITEM in codes(answer) and CANCELLED not in codes(answer)
    assert [item.code for item in answer.context["cancelled"]] == [CANCELLED]
    assert Client().get("/en" + PATH).status_code == 200


def test_items_are_filtered_and_found_by_word():
    answer = Client().get(f"{PATH}?category=water")
    assert {item.category for group in answer.context["groups"] for item in group["items"]} == {
        "water"
    }
    assert chosen(answer, "status")["active"] == len(codes(answer))
    assert codes(Client().get(f"{PATH}?q=环境影响报告表")) == ["34ZJ-HJ-002"]
    assert codes(Client().get(f"{PATH}?q={ITEM}")) == [ITEM]
    assert codes(Client().get(f"{PATH}?q=没有")) == []


def test_the_list_does_not_ask_for_each_item():
    assert queries_of(PATH) <= 12


def test_numbers_of_agencies_and_open_requests_are_counted():
    make_agency(), make_agency(), make_published()
    item = next(
        one
        for group in Client().get(PATH).context["groups"]
        for one in group["items"]
        if one.code == ITEM
    )
    assert (item.agency_count, item.open_count) == (2, 1)
    guide = Client().get(f"{PATH}{ITEM}/")
    assert (guide.context["agency_count"], guide.context["open_count"]) == (2, 1)


def test_the_guide_first_says_that_one_may_do_it_oneself():
    text = Client().get(f"{PATH}{ITEM}/").content.decode()
    first = text.index("您可以自行编制，任何部门不得要求委托特定机构")
    assert first < text.index("法定依据") < text.index("收费")
    assert "政府投资条例" in text and Client().get(f"/en{PATH}{ITEM}/").status_code == 200


def test_what_must_be_given_to_an_agency_is_not_said_to_be_free():
    text = Client().get(f"{PATH}34ZJ-FG-004/").content.decode()
    assert "您可以自行编制" not in text and "选哪家由业主自主决定" in text


def test_a_cancelled_item_stays_readable_and_takes_no_request():
    text = Client().get(f"{PATH}{CANCELLED}/").content.decode()
    assert "2014-03-01" in text and "国发〔2014〕7号" in text
    assert "发布此类需求" not in text


def test_an_item_that_is_not_there():
    assert Client().get(f"{PATH}34ZJ-XX-999/").status_code == 404


def test_the_catalogue_is_exported():
    lines = Client().get(f"{PATH}?format=csv&category=water").content.decode("utf-8-sig")
    assert len(lines.splitlines()) == 4
