"""The rules and their versions: every figure that any page shows, with its unit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from market.gateways.database import database_now
from market.queries.calendar import calendar_years
from market.queries.commitments import letter_to_read
from market.queries.rule_sets import rule_set_by_code, rule_set_in_force, rule_sets, rules_of
from market.rules.canonical import sha256
from market.rules.commitments import blocks_of, title_of
from market.rules.rule_set_tables import credit_rows, grade_rows, parameter_groups


@require_GET
def legal(request: HttpRequest) -> HttpResponse:
    """The set in force; `?set=` shows another version."""
    now = database_now()
    in_force = rule_set_in_force(now)
    code = request.GET.get("set")
    shown = rule_set_by_code(code) if code else in_force
    if shown is None:
        raise Http404
    rules = rules_of(shown)
    text, letter = letter_to_read(now)
    context = {
        "shown": shown,
        "in_force": in_force,
        "versions": sorted(rule_sets(), key=lambda one: one.pk != in_force.pk),
        "groups": parameter_groups(rules),
        "credit": credit_rows(rules),
        "grades": grade_rows(rules),
        "letter_title": title_of(letter),
        "letter_blocks": blocks_of(letter),
        "letter_text": text,
        "letter_sha256": sha256(text.text),
        "years": calendar_years(),
    }
    return render(request, "market/legal.html", context)
