"""Awards: the public list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bidding.queries.awards import awards_visible
from market.gateways.database import database_now
from market.views.lists import page_of


@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    rows = awards_visible().order_by("-decided_at", "-pk")
    context = {"page_obj": page_of(request, rows), "now": database_now()}
    return render(request, "bidding/awards.html", context)
