"""The rules and their versions: every figure that any page shows, with its unit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.gateways.database import database_now
from market.queries.calendar import calendar_years
from market.queries.commitments import current_text
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
    rules, text = rules_of(shown), current_text(now)
    is_english = (get_language() or "").startswith("en")
    letter = text.text_en if is_english and text.text_en else text.text
    context = {
        "shown": shown,
        "in_force": in_force,
        "versions": rule_sets(),
        "groups": parameter_groups(rules),
        "credit": credit_rows(rules),
        "grades": grade_rows(rules),
        "letter_title": title_of(letter),
        "letter_blocks": blocks_of(letter),
        "letter_text": text,
        "letter_sha256": sha256(text.text),
        "years": calendar_years(),
        "trail": [(_("关于本站"), "about")],
    }
    return render(request, "market/legal.html", context)
