"""What an agency offers, where, and its introduction."""

import pytest
from django.test import Client

from tests.factories import ITEM, make_agency, make_buyer, make_colleague
from tests.market.pages import client_of

pytestmark = pytest.mark.django_db
PATH = "/my/profile/"


def facts(**more):
    stated = {
        "service_items": [ITEM, "34ZJ-FG-002"],
        "divisions": ["340706"],
        "introduction": "三十年",
    }
    return stated | more


def state_of(handler):
    profile = handler.organization.agency
    profile.refresh_from_db()
    codes = sorted(profile.service_items.values_list("code", flat=True))
    return codes, profile.divisions, profile.introduction


def test_only_agencies_have_the_page():
    assert Client().get(PATH).status_code == 302
    assert client_of(make_buyer()).get(PATH).status_code == 403
    for prefix in ("", "/en"):
        assert client_of(make_agency()).get(prefix + PATH).status_code == 200


def test_the_administrator_changes_what_is_offered():
    agency = make_agency()
    assert client_of(agency).post(PATH, facts())["Location"] == PATH
    assert state_of(agency) == ([ITEM, "34ZJ-FG-002"], ["340706"], "三十年")


def test_nothing_chosen_is_said_at_once_and_changes_nothing():
    agency = make_agency()
    before = state_of(agency)
    answer = client_of(agency).post(PATH, {"introduction": "新"})
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["divisions", "service_items"]
    assert state_of(agency) == before


def test_an_unknown_item_is_refused():
    agency = make_agency()
    before = state_of(agency)
    assert client_of(agency).post(PATH, facts(service_items=["34ZJ-SG-001"])).status_code == 422
    assert state_of(agency) == before


def test_a_handler_reads_and_may_not_change():
    agency = make_agency()
    colleague = make_colleague(agency)
    before = state_of(agency)
    assert "只有本机构的管理员" in client_of(colleague).get(PATH).content.decode()
    assert client_of(colleague).post(PATH, facts()).status_code == 403
    assert state_of(agency) == before
