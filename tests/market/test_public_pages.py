"""Display settings, the rules, who answers for the site, signed letters, error pages."""

import pytest
from django.test import Client

from market.queries.rule_sets import rule_set_by_code, rules_of
from market.rules.rule_set_keys import KEYS
from market.rules.rule_set_tables import CREDIT_EVENTS, value_words
from market.rules.rule_set_words import GROUPS, PARAMETERS
from tests.factories import make_agency, make_operator
from tests.market.pages import client_of, queries_of

pytestmark = pytest.mark.django_db
COOKIE = "mingbiao_display"


def test_elder_mode_is_one_link_and_comes_back():
    client = Client()
    answer = client.get("/prefs/?mode=elder&next=/notices/%3Fkind%3Daward")
    assert answer["Location"] == "/notices/?kind=award"
    assert 'data-mode="elder"' in client.get("/notices/").content.decode()
    client.get("/prefs/?mode=standard&next=/notices/")
    assert "data-mode" not in client.get("/notices/").content.decode()


def test_every_setting_is_kept_by_the_form_without_script():
    client = Client()
    chosen = {"mode": "elder", "contrast": "high", "text": "larger", "motion": "off"}
    assert client.post("/prefs/", chosen | {"next": "/about/"})["Location"] == "/about/"
    text = client.get("/about/").content.decode()
    for name, value in chosen.items():
        assert f'data-{name}="{value}"' in text
    form = client.get("/prefs/").context["form"]
    assert {name: form[name].value() for name in chosen} == chosen
    client.post("/prefs/", {name: "" for name in chosen})
    assert "data-mode" not in client.get("/about/").content.decode()


def test_settings_lead_to_no_other_site():
    for way in (
        Client().get("/prefs/?mode=elder&next=//elsewhere.example/"),
        Client().post("/prefs/", {"mode": "", "next": "https://elsewhere.example/"}),
    ):
        assert way["Location"] == "/prefs/"


def test_unknown_values_are_kept_nowhere():
    client = Client()
    assert client.post("/prefs/", {"mode": "giant"}).status_code == 200
    assert COOKIE not in client.cookies
    client.cookies[COOKIE] = 'mode.giant_text."><script>'
    assert "giant" not in client.get("/about/").content.decode()


def test_every_parameter_has_words_and_a_value_with_its_unit():
    assert PARAMETERS.keys() == KEYS.keys()
    assert GROUPS.keys() == set(KEYS.values())
    for code in ("city_2026_1", "sandbox", "benchmark"):
        rules = rules_of(rule_set_by_code(code))
        assert all(value_words(rules, key) for key in KEYS)
        assert rules["credit_events"].keys() == CREDIT_EVENTS.keys()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("form_check_due", "2 个工作日"),
        ("soft_close", "120 秒"),
        ("max_extensions", "不限"),
        ("step_default_bp", "1%"),
        ("step_min_bp", "0.5%"),
        ("step_default_min_fen", "100.00 元"),
        ("late_interest_bp_daily", "每日 0.05%"),
        ("bid_rate_limit", "每 10 秒至多 5 次"),
        ("grade_aa", "110 分"),
        ("natural_person_buyer", "是"),
        ("min_notice_direct", "即时"),
        ("reveal_losers", "财政和国有资金公开，其他不公开"),
        ("deferred_document_reminders", "5 个工作日、2 个工作日、1 个工作日、当日"),
    ],
)
def test_values_are_said_in_words(key, words):
    assert value_words(rules_of(rule_set_by_code("city_2026_1")), key) == words


def test_the_rules_print_every_parameter_of_the_set_in_force():
    text = Client().get("/legal/").content.decode()
    assert all(f">{key}<" in text for key in KEYS)
    assert "city_2026_1" in text and rule_set_by_code("city_2026_1").sha256 in text
    assert "{profile_update_due}" not in text and "10 个工作日" in text
    assert Client().get("/en/legal/").status_code == 200


def test_another_version_says_that_it_is_not_in_force():
    text = Client().get("/legal/?set=sandbox").content.decode()
    assert rule_set_by_code("sandbox").sha256 in text and "现行版本是" in text
    assert Client().get("/legal/?set=none").status_code == 404


def test_the_public_pages_take_few_queries():
    for path in ("/legal/", "/about/", "/prefs/", "/accounts/login/", "/accounts/register/agency/"):
        assert queries_of(path) <= 12, path


def test_a_signed_letter_stays_readable_as_it_was_signed():
    agency = make_agency()
    signed = agency.organization.commitments.get()
    for prefix in ("", "/en"):
        text = client_of(agency).get(f"{prefix}/my/commitments/").content.decode()
        assert signed.text_sha256 in text and agency.organization.name in text
        assert "独立报价，不与业主或其他机构串通" in text


def test_letters_are_for_those_who_sign():
    assert Client().get("/my/commitments/").status_code == 302
    assert "没有签署的承诺书" in client_of(make_operator()).get("/my/commitments/").content.decode()


def test_what_is_not_there_answers_with_a_page_and_a_number_to_quote():
    for path in ("/nothing/", "/en/nothing/"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert answer["X-Request-Id"] in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_page():
    answer = Client(enforce_csrf_checks=True).post("/prefs/", {"mode": "elder"})
    assert answer.status_code == 403
    assert "页面已过期或来自其他网站" in answer.content.decode()
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize("path", ["/", "/requests/", "/api/docs/"])
def test_the_address_of_a_page_decides_its_language_not_the_browser(path):
    for start, language in (("", "zh-Hans-CN"), ("/en", "en")):
        answer = Client().get(start + path, headers={"accept-language": "en-US,en;q=0.9"})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()
