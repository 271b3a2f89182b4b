"""An agency's entries, and its word on an award."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bidding.actions.awards import decide_award
from bidding.actions.entries import enter
from bidding.enums import AwardStatus
from bidding.models import Award
from tests.bidding.factories import make_closed, make_entered
from tests.factories import make_agency, make_buyer

pytestmark = pytest.mark.django_db
PATH = "/my/entries/"


def client_of(handler) -> Client:
    client = Client()
    client.force_login(handler.user)
    return client


def make_decided():
    made = make_closed(900_000, 800_000)
    decide_award(no=made.no, handler=made.buyer)
    return made


def test_only_agencies_have_entries():
    assert client_of(make_buyer()).get(PATH).status_code == 403
    assert Client().get(PATH).status_code == 302


def test_one_sees_ones_own_entries():
    made = make_entered(2)
    for prefix in ("", "/en"):
        answer = client_of(made.agencies[0]).get(prefix + PATH)
        assert [row.alias for row in answer.context["page_obj"]] == [made.alias(0)]
        assert made.agencies[1].organization.name not in answer.content.decode()


def test_the_winner_confirms():
    made = make_decided()
    client = client_of(made.agencies[1])
    assert [award.rank for award, _form in client.get(PATH).context["awards"]] == [1]
    assert client.post(PATH, {"do": "confirm", "no": made.no}).status_code == 302
    assert Award.objects.get().confirmed_at is not None
    assert client.get(PATH).context["awards"] == []


def test_giving_up_needs_a_reason_and_the_next_one_takes_over():
    made = make_decided()
    client = client_of(made.agencies[1])
    answer = client.post(PATH, {"do": "decline", "no": made.no, "reason": " "})
    assert answer.status_code == 422
    [(_award, form)] = answer.context["awards"]
    assert form.errors["reason"] == ["请写明放弃的理由，理由将公开。"]
    assert Award.objects.get().status == AwardStatus.DECIDED
    client.post(PATH, {"do": "decline", "no": made.no, "reason": "人员变动"})
    statuses = list(Award.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == [AwardStatus.DECLINED, AwardStatus.DECIDED]


def test_nobody_confirms_for_another():
    made = make_decided()
    answer = client_of(made.agencies[0]).post(PATH, {"do": "confirm", "no": made.no})
    assert answer.status_code == 422
    assert Award.objects.get().confirmed_at is None


def test_more_entries_do_not_mean_more_queries():
    agency = make_agency()
    enter(no=make_entered(0).no, handler=agency)
    client = client_of(agency)
    client.get(PATH)
    with CaptureQueriesContext(connection) as one:
        client.get(PATH)
    for _twice in range(2):
        enter(no=make_entered(0).no, handler=agency)
    with CaptureQueriesContext(connection) as three:
        client.get(PATH)
    assert len(three) == len(one)
