"""How scores and grades come about, printed from the rule set in force."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from market.gateways.database import database_now
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.rules.rule_sets import Rules
from market.units import Duration, duration_words
from ratings.enums import CreditDimension, CreditKind, Decay, Grade
from ratings.rules.credit import (
    LATE_STEP_WORKING_DAYS,
    LATE_STEPS_MAX,
    WEIGHTS,
    dimension_limits,
)
from ratings.rules.grades import scale
from ratings.rules.points import signed
from ratings.views.credit_sheets import grade_name, scale_sheet


@require_safe
def credit(request: HttpRequest) -> HttpResponse:
    now = database_now()
    rule_set = rule_set_in_force(now)
    rules = rules_of(rule_set)
    context = {
        "now": now,
        "rule_set": rule_set,
        "rules": rules,
        "grades": scale_sheet(rules),
        "dimensions": [dimension_row(code, rules) for code in CreditDimension],
        "kinds": [kind_row(kind, rules) for kind in CreditKind],
        "effects": [effect_row(step.grade, rules) for step in scale(rules)],
        "window": duration_words(rules["rolling_window"]),
        "late_step": duration_words(Duration(LATE_STEP_WORKING_DAYS, "wd")),
        "late_most": LATE_STEPS_MAX,
    }
    return render(request, "ratings/credit.html", context)


def dimension_row(code: CreditDimension, rules: Rules) -> dict[str, Any]:
    low, high = dimension_limits(code, rules)
    weight = rules[WEIGHTS[code]]
    return {
        "cells": [
            {"text": code.label, "head": True},
            {"text": f"{weight}%", "num": True},
            {"text": signed(low), "num": True},
            {"text": signed(high), "num": True},
        ]
    }


def kind_row(kind: CreditKind, rules: Rules) -> dict[str, Any]:
    """One kind that today's steps can cause, as the rule set weighs it."""
    entry = rules["credit_events"][kind]
    cap = entry["grade_cap"]
    return {
        "cells": [
            {"text": kind.label, "head": True},
            {"text": CreditDimension(entry["dimension"]).label, "wide": True},
            {"text": signed(entry["centipoints"]), "num": True, "strong": True},
            {"text": duration_words(Duration.parse(entry["life"]))},
            {"text": Decay(entry["decay"]).label, "wide": True},
            {"text": entry["demerit"], "num": True, "wide": True},
            {"text": grade_name(cap) if cap else _("无"), "wide": True},
        ]
    }


def effect_row(grade: Grade, rules: Rules) -> dict[str, Any]:
    """What a grade changes at entry; None is no limit."""
    effects = rules["grade_effects"][grade]
    return {
        "grade": grade,
        "word": grade.label,
        "ceiling_fen": effects["request_ceiling_max_fen"],
        "running": effects["running_contracts_max"],
    }
