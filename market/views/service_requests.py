"""The list of requests."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from market.enums import Method, RequestStatus
from market.forms.service_requests import (
    CEILINGS,
    DEADLINES,
    SHOWN,
    RequestFilter,
    in_band,
    within_days,
)
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
from market.units import stamp, yuan
from market.views.exports import csv_answer
from market.views.lists import address, facet, list_context, page_of

MOST_BUYERS = 12
MOST_DROPS = 5


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    filters = RequestFilter(request.GET, queryset=requests_listed(request.user), request=request)
    is_sorted = bool(filters.form.is_valid() and filters.form.cleaned_data["sort"])
    rows = with_next_date(filters.qs) if is_sorted else closing_first(filters.qs)
    if request.GET.get("format") == "csv":
        return csv_answer("requests", csv_head(), csv_rows(rows))
    now = database_now()
    facets = facets_of(filters, now)
    context = {
        **list_context(request, filters, page_of(request, rows), facets),
        "now": now,
        "sorts": sorts_of(request),
    }
    if not context["count"]:
        context["drops"] = drops_of(request, context["chips"])
    return render(request, "market/requests.html", context)


def facets_of(filters: RequestFilter, now: datetime) -> list[dict[str, Any]]:
    """Counts beside values; a filter in force is counted as if it were not."""
    english = (get_language() or "").startswith("en")
    places = {row.code: row.name_en if english else row.name for row in divisions()}
    items = {row.code: row.name_en if english else row.name for row in service_items()}
    buyers = counts_by_buyer(filters.rows_without("buyer"), MOST_BUYERS)
    filters.names = {
        "category": {code: str(word) for code, word in CATEGORIES.items()},
        "division": places,
        "item": items,
        "buyer": {uscc: (english and name_en) or name for uscc, name, name_en, _n in buyers},
    }
    counts = counts_of(filters, list(places), now)
    counts["item"] = counts_by_item(filters.rows_without("item"))
    counts["buyer"] = {uscc: n for uscc, _name, _name_en, n in buyers}
    open_ones, radios = {"status", "deadline", "ceiling"}, {"deadline", "ceiling", "division"}
    facets = [
        facet(
            filters,
            name,
            label,
            counts[name],
            is_open=name in open_ones,
            kind="radio" if name in radios else "checkbox",
        )
        for name, label in labels().items()
    ]
    without_english = {uscc for uscc, _name, name_en, _n in buyers if english and not name_en}
    for option in facets[-1]["options"]:
        option["lang"] = "zh-Hans" if option["value"] in without_english else ""
    return facets


def labels() -> dict[str, str]:
    return {
        "status": _("状态"),
        "deadline": _("最近期限"),
        "ceiling": _("最高限价"),
        "category": _("服务类别"),
        "division": _("服务地点"),
        "item": _("中介服务事项"),
        "buyer": _("项目业主"),
    }


def counts_of(
    filters: RequestFilter, places: list[str], now: datetime
) -> dict[str, dict[str, int]]:
    """All values of the fixed filters: one query, and one more for each filter in force."""
    wanted: dict[str, dict[str, Q]] = {
        "status": {value: Q(status=value) for value, _word in SHOWN},
        "deadline": {value: within_days(value, now) for value, _word in DEADLINES},
        "ceiling": {value: in_band(value) for value, _word in CEILINGS},
        "category": {value: Q(service_item__category=value) for value in CATEGORIES},
        "division": {value: Q(division_code=value) for value in places},
    }
    free = [name for name in wanted if name not in filters.chosen]
    counts = counted(filters.qs, {name: wanted[name] for name in free})
    for name in wanted:
        if name not in free:
            counts |= counted(filters.rows_without(name), {name: wanted[name]})
    return counts


def counted(
    rows: QuerySet[ServiceRequest], wanted: dict[str, dict[str, Q]]
) -> dict[str, dict[str, int]]:
    named = {
        f"n{index}_{place}": condition
        for index, values in enumerate(wanted.values())
        for place, condition in enumerate(values.values())
    }
    found = counts_by_value(with_next_date(rows), named) if named else {}
    return {
        name: {value: found[f"n{index}_{place}"] for place, value in enumerate(values)}
        for index, (name, values) in enumerate(wanted.items())
    }


def drops_of(request: HttpRequest, chips: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Nothing was found: what each filter costs. At most five of them."""
    found = []
    for chip in chips[:MOST_DROPS]:
        query = QueryDict(chip["href"].partition("?")[2])
        rows = RequestFilter(query, queryset=requests_listed(request.user)).qs
        if count := rows.order_by().count():
            found.append({**chip, "count": count})
    return found


def sorts_of(request: HttpRequest) -> list[dict[str, Any]]:
    asked = request.GET.get("sort", "")
    words = {"": _("截止最近"), "-newest": _("最新"), "ceiling": _("限价由低到高")}
    words["-ceiling"] = _("限价由高到低")
    current = asked if asked in words else ""
    return [
        {
            "label": label,
            "href": address(request, sort=code or None),
            "current": code == current,
        }
        for code, label in words.items()
    ]


def csv_head() -> list[str]:
    return [
        _("需求编号"),
        _("需求名称"),
        _("状态"),
        _("中介服务事项"),
        _("项目业主"),
        _("服务地点"),
        _("最高限价（元）"),
        _("选取方式"),
        _("发布时间"),
        _("报名截止"),
        _("竞价开始"),
    ]


def csv_rows(rows: QuerySet[ServiceRequest]) -> Iterator[list[object]]:
    """Exactly the filtered list, in its order. Times are UTC, as in the API."""
    for row in rows.iterator(chunk_size=1_000):
        yield [
            row.no,
            row.title,
            RequestStatus(row.status).label,
            row.service_item.name,
            _("个人业主") if row.buyer.is_person else row.buyer.name,
            row.division_code,
            yuan(row.ceiling_fen or 0).replace(",", ""),
            Method(row.method).label,
            stamp(row.published_at) if row.published_at else "",
            stamp(row.entry_closes_at) if row.entry_closes_at else "",
            stamp(row.opens_at) if row.opens_at else "",
        ]
