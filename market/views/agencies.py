"""The directory of agencies: nobody stands first by right or by payment."""

import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.forms.agencies import AgencyFilter
from market.models import Organization
from market.queries.agencies import (
    PRIME,
    agencies,
    category_counts,
    counts_of,
    division_counts,
    item_counts,
    shuffled,
    with_row_facts,
)
from market.units import shanghai_date
from market.views.exports import csv_answer
from market.views.lists import facet, list_context, page_of, sort_of, sorts

ORDER_COOKIE = "mingbiao_order"


@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    filters = AgencyFilter(request.GET, queryset=agencies())
    words = sort_words()
    sort, seed = sort_of(request, words), seed_of(request)
    rows = ordered(with_row_facts(filters.qs), sort, seed)
    if request.GET.get("format") == "csv":
        return csv_answer("agencies", csv_head(), csv_rows(rows))
    context = list_context(request, filters, page_of(request, rows), facets_of(filters))
    context["sorts"] = sorts(request, words, sort)
    response = render(request, "market/agencies.html", context)
    response.set_cookie(
        ORDER_COOKIE, str(seed), secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
    )
    return response


def sort_words() -> dict[str, str]:
    return {
        "random": _("随机顺序"),
        "credit": _("信用分"),
        "contracts": _("已办结合同"),
        "newest": _("最近入驻"),
        "name": _("代码"),
    }


def ordered(rows: QuerySet[Organization], sort: str, seed: int) -> QuerySet[Organization]:
    if sort == "random":
        return shuffled(rows, seed)
    column = {
        "credit": "-credit_score_centi",
        "contracts": "-closed_contracts",
        "newest": "-joined_at",
        "name": "uscc",
    }[sort]
    return rows.order_by(column, "uscc")


def seed_of(request: HttpRequest) -> int:
    """One order for a visit, so that pages do not repeat; another visitor sees another."""
    kept = request.COOKIES.get(ORDER_COOKIE, "")
    is_good = kept.isascii() and kept.isdigit() and len(kept) < 20
    return int(kept) if is_good else secrets.randbelow(PRIME * PRIME)


def facets_of(filters: AgencyFilter) -> list[dict[str, Any]]:
    return [
        facet(
            filters,
            "category",
            _("服务类别"),
            category_counts(filters.rows_without("category")),
            is_open=True,
        ),
        facet(
            filters,
            "grade",
            _("信用等级"),
            counts_of(filters.rows_without("grade"), "credit_grade"),
            is_open=True,
        ),
        facet(
            filters,
            "standing",
            _("服务状态"),
            counts_of(filters.rows_without("standing"), "standing"),
            is_open=True,
        ),
        facet(
            filters,
            "division",
            _("行政区划"),
            division_counts(filters.rows_without("division"), list(filters.labels("division"))),
        ),
        facet(filters, "item", _("服务事项"), item_counts(filters.rows_without("item"))),
    ]


def csv_head() -> list[str]:
    return [
        _("统一社会信用代码"),
        _("名称"),
        _("服务状态"),
        _("信用等级"),
        _("信用分"),
        _("已办结合同"),
        _("入驻日期"),
    ]


def csv_rows(rows: QuerySet[Organization]) -> Iterator[list[object]]:
    for row in rows:
        score = row.credit_score_centi
        yield [
            row.uscc,
            row.name,
            row.get_standing_display(),
            row.credit_grade,
            "" if score is None else f"{score // 100}.{score % 100:02d}",
            getattr(row, "closed_contracts", 0),
            shanghai_date(row.joined_at).isoformat(),
        ]
