"""The home page."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bidding.queries.awards import awards_standing
from bidding.queries.live_rows import live_rows
from market.gateways.database import database_now
from market.queries.service_items import categories_in_use
from market.queries.service_requests import open_requests, requests_listed, with_next_date
from market.rules.catalogue import CATEGORIES, worded
from market.units import shanghai_date, start_of_day
from ratings.queries.statistics import open_for_entry, year_so_far

SHOWN_LIVE, SHOWN, SHOWN_AWARDS, SHOWN_CATEGORIES = 3, 5, 9, 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = database_now()
    midnight = start_of_day(shanghai_date(now) + timedelta(days=1))
    closing = open_requests(request.user).filter(entry_closes_at__lte=midnight)
    newest = requests_listed(request.user).order_by("-published_at", "no")
    rows = live_rows(request.user, now)
    context = {
        "now": now,
        "figures": year_so_far(now),
        "live": rows[:SHOWN_LIVE],
        "live_count": len(rows),
        "closing": with_next_date(closing)[:SHOWN],
        "newest": with_next_date(newest)[:SHOWN],
        "open_count": open_for_entry(),
        "hot": [
            (code, worded(CATEGORIES, code)) for code in categories_in_use()[:SHOWN_CATEGORIES]
        ],
        "awards": awards_standing().order_by("-decided_at", "-pk")[:SHOWN_AWARDS],
    }
    return render(request, "ratings/home.html", context)
