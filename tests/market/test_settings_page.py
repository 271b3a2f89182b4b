"""Settings: members, keys for programs, and what only an administrator may do."""

import re

import pytest
from django.test import Client

from market.models import ApiToken, Handler, User
from tests.factories import PASSWORD, make_agency, make_buyer, make_colleague, make_person_as_buyer
from tests.market.pages import client_of, queries_of

pytestmark = pytest.mark.django_db
PATH = "/my/settings/"


def post(handler, step, **facts):
    client = client_of(handler)
    return client, client.post(PATH, {"step": step} | facts)


def invitation(**facts):
    stated = {
        "member-name": "李四",
        "member-email": "colleague@test.example",
        "member-role": "handler",
        "member-password": PASSWORD,
    }
    return stated | facts


def members(handler) -> list[str]:
    rows = Handler.objects.filter(organization=handler.organization, until=None)
    return sorted(row.user.email for row in rows)


def test_one_has_to_sign_in():
    assert Client().get(PATH)["Location"] == f"/accounts/login/?next={PATH}"


def test_it_shows_the_facts_of_ones_organization_in_both_languages():
    for handler in (make_agency(), make_buyer(), make_person_as_buyer()):
        for prefix in ("", "/en"):
            answer = client_of(handler).get(prefix + PATH)
            assert answer.status_code == 200
            assert handler.organization.name in answer.content.decode()


def test_the_code_of_a_person_is_not_called_a_credit_code():
    person = make_person_as_buyer()
    assert person.organization.uscc not in client_of(person).get(PATH).content.decode()


def test_an_administrator_appoints_a_colleague_who_can_sign_in():
    agency = make_agency()
    answer = post(agency, "invite", **invitation())[1]
    assert answer["Location"] == PATH
    assert members(agency) == sorted([agency.user.email, "colleague@test.example"])
    colleague = Handler.objects.get(user__email="colleague@test.example")
    assert (colleague.role, colleague.user.name) == ("handler", "李四")
    assert Client().login(email="colleague@test.example", password=PASSWORD)


def test_what_an_appointment_lacks_is_said_at_once():
    agency = make_agency()
    before = User.objects.count()
    empty = {f"member-{name}": "" for name in ("name", "email", "role", "password")}
    answer = post(agency, "invite", **empty)[1]
    assert answer.status_code == 422
    errors = answer.context["invite_form"].errors
    assert sorted(errors) == ["email", "name", "password", "role"]
    assert User.objects.count() == before


def test_who_acts_for_another_organization_cannot_be_appointed():
    agency, other = make_agency(), make_buyer()
    answer = post(agency, "invite", **invitation(**{"member-email": other.user.email}))[1]
    assert answer.status_code == 422
    assert "已代表另一组织" in answer.content.decode()
    assert members(agency) == [agency.user.email]


def test_somebody_free_is_appointed_with_the_account_there_is():
    first = make_agency()
    colleague = make_colleague(first)
    post(first, "dismiss", email=colleague.user.email)
    second = make_agency()
    facts = invitation(**{"member-email": colleague.user.email, "member-password": ""})
    assert post(second, "invite", **facts)[1].status_code == 302
    assert colleague.user.email in members(second)
    assert Client().login(email=colleague.user.email, password=PASSWORD)


def test_a_dismissed_colleague_acts_no_more():
    agency = make_agency()
    colleague = make_colleague(agency)
    theirs = client_of(colleague)
    assert theirs.get("/my/profile/").status_code == 200
    assert post(agency, "dismiss", email=colleague.user.email)[1].status_code == 302
    assert members(agency) == [agency.user.email]
    assert theirs.get("/my/profile/").status_code == 403
    assert theirs.get(PATH).status_code == 200


def test_nobody_dismisses_oneself_or_a_stranger():
    agency, other = make_agency(), make_buyer()
    post(agency, "dismiss", email=agency.user.email)
    assert post(agency, "dismiss", email=other.user.email)[1].status_code == 404
    assert members(agency) == [agency.user.email] and members(other) == [other.user.email]


def test_a_handler_appoints_and_dismisses_nobody():
    agency = make_agency()
    colleague = make_colleague(agency)
    assert "任命同事" not in client_of(colleague).get(PATH).content.decode()
    assert post(colleague, "invite", **invitation())[1].status_code == 403
    assert post(colleague, "dismiss", email=agency.user.email)[1].status_code == 403
    assert len(members(agency)) == 2


def test_a_key_is_shown_once_and_works_until_it_is_revoked():
    agency = make_agency()
    client, answer = post(agency, "issue", **{"token-name": "财务系统", "token-scope": "read"})
    [secret] = re.findall(r"data-secret>([\w-]+)<", answer.content.decode())
    assert secret not in client.get(PATH).content.decode()
    headers = {"HTTP_AUTHORIZATION": f"Token {secret}"}
    assert Client().get("/api/v1/tokens/", **headers).status_code == 200
    token = ApiToken.objects.get(name="财务系统")
    assert (token.scope, token.revoked_at) == ("read", None)
    client.post(PATH, {"step": "revoke", "token": token.public_key})
    assert Client().get("/api/v1/tokens/", **headers).status_code == 401


def test_a_key_needs_a_purpose():
    agency = make_agency()
    before = ApiToken.objects.count()
    answer = post(agency, "issue", **{"token-name": "", "token-scope": "act"})[1]
    assert answer.status_code == 422 and ApiToken.objects.count() == before


def test_nobody_revokes_the_key_of_another():
    agency, other = make_agency(), make_buyer()
    token = ApiToken.objects.get(user=other.user)
    assert post(agency, "revoke", token=token.public_key)[1].status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_an_unknown_step_does_nothing():
    assert post(make_agency(), "promote")[1].status_code == 404


def test_the_page_is_never_kept_by_a_browser():
    assert "no-store" in client_of(make_agency()).get(PATH)["Cache-Control"]


def test_more_members_take_no_more_queries():
    agency = make_agency()
    one = queries_of(PATH, client_of(agency))
    make_colleague(agency), make_colleague(agency)
    assert queries_of(PATH, client_of(agency)) == one <= 12
