"""Joining by the pages, without script: two steps for an agency, one for a buyer."""

import pytest
from django.test import Client

from market.models import ApiToken, Commitment, Organization, User
from tests.factories import (
    PASSWORD,
    make_agency,
    make_buyer,
    make_code,
    make_colleague,
    make_published,
    numbers,
    version,
)

pytestmark = pytest.mark.django_db
AGENCY = "/accounts/register/agency/"
SECOND = f"{AGENCY}?step=2"
BUYER = "/accounts/register/buyer/"


def identity(**facts):
    n = next(numbers)
    stated = {
        "uscc": make_code(n),
        "name": f"新机构{n}（演示）",
        "legal_rep": "负责人",
        "handler_name": "经办",
        "handler_email": f"new{n}@test.example",
        "handler_password": PASSWORD,
    }
    return stated | facts


def scope(**facts):
    stated = {
        "categories": ["engineering_consulting"],
        "divisions": ["340700"],
        "commitment_version": version(),
        "commitment_accepted": "on",
    }
    return stated | facts


def counts():
    return Organization.objects.count(), User.objects.count(), Commitment.objects.count()


def test_two_steps_and_the_agency_may_enter_at_once():
    request = make_published(title="匹配的需求")
    client = Client()
    assert client.get(AGENCY).status_code == 200
    facts = identity()
    assert client.post(AGENCY, facts)["Location"] == SECOND
    assert client.get(SECOND).status_code == 200
    assert client.post(SECOND, scope())["Location"] == f"{AGENCY}done/"
    agency = Organization.objects.get(uscc=facts["uscc"])
    assert (agency.is_agency, agency.standing, agency.name) == (True, "active", facts["name"])
    assert agency.agency.divisions == ["340700"]
    signed = Commitment.objects.get(organization=agency)
    assert signed.signed_by.email == facts["handler_email"]
    page = client.get(f"{AGENCY}done/")
    assert [one.no for one in page.context["matching"]] == [request.no]
    assert "已可报名竞价" in page.content.decode()
    assert client.login(email=facts["handler_email"], password=PASSWORD)


def test_the_token_made_on_joining_is_shown_on_no_page():
    client = Client()
    client.post(AGENCY, identity())
    client.post(SECOND, scope())
    assert ApiToken.objects.count() == 1
    words = (
        client.get(f"{AGENCY}done/").content.decode() + client.get("/my/settings/").content.decode()
    )
    assert "data-secret" not in words


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_changed():
    before = counts()
    answer = Client().post(AGENCY, {})
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == [
        "handler_email",
        "handler_name",
        "handler_password",
        "legal_rep",
        "name",
        "uscc",
    ]
    client = Client()
    client.post(AGENCY, identity())
    answer = client.post(SECOND, {"commitment_version": version()})
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == [
        "categories",
        "commitment_accepted",
        "divisions",
    ]
    assert counts() == before


def test_a_code_or_an_address_that_is_taken_stops_the_first_step():
    agency = make_agency()
    before = counts()
    facts = identity(uscc=agency.organization.uscc, handler_email=agency.user.email)
    answer = Client().post(AGENCY, facts)
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["handler_email", "uscc"]
    assert counts() == before


def test_a_wrong_form_of_the_code_is_an_error_and_a_wrong_check_digit_a_warning():
    answer = Client().post(AGENCY, identity(uscc="9134O700DEM0B0014H"))
    assert list(answer.context["form"].errors) == ["uscc"]
    client = Client()
    assert client.post(AGENCY, identity(uscc="91340700DEM0B0014J"))["Location"] == SECOND
    page = client.get(SECOND)
    assert [text for text in page.context["warnings"] if "第 18 位是 J" in text and "H" in text]
    client.post(SECOND, scope())
    assert Organization.objects.get(uscc="91340700DEM0B0014J").code_warnings == ["code_check"]


def test_a_code_in_full_width_is_put_right():
    client = Client()
    client.post(AGENCY, identity(uscc=" ９１３４０７００ｄｅｍ０ｂ００１４ｈ "))
    client.post(SECOND, scope())
    assert Organization.objects.filter(uscc="91340700DEM0B0014H").exists()


def test_going_back_loses_nothing_and_the_other_language_neither():
    client = Client()
    facts = identity()
    client.post(AGENCY, facts)
    picked = {"categories": ["water"], "divisions": ["340705"], "go": "back"}
    assert client.post(SECOND, picked)["Location"] == AGENCY
    page = client.get("/en" + AGENCY)
    form = page.context["form"]
    assert form["name"].value() == facts["name"] and form["uscc"].value() == facts["uscc"]
    assert PASSWORD not in page.content.decode()
    again = facts | {"handler_password": ""}
    assert client.post(AGENCY, again)["Location"] == SECOND
    form = client.get(SECOND).context["form"]
    assert (form["categories"].value(), form["divisions"].value()) == (["water"], ["340705"])
    client.post(SECOND, scope())
    assert client.login(email=facts["handler_email"], password=PASSWORD)


