"""The regulator's desk: what runs now, what is late, what is owed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bidding.queries.live_rows import live_rows
from market.gateways.database import database_now
from market.models import Deadline
from market.queries.deadlines import overdue, titles_of
from market.queries.handlers import may
from market.queries.payments import arrears
from market.queries.service_requests import requests_listed, with_next_date
from market.rules.permissions import Permission
from ratings.queries.statistics import open_for_entry

SHOWN = 50
SHOWN_NEWEST = 5


@login_required
@require_safe
def regulate(request: HttpRequest) -> HttpResponse:
    """Only for regulators; to others there is no such page."""
    if not may(request.user, Permission.OVERSEE):
        raise Http404
    now = database_now()
    late = list(overdue(now)[:SHOWN])
    rows = live_rows(request.user, now)
    owed = arrears(now)
    context = {
        "now": now,
        "live": rows,
        "stats": stats_of(len(rows), len(late), len(owed)),
        "late": late_rows(late),
        "owed": owed,
        "newest": with_next_date(requests_listed(request.user).order_by("-published_at", "no"))[
            :SHOWN_NEWEST
        ],
    }
    return render(request, "ratings/regulate/desk.html", context)


def stats_of(live: int, late: int, owed: int) -> list[dict[str, Any]]:
    return [
        {"label": _("报名中的需求"), "value": open_for_entry(), "unit": _("项")},
        {"label": _("进行中的竞价"), "value": live, "unit": _("场")},
        {"label": _("逾期事项"), "value": late, "unit": _("项")},
        {"label": _("逾期付款"), "value": owed, "unit": _("笔")},
    ]


def late_rows(deadlines: list[Deadline]) -> list[dict[str, Any]]:
    titles = titles_of(deadlines)
    return [{"deadline": row, "title": titles.get(row.subject, row.subject)} for row in deadlines]
