"""Home, desk and the regulator's desk."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bidding.actions.awards import decline
from tests.bidding.factories import clock_at, make_decided
from tests.factories import (
    make_accepted,
    make_agency,
    make_buyer,
    make_contract,
    make_draft,
    make_published,
    make_regulator,
    party,
)

pytestmark = pytest.mark.django_db


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def test_home_is_for_everybody_in_both_languages():
    make_accepted()
    for path in ("/", "/en/"):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert "可行性研究报告编制" in answer.content.decode()


def test_home_counts_only_what_is_published_this_year():
    make_draft()
    assert Client().get("/").context["figures"].published == 0
    make_contract()
    assert Client().get("/").context["figures"].published == 1


def test_home_lists_an_award_as_long_as_it_stands():
    made = make_decided()
    assert [one.rank for one in Client().get("/").context["awards"]] == [1]
    with clock_at(made.auction.closed_at):
        decline(no=made.no, handler=made.agencies[2], reason="人员不足")
    assert [one.rank for one in Client().get("/").context["awards"]] == [2]


def test_the_regulators_tiles_count_and_lead_to_their_cases():
    make_decided()
    make_published()
    context = client_of(make_regulator()).get("/regulate/").context
    assert [tile["value"] for tile in context["tiles"]] == [1, 0, 0, 0]
    assert context["tiles"][0]["href"] == "/requests/?status=published"


def test_the_desk_lists_what_this_side_has_to_do_with_its_page():
    contract = make_contract()
    items = client_of(party(contract, "agency")).get("/my/").context["items"]
    assert [item["href"] for item in items] == [f"/my/contracts/{contract.no}/"]
    assert items[0]["title"] == "可行性研究报告编制"


def test_the_desk_of_somebody_else_stays_empty():
    make_contract()
    assert client_of(make_agency()).get("/my/").context["items"] == []


def test_a_stranger_signs_in_first():
    answer = Client().get("/my/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/my/")


@pytest.mark.parametrize(("maker", "status"), [(make_buyer, 404), (make_agency, 404)])
def test_the_regulators_desk_is_for_regulators(maker, status):
    assert client_of(maker()).get("/regulate/").status_code == status


def test_more_contracts_do_not_mean_more_queries_on_the_desk():
    buyer = make_buyer()
    make_contract(buyer)
    client = client_of(buyer)
    client.get("/my/")
    with counted() as first:
        client.get("/my/")
    make_contract(buyer)
    make_contract(buyer)
    with counted() as second:
        client.get("/my/")
    assert len(second) == len(first)


def counted() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)
