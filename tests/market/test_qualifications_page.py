"""Certificates: declared at once, badges with them, people masked."""

from datetime import timedelta

import pytest
from django.test import Client

from market.gateways.database import database_now
from market.models import Practitioner, Qualification
from market.units import shanghai_date
from tests.factories import hold, make_agency, make_buyer, make_colleague
from tests.market.pages import client_of, queries_of

pytestmark = pytest.mark.django_db
PATH = "/my/qualifications/"


def day(offset: int) -> str:
    return (shanghai_date(database_now()) + timedelta(days=offset)).isoformat()


def certificate(**facts):
    stated = {
        "step": "declare",
        "qualification-code": "survey",
        "qualification-number": "CH-001",
        "qualification-grade": "甲级",
        "qualification-issuer": "",
        "qualification-valid_from": day(-10),
        "qualification-valid_to": day(900),
    }
    return stated | facts


def person(**facts):
    stated = {
        "step": "add",
        "practitioner-name": "王小明",
        "practitioner-certificate": "cpa",
        "practitioner-number": "CPA-1",
        "practitioner-valid_from": day(-10),
        "practitioner-valid_to": day(900),
    }
    return stated | facts


def test_only_agencies_have_the_page():
    assert Client().get(PATH).status_code == 302
    assert client_of(make_buyer()).get(PATH).status_code == 403
    for prefix in ("", "/en"):
        assert client_of(make_agency()).get(prefix + PATH).status_code == 200


def test_a_certificate_is_declared_and_shown_as_not_yet_verified():
    agency = make_agency()
    client = client_of(agency)
    assert client.post(PATH, certificate())["Location"] == PATH
    row = Qualification.objects.get(organization=agency.organization)
    assert (row.code, row.name, row.grade) == ("survey", "测绘资质", "甲级")
    assert (row.verification, row.number) == ("declared", "CH-001")
    assert "已承诺 · 未核验" in client.get(PATH).content.decode()


def test_what_a_certificate_lacks_is_said_at_once():
    agency = make_agency()
    empty = {name: "" for name in certificate() if name != "step"}
    answer = client_of(agency).post(PATH, {"step": "declare"} | empty)
    assert answer.status_code == 422
    assert sorted(answer.context["declare_form"].errors) == [
        "code",
        "number",
        "valid_from",
        "valid_to",
    ]
    assert not answer.context["add_form"].is_bound
    assert not Qualification.objects.exists()


def test_dates_in_the_wrong_order_are_refused():
    answer = client_of(make_agency()).post(
        PATH, certificate(**{"qualification-valid_to": day(-20)})
    )
    assert list(answer.context["declare_form"].errors) == ["valid_to"]
    assert not Qualification.objects.exists()


def test_a_person_is_added_and_masked():
    agency = make_agency()
    client = client_of(agency)
    assert client.post(PATH, person())["Location"] == PATH
    assert Practitioner.objects.get(organization=agency.organization).name == "王小明"
    text = client.get(PATH).content.decode()
    assert "王*明" in text and "王小明" not in text and "注册会计师" in text


def test_a_certificate_of_a_person_works_at_one_agency_at_a_time():
    client_of(make_agency()).post(PATH, person())
    answer = client_of(make_agency()).post(PATH, person())
    assert answer.status_code == 422
    assert list(answer.context["add_form"].errors) == ["number"]
    assert Practitioner.objects.count() == 1


def test_what_has_run_out_and_what_soon_will_is_marked():
    agency = make_agency()
    hold(agency, "survey", days=-1)
    hold(agency, "cma", days=20)
    hold(agency, "design", days=2000)
    shown = client_of(agency).get(PATH).context["qualifications"]
    found = {one["row"].code: (one["state"], one["is_soon"]) for one in shown}
    assert found == {
        "survey": ("expired", False),
        "cma": ("declared", True),
        "design": ("declared", False),
    }


def test_a_handler_reads_and_may_not_declare():
    agency = make_agency()
    colleague = client_of(make_colleague(agency))
    assert 'name="step"' not in colleague.get(PATH).content.decode()
    assert colleague.post(PATH, certificate()).status_code == 403
    assert colleague.post(PATH, person()).status_code == 403
    assert not Qualification.objects.exists() and not Practitioner.objects.exists()


def test_more_certificates_take_no_more_queries():
    agency = make_agency()
    hold(agency, "survey")
    one = queries_of(PATH, client_of(agency))
    hold(agency, "cma"), hold(agency, "cpa", "practitioner")
    assert queries_of(PATH, client_of(agency)) == one <= 14
