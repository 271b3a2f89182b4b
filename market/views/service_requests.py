"""The list of requests."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from market.enums import OVER, Method, RequestStatus
from market.forms.service_requests import BANDS, DAYS, RequestFilter, in_band, within_days
from market.gateways.database import database_now
from market.models import ServiceRequest
from market.queries.cities import divisions
from market.queries.service_items import service_items
from market.queries.service_requests import (
    closing_first,
    counts_by_buyer,
    counts_by_item,
    counts_by_value,
    requests_listed,
    with_next_date,
)
from market.rules.catalogue import CATEGORIES
from market.templatetags.dates import days_left, due_moment, moment, soon_state
from market.templatetags.money import yuan
from market.templatetags.pages import local
from market.units import yuan as plain_yuan
from market.views.exports import csv_answer
from market.views.lists import address, facet, list_context, page_of
from market.views.parties import content_lang, party_name

MOST_BUYERS = 12
SORTS = {"": _, "-newest": _, "ceiling": _}


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    filters = RequestFilter(request.GET, queryset=requests_listed(request.user), request=request)
    rows = with_next_date(filters.qs) if filters.form.cleaned_data["sort"] else closing_first(filters.qs)
    if request.GET.get("format") == "csv":
        return csv_answer("requests", CSV_HEAD(), csv_rows(rows))
    facets = facets_of(filters)
    page, now = page_of(request, rows), database_now()
    context = {
        **list_context(request, filters, page, facets),
        "rows": [row_of(row, now) for row in page],
        "sorts": sorts_of(request, filters),
        "now": now,
    }
    return render(request, "market/requests.html", context)
