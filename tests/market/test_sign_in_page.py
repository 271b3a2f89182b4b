"""Signing in and out, the second factor of staff, and the roles of a demonstration."""

import json

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from market.enums import HandlerRole
from market.models import ApiToken
from tests.factories import (
    PASSWORD,
    SECRET,
    make_agency,
    make_buyer,
    make_demonstration,
    make_identity,
    make_operator,
    make_person,
    make_regulator,
    make_token,
    set_up_authority,
)

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
SET_UP = "/accounts/2fa/totp/activate/"
AGAIN = "/accounts/reauthenticate/"


def sign_in(handler, password=PASSWORD, **more):
    client = Client()
    answer = client.post(LOGIN, {"login": handler.user.email, "password": password, **more})
    return client, answer


def code_now() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_leads_to_ones_desk():
    client, answer = sign_in(make_agency())
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert is_signed_in(client)


def test_a_safe_page_asked_for_comes_first_and_another_site_never():
    agency = make_agency()
    assert sign_in(agency, next="/notices/?q=a")[1]["Location"] == "/notices/?q=a"
    assert sign_in(agency, next="https://elsewhere.example/")[1]["Location"] == "/my/"


def test_a_wrong_password_and_an_unknown_address_answer_alike():
    agency = make_agency()
    client, wrong = sign_in(agency, password="not the one")
    unknown = Client().post(LOGIN, {"login": "nobody@test.example", "password": PASSWORD})
    words = "邮箱或密码不正确"
    assert words in wrong.content.decode() and words in unknown.content.decode()
    assert not is_signed_in(client)


def test_the_email_may_be_written_in_capitals():
    agency = make_agency()
    answer = Client().post(LOGIN, {"login": agency.user.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302


def test_signing_out_takes_a_post():
    client, _ = sign_in(make_agency())
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_signed_in(client)


def test_staff_give_the_second_factor_and_come_to_their_own_desk():
    for handler, desk in ((make_regulator(), "/regulate/"), (make_operator(), "/operate/")):
        client, answer = sign_in(handler)
        assert answer["Location"] == "/accounts/2fa/authenticate/"
        assert not is_signed_in(client)
        assert client.get("/accounts/2fa/authenticate/").status_code == 200
        wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
        assert "验证码不正确" in wrong.content.decode() and not is_signed_in(client)
        answer = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
        assert answer["Location"] == desk
        assert is_signed_in(client)


def test_staff_without_a_second_factor_can_only_set_one_up():
    identity = make_identity("监管（演示）", legal_form="organ")
    bare = set_up_authority(identity=identity, first=make_person(), role=HandlerRole.INSPECTOR)
    client, answer = sign_in(bare.handler)
    assert answer["Location"] == "/regulate/"
    for path in ("/operate/", "/", "/my/settings/", "/notices/"):
        assert client.get(path)["Location"] == SET_UP, path
    assert client.get("/api/v1/tokens/").status_code == 403
    assert client.get(SET_UP)["Location"].startswith(AGAIN)
    assert client.get(AGAIN).status_code == 200
    assert Client().get("/notices/").status_code == 200


def test_setting_up_the_second_factor_opens_the_desk():
    identity = make_identity("运营（演示）", legal_form="institution")
    bare = set_up_authority(identity=identity, first=make_person(), role=HandlerRole.OPERATOR)
    client, _ = sign_in(bare.handler)
    assert client.post(AGAIN, {"password": PASSWORD, "next": SET_UP})["Location"] == SET_UP
    page = client.get(SET_UP)
    assert page.status_code == 200 and "<svg" in page.content.decode()
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    answer = client.post(SET_UP, {"code": format_hotp_value(hotp_value(secret, counter))})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/operate/").status_code == 200


def test_a_token_of_staff_needs_no_second_factor():
    identity = make_identity("监管（演示）", legal_form="organ")
    bare = set_up_authority(identity=identity, first=make_person(), role=HandlerRole.INSPECTOR)
    headers = {"HTTP_AUTHORIZATION": f"Token {make_token(bare.handler)}"}
    assert Client().get("/api/v1/tokens/", **headers).status_code == 200


def test_nobody_signs_up_through_allauth():
    assert Client().get("/accounts/signup/")["Location"] == "/accounts/register/"


def test_a_forgotten_password_is_set_anew_by_mail():
    agency = make_agency()
    Client().post("/accounts/password/reset/", {"email": agency.user.email})
    Client().post("/accounts/password/reset/", {"email": "nobody@test.example"})
    assert [message.to for message in mail.outbox] == [[agency.user.email]]
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http"))
    client = Client()
    path = client.get(link, follow=True).redirect_chain[-1][0]
    chosen = "another long and quiet sentence"
    client.post(path, {"password1": chosen, "password2": chosen})
    assert sign_in(agency)[1].status_code == 200
    assert sign_in(agency, password=chosen)[1].status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/logout/",
        "/accounts/password/change/",
        "/accounts/password/reset/",
        "/accounts/2fa/",
    ],
)
def test_the_pages_of_an_account_speak_both_languages(path):
    client, _ = sign_in(make_agency())
    for prefix in ("", "/en"):
        answer = (Client() if "login" in path else client).get(prefix + path)
        assert answer.status_code == 200, (prefix, path)


def write_accounts(**roles):
    accounts = [
        {"role": role, "email": h.user.email, "organization": {"name": h.organization.name}}
        for role, h in roles.items()
    ]
    settings.DEMONSTRATION_FILE.write_text(json.dumps({"accounts": accounts}))


@pytest.fixture
def demonstration():
    make_demonstration()
    handlers = {"buyer": make_buyer(), "agency": make_agency(), "operator": make_operator()}
    write_accounts(**handlers)
    yield handlers
    settings.DEMONSTRATION_FILE.unlink()


def press(role, **more):
    client = Client()
    return client, client.post("/accounts/login/demo/", {"role": role, **more})


def test_a_demonstration_signs_in_by_one_press(demonstration):
    page = Client().get(LOGIN)
    assert [role["value"] for role in page.context["roles"]] == ["buyer", "agency", "operator"]
    for role, desk in (("buyer", "/my/"), ("agency", "/my/"), ("operator", "/operate/")):
        client, answer = press(role)
        assert (answer.status_code, answer["Location"]) == (302, desk)
        assert int(client.session["_auth_user_id"]) == demonstration[role].user.pk
    assert press("buyer", next="/requests/")[1]["Location"] == "/requests/"
    assert press("buyer", next="//elsewhere.example")[1]["Location"] == "/my/"


def test_the_press_takes_a_post_with_its_token(demonstration):
    assert Client().get("/accounts/login/demo/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/login/demo/", {"role": "buyer"}).status_code == 403
    assert not is_signed_in(strict)


def test_an_unknown_role_is_not_there(demonstration):
    client, answer = press("decider")
    assert answer.status_code == 404 and not is_signed_in(client)


def test_where_other_hosts_reach_it_no_role_is_offered(demonstration):
    with override_settings(IS_LOOPBACK=False):
        client, answer = press("buyer")
        assert answer.status_code == 404 and not is_signed_in(client)
        assert Client().get(LOGIN).context["roles"] == []


def test_an_installation_that_is_no_demonstration_offers_no_role():
    write_accounts(buyer=make_buyer())
    client, answer = press("buyer")
    settings.DEMONSTRATION_FILE.unlink()
    assert answer.status_code == 404 and not is_signed_in(client)


def test_no_token_is_shown_on_the_way(demonstration):
    before = ApiToken.objects.count()
    press("buyer")
    assert ApiToken.objects.count() == before