def test_what_was_typed_is_kept_encrypted():
    client = Client()
    client.post(AGENCY, identity())
    kept = client.session["register_agency"]
    assert PASSWORD not in kept and "新机构" not in kept


def test_the_second_step_needs_the_first():
    assert Client().get(SECOND)["Location"] == AGENCY


def test_an_old_version_of_the_letter_is_not_signed():
    client = Client()
    client.post(AGENCY, identity())
    before = counts()
    answer = client.post(SECOND, scope(commitment_version="2020.1"))
    assert answer.status_code == 422 and counts() == before
    assert f'value="{version()}"' in answer.content.decode()


def test_the_administrator_of_a_buyer_makes_it_an_agency_too():
    buyer = make_buyer()
    client = Client()
    client.force_login(buyer.user)
    assert "完成入驻" in client.get(AGENCY).content.decode()
    assert client.post(AGENCY, scope(go="join"))["Location"] == f"{AGENCY}done/"
    buyer.organization.refresh_from_db()
    assert buyer.organization.is_agency and buyer.organization.is_buyer


def test_a_handler_of_a_buyer_may_not_make_it_an_agency():
    buyer = make_buyer()
    client = Client()
    client.force_login(make_colleague(buyer).user)
    assert client.post(AGENCY, scope(go="join"))["Location"] == "/my/"
    buyer.organization.refresh_from_db()
    assert not buyer.organization.is_agency


def letter_signed(**facts):
    return {"commitment_version": version(), "commitment_accepted": "on"} | facts


def test_the_administrator_of_an_agency_makes_it_a_buyer_too():
    agency = make_agency()
    client = Client()
    client.force_login(agency.user)
    assert BUYER in client.get("/my/settings/").content.decode()
    asked = client.get(BUYER).content.decode()
    assert ("完成注册" in asked, 'name="uscc"' in asked) == (True, False)
    before = counts()
    refused = client.post(BUYER, letter_signed(commitment_accepted=""))
    assert refused.status_code == 422 and counts() == before
    assert "请阅读并接受告知承诺书" in refused.content.decode()

    assert client.post(BUYER, letter_signed())["Location"] == "/my/"
    agency.organization.refresh_from_db()
    assert agency.organization.is_agency and agency.organization.is_buyer
    assert "发布需求" in client.get("/my/requests/").content.decode()
    assert client.get(BUYER)["Location"] == "/my/"  # There is nothing more to become.


def test_a_handler_of_an_agency_may_not_make_it_a_buyer():
    agency = make_agency()
    client = Client()
    client.force_login(make_colleague(agency).user)
    assert client.post(BUYER, letter_signed())["Location"] == "/my/"
    agency.organization.refresh_from_db()
    assert not agency.organization.is_buyer


def test_an_agency_that_is_in_already_sees_its_end_page():
    client = Client()
    client.force_login(make_agency().user)
    assert client.get(AGENCY)["Location"] == f"{AGENCY}done/"
    assert client.get(f"{AGENCY}done/").status_code == 200


def buyer_facts(**facts):
    signed = {"commitment_version": version(), "commitment_accepted": "on"}
    return identity() | signed | {"kind": "organization", "legal_form": ""} | facts


def test_a_buyer_joins_in_one_step():
    client, facts = Client(), buyer_facts(legal_form="state_owned_enterprise")
    assert client.post(BUYER, facts)["Location"] == "/my/"
    buyer = Organization.objects.get(uscc=facts["uscc"])
    assert (buyer.is_buyer, buyer.legal_form) == (True, "state_owned_enterprise")
    assert "_auth_user_id" in client.session


def test_a_person_joins_as_buyer_without_code():
    client, facts = Client(), buyer_facts(kind="person", uscc="", legal_rep="", name="林一（演示）")
    assert client.post(BUYER, facts)["Location"] == "/my/"
    person = Organization.objects.get(name="林一（演示）")
    assert person.is_person and person.uscc.startswith("P")


def test_a_buyer_hears_at_once_what_is_missing():
    before = counts()
    answer = Client().post(BUYER, {"kind": "organization"})
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == [
        "commitment_accepted",
        "handler_email",
        "handler_name",
        "handler_password",
        "legal_rep",
        "name",
        "uscc",
    ]
    complete = Client().post(BUYER, buyer_facts(commitment_accepted=""))
    assert list(complete.context["form"].errors) == ["commitment_accepted"]
    assert counts() == before


@pytest.mark.parametrize("path", ["/accounts/register/", AGENCY, BUYER])
def test_joining_speaks_both_languages_without_signing_in(path):
    for prefix in ("", "/en"):
        assert Client().get(prefix + path).status_code == 200


def test_what_the_script_says_about_a_code_is_in_the_page_and_hidden():
    for path in (AGENCY, BUYER):
        text = Client().get(path).content.decode()
        assert 'data-uscc="form" hidden' in text and 'data-uscc="check" hidden' in text
