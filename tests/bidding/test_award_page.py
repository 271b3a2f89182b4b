"""Confirm the result: by alias, first rank or another with a code, names afterwards."""

import pytest
from django.test import Client

from bidding.models import Award
from market.enums import RequestStatus
from market.gateways.database import staged_clock
from tests.bidding.factories import Field, make_closed, make_frozen, set_standing
from tests.factories import make_agency, make_buyer

pytestmark = pytest.mark.django_db


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def path(made: Field) -> str:
    return f"/my/requests/{made.no}/award/"


def test_only_the_buyer_decides():
    made = make_closed(900_000, 800_000)
    for client, status in (
        (client_of(make_buyer()), 404),
        (client_of(make_agency()), 403),
        (Client(), 302),
    ):
        assert client.get(path(made)).status_code == status
        assert client.post(path(made), {"alias": made.alias(1)}).status_code == status
    assert not Award.objects.exists()


def test_the_ranking_is_by_alias_and_names_nobody():
    made = make_closed(900_000, 800_000)
    for prefix in ("", "/en"):
        answer = client_of(made.buyer).get(prefix + path(made))
        ranks = [(row["rank"].rank, row["rank"].entry.alias) for row in answer.context["ranks"]]
        assert ranks == [(1, made.alias(1)), (2, made.alias(0))]
        text = answer.content.decode()
        assert all(agency.organization.name not in text for agency in made.agencies)


def test_the_first_rank_takes_one_press():
    made = make_closed(900_000, 800_000)
    with staged_clock(made.auction.closes_at):
        client_of(made.buyer).get(path(made))
        answer = client_of(made.buyer).post(path(made), {"alias": made.alias(1)})
    assert answer["Location"] == f"/requests/{made.no}/"
    award = Award.objects.get()
    assert (award.rank, award.amount_fen, award.code) == (1, 800_000, "")
    assert made.request.status == RequestStatus.STANDSTILL


def test_another_rank_needs_code_and_reason_both_told_at_once():
    made = make_closed(900_000, 800_000)
    client = client_of(made.buyer)
    answer = client.post(path(made), {"alias": made.alias(0), "code": "", "reason": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"code", "reason"}
    assert not Award.objects.exists()
    sent = {"alias": made.alias(0), "code": "conflict_found", "reason": "与审批部门有关联"}
    assert client.post(path(made), sent).status_code == 302
    award = Award.objects.get()
    assert (award.rank, award.code, award.reason) == (2, "conflict_found", "与审批部门有关联")


def test_a_rank_that_may_not_be_taken_is_shown_with_its_reason_and_not_offered():
    made = make_closed(900_000, 800_000)
    set_standing(made.agencies[1], "suspended")
    client = client_of(made.buyer)
    answer = client.get(path(made))
    assert answer.context["ranks"][0]["reasons"] == ["机构服务状态不允许报名"]
    assert [value for value, _word in answer.context["form"].fields["alias"].choices] == [
        made.alias(0)
    ]
    assert client.post(path(made), {"alias": made.alias(1)}).status_code == 422
    assert not Award.objects.exists()


def test_before_there_is_a_result_the_page_leads_to_the_request():
    made = make_frozen()
    assert client_of(made.buyer).get(path(made))["Location"] == f"/requests/{made.no}/"
