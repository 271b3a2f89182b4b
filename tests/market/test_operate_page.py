"""The operator's desk: form checks with one press, late ones marked, the calendar."""

import pytest
from django.test import Client

from market.actions.agencies import overdue_form_check
from market.models import Event
from tests.factories import make_agency, make_buyer, make_operator, make_regulator
from tests.market.pages import client_of, queries_of

pytestmark = pytest.mark.django_db
PATH = "/operate/"


def waiting(client) -> list[str]:
    return [one["organization"].uscc for one in client.get(PATH).context["checks"]]


def test_operators_and_inspectors_have_it_and_nobody_else():
    assert Client().get(PATH).status_code == 302
    for handler in (make_agency(), make_buyer()):
        assert client_of(handler).get(PATH).status_code == 403
    assert client_of(make_regulator()).get(PATH).status_code == 200
    for prefix in ("", "/en"):
        assert client_of(make_operator()).get(prefix + PATH).status_code == 200


def test_one_press_passes_the_form_check():
    operator, agency = client_of(make_operator()), make_agency()
    assert waiting(operator) == [agency.organization.uscc]
    answer = operator.post(PATH, {"uscc": agency.organization.uscc}, follow=True)
    assert f"{agency.organization.name} 已通过形式核对" in answer.content.decode()
    assert waiting(operator) == []
    log = f"organization/{agency.organization.uscc}"
    assert Event.objects.filter(log__name=log, kind="form_checked").count() == 1


def test_a_second_press_says_that_it_is_done():
    operator, agency = client_of(make_operator()), make_agency()
    for _n in range(2):
        answer = operator.post(PATH, {"uscc": agency.organization.uscc}, follow=True)
    assert "已经办理" in answer.content.decode()


def test_an_agency_that_is_not_there_is_not_found():
    assert client_of(make_operator()).post(PATH, {"uscc": "nothing"}).status_code == 404


def test_a_late_check_is_marked_and_still_possible():
    operator, agency = client_of(make_operator()), make_agency()
    overdue_form_check(uscc=agency.organization.uscc)
    assert operator.get(PATH).context["checks"][0]["is_overdue"]
    operator.post(PATH, {"uscc": agency.organization.uscc})
    assert waiting(operator) == []


def test_years_computed_from_the_statute_are_marked():
    years = client_of(make_operator()).get(PATH).context["years"]
    assert years and years[-1].is_provisional


def test_more_checks_take_no_more_queries():
    operator = client_of(make_operator())
    make_agency()
    one = queries_of(PATH, operator)
    make_agency(), make_agency()
    assert queries_of(PATH, operator) == one <= 14
