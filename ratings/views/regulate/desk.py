"""The regulator's desk: what runs now, what is late, what is owed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
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
        "tiles": tiles_of(len(rows), len(late), len(owed)),
        "late": late_rows(late),
        "owed": owed,
        "newest": with_next_date(requests_listed(request.user).order_by("-published_at", "no"))[
            :SHOWN_NEWEST
        ],
    }
    return render(request, "ratings/regulate/desk.html", context)


def tiles_of(live: int, late: int, owed: int) -> list[dict[str, Any]]:
    """Each figure with what it counts and where its cases are. Source: ux.md 68."""
    entering = open_for_entry()
    return [
        {
            "name": _("报名中的需求"),
            "value": entering,
            "unit": npgettext("需求", "项", "项", entering),
            "definition": _("已公告、报名未截止"),
            "href": reverse("requests") + "?status=published",
            "link": _("明细"),
        },
        {
            "name": _("进行中的竞价"),
            "value": live,
            "unit": npgettext("竞价", "场", "场", live),
            "definition": _("含延时和暂停"),
            "href": reverse("auctions"),
            "link": _("监看"),
        },
        {
            "name": _("逾期事项"),
            "value": late,
            "unit": npgettext("事项", "项", "项", late),
            "definition": _("过期限仍未办结"),
            "href": "#h-late",
            "link": _("明细"),
            "state": "bad" if late else "",
        },
        {
            "name": _("逾期付款"),
            "value": owed,
            "unit": npgettext("付款", "笔", "笔", owed),
            "definition": _("过付款期限仍未付清"),
            "href": "#h-owed",
            "link": _("明细"),
            "state": "bad" if owed else "",
        },
    ]


def late_rows(deadlines: list[Deadline]) -> list[dict[str, Any]]:
    titles = titles_of(deadlines)
    return [{"deadline": row, "title": titles.get(row.subject, row.subject)} for row in deadlines]
