"""The catalogue of intermediary services, and the guide of one item."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.enums import ServiceItemStatus
from market.forms.service_items import ServiceItemFilter
from market.models import ServiceItem
from market.queries.agencies import agencies_offering
from market.queries.service_items import (
    counts_by,
    item_by_code,
    requests_open_for,
    service_items,
    with_counts,
)
from market.rules.catalogue import (
    CATEGORIES,
    FEE_BASES,
    PRICE_UNITS,
    SECTORS,
    TIME_LIMITS,
    local_name,
    worded,
)
from market.views.exports import csv_answer
from market.views.lists import facet, list_context, page_of

ALL_ON_ONE_PAGE = 100


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """By category; cancelled items at the end, with date and basis."""
    filters = ServiceItemFilter(request.GET, queryset=service_items())
    rows = with_counts(filters.qs).order_by("category", "code")
    if request.GET.get("format") == "csv":
        return csv_answer("service-items", csv_head(), csv_rows(rows))
    facets = [
        facet(filters, name, label, counts_by(filters.rows_without(name), name), is_open=True)
        for name, label in (("category", _("服务类别")), ("status", _("状态")))
    ]
    page = page_of(request, rows, ALL_ON_ONE_PAGE)
    active = [item for item in page if item.status == ServiceItemStatus.ACTIVE]
    context = list_context(request, filters, page, facets) | {
        "groups": grouped(active),
        "cancelled": [item for item in page if item.status == ServiceItemStatus.CANCELLED],
    }
    return render(request, "market/service_items.html", context)


def grouped(items: list[ServiceItem]) -> list[dict[str, Any]]:
    groups: dict[str, list[ServiceItem]] = {}
    for item in items:
        groups.setdefault(item.category, []).append(item)
    known = [*CATEGORIES, *sorted(groups.keys() - CATEGORIES.keys())]
    return [
        {"code": code, "name": worded(CATEGORIES, code), "items": groups[code]}
        for code in known
        if code in groups
    ]


@require_GET
def service_item(request: HttpRequest, code: str) -> HttpResponse:
    item = item_by_code(code)
    if item is None:
        raise Http404
    context = {
        "item": item,
        "is_cancelled": item.status == ServiceItemStatus.CANCELLED,
        "category": worded(CATEGORIES, item.category),
        "sector": worded(SECTORS, item.supervisor_sector),
        "laws": [law_words(law) for law in item.legal_basis],
        "cancel_laws": [law_words(law) for law in item.cancel_basis],
        "time_limit": worded(TIME_LIMITS, item.time_limit),
        "fee_basis": worded(FEE_BASES, item.fee_basis),
        "price_unit": worded(PRICE_UNITS, item.price_unit),
        "required": required_of(item),
        "agency_count": agencies_offering(item).count(),
        "open_count": requests_open_for(item),
        "trail": [(_("中介服务事项"), reverse("service_items"))],
    }
    return render(request, "market/service_item.html", context)


def law_words(law: dict[str, str]) -> dict[str, str]:
    """The official title; in English a short name follows it where there is one."""
    parts = [f"《{law['title_zh']}》", law.get("number", ""), law.get("article", "")]
    is_translated = local_name(law, "title") != law["title_zh"]
    return {
        "text": " ".join(part for part in parts if part),
        "short": law.get("title_en", "") if is_translated else "",
    }


def required_of(item: ServiceItem) -> list[dict[str, str]]:
    holders = {"organization": _("机构"), "practitioner": _("从业人员")}
    return [
        {"name": local_name(needed), "holder": holders[needed["holder"]]}
        for needed in item.required_qualification
    ]


def csv_head() -> list[str]:
    return [
        _("事项代码"),
        _("事项名称"),
        _("服务类别"),
        _("法定依据"),
        _("可否自行编制"),
        _("状态"),
        _("提供机构"),
        _("报名中需求"),
    ]


def csv_rows(rows: QuerySet[ServiceItem]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            row.code,
            row.name,
            worded(CATEGORIES, row.category),
            "；".join(law_words(law)["text"] for law in row.legal_basis),
            _("可以") if row.may_do_yourself else _("须委托"),
            row.get_status_display(),
            getattr(row, "agency_count", 0),
            getattr(row, "open_count", 0),
        ]
