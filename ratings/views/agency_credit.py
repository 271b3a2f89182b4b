"""The credit of one agency: how today's score is worked out, line by line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from market.units import stamp
from market.views.exports import csv_answer
from ratings.queries.credit import Explained, history
from ratings.rules.credit import Line
from ratings.views.agency_head import head, read_profile
from ratings.views.credit_sheets import (
    curve,
    event_groups,
    falling_words,
    live_lines,
    raising_sheet,
    scale_foot,
    scale_sheet,
    sum_sheet,
)

COLUMNS = (
    "at",
    "kind",
    "dimension",
    "deed",
    "base_centi",
    "points_centi",
    "expires_at",
    "counted",
    "why",
    "rule_set",
    "source_log",
    "source_seq",
)


@require_safe
def agency_credit(request: HttpRequest, uscc: str) -> HttpResponse:
    shown = read_profile(uscc)
    if request.GET.get("format") == "csv":
        return as_csv(shown.told, uscc)
    told = shown.told
    context = {
        **head(request, shown, "agency_credit"),
        "sum": sum_sheet(told),
        "rule_set": told.rule_set,
        "grades": scale_sheet(told.rules, told.score.grade),
        "foot": scale_foot(told),
        "curve": curve(told, history(shown.organization, told)),
        "raising": raising_sheet(told),
        "falling": falling_words(told),
        "groups": event_groups(told),
        "live_count": len(live_lines(told)),
        "expired_count": len(told.score.lines) - len(live_lines(told)),
    }
    return render(request, "ratings/agency_credit.html", context)


def as_csv(told: Explained, uscc: str) -> HttpResponse:
    """Every event as a program reads it, also those that count no longer."""
    return csv_answer(f"{uscc}-credit", COLUMNS, map(csv_row, reversed(told.score.lines)))


def csv_row(line: Line) -> list[object]:
    event = line.event
    return [
        stamp(event.at),
        event.kind,
        event.terms.dimension,
        event.deed,
        event.base_centi,
        line.points_centi,
        stamp(line.expires_at),
        line.counted,
        str(line.why),
        event.rule_set,
        *event.source,
    ]
