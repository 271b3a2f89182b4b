"""Rule sets: loaded whole or not at all, typed, never changed after."""

import copy
import json

import pytest

from market.actions.rule_sets import publish
from market.errors import AlreadyDone
from market.gateways.database import database_now
from market.models import RuleSet
from market.queries.rule_sets import rule_set_by_code, rule_set_in_force, rules_of
from market.rules.rule_sets import Rate, Rules, RuleSetError
from market.units import Duration


def document(**changes):
    stored = json.loads(RuleSet.objects.get(code="sandbox").text)
    return {**copy.deepcopy(stored), **changes}


@pytest.mark.django_db
def test_the_three_sets_are_loaded_and_the_citys_is_in_force():
    assert sorted(RuleSet.objects.values_list("code", flat=True)) == [
        "benchmark",
        "city_2026_1",
        "sandbox",
    ]
    assert rule_set_in_force(database_now()).code == "city_2026_1"


@pytest.mark.django_db
def test_values_are_typed():
    rules = rules_of(rule_set_by_code("city_2026_1"))
    assert rules["soft_close"] == Duration(120, "s")
    assert rules["form_check_due"] == Duration(2, "wd")
    assert rules["bid_rate_limit"] == Rate(5, Duration(10, "s"))
    assert rules["max_extensions"] is None
    assert rules["buyer_approval_public"] is True
    assert rules["step_default_min_fen"] == 10_000
    assert rules["payment_due_public"] == Duration(30, "d", moves=True)
    assert rules_of(rule_set_by_code("benchmark"))["bid_rate_limit"] is None


@pytest.mark.django_db
def test_a_missing_and_an_unknown_key_fail_at_load_and_both_are_named():
    wrong = document(code="other")
    del wrong["parameters"]["soft_close"]
    wrong["parameters"]["hard_close"] = {"group": "auction", "value": "1s", "unit": "duration"}
    with pytest.raises(RuleSetError) as refused:
        publish(document=wrong, effective_from=None, now=database_now())
    assert str(refused.value) == "missing key soft_close; unknown key hard_close"
    assert rule_set_by_code("other") is None


@pytest.mark.django_db
def test_a_value_that_does_not_fit_its_unit_fails_at_load():
    wrong = document(code="other")
    wrong["parameters"]["soft_close"]["value"] = "2 minutes"
    wrong["parameters"]["big_jump_bp"]["value"] = True
    with pytest.raises(RuleSetError) as refused:
        Rules(wrong)
    assert "soft_close: not a duration" in str(refused.value)
    assert "big_jump_bp: not a whole number: True" in str(refused.value)


@pytest.mark.django_db
def test_a_published_set_is_never_changed():
    same = document()
    assert publish(document=same, effective_from=None, now=database_now()) is None
    other = document()
    other["parameters"]["soft_close"]["value"] = "4s"
    with pytest.raises(AlreadyDone):
        publish(document=other, effective_from=None, now=database_now())
    assert rules_of(rule_set_by_code("sandbox"))["soft_close"] == Duration(3, "s")


@pytest.mark.django_db
def test_an_unknown_key_is_an_error_and_never_a_default():
    with pytest.raises(KeyError):
        rules_of(rule_set_by_code("sandbox"))["no_such_key"]
