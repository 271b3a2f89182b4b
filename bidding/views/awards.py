"""The list of awards."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bidding.enums import AwardStatus
from bidding.forms.award_lists import AwardFilter
from bidding.models import Award
from bidding.queries.award_lists import awards_listed, counts_by_award_status
from market.gateways.database import database_now
from market.units import stamp, yuan
from market.views.exports import csv_answer
from market.views.lists import facet, list_context, page_of


@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    filters = AwardFilter(request.GET, queryset=awards_listed())
    if request.GET.get("format") == "csv":
        return csv_answer("awards", csv_head(), csv_rows(filters.qs))
    counts = counts_by_award_status(filters.rows_without("status"))
    facets = [facet(filters, "status", _("状态"), counts, is_open=True)]
    page, now = page_of(request, filters.qs), database_now()
    context = {**list_context(request, filters, page, facets), "now": now}
    return render(request, "bidding/awards.html", context)


def csv_head() -> list[str]:
    return [
        _("需求编号"),
        _("需求名称"),
        _("项目业主"),
        _("中标机构"),
        _("统一社会信用代码"),
        _("名次"),
        _("中标价（元）"),
        _("最高限价（元）"),
        _("出价机构数"),
        _("状态"),
        _("确定时间"),
        _("公示截止"),
    ]


def csv_rows(rows: QuerySet[Award]) -> Iterator[list[object]]:
    for row in rows.iterator(chunk_size=1_000):
        asked, agency = row.service_request, row.entry.agency
        yield [
            asked.no,
            asked.title,
            _("个人业主") if asked.buyer.is_person else asked.buyer.name,
            agency.name,
            agency.uscc,
            row.rank,
            yuan(row.amount_fen).replace(",", ""),
            yuan(asked.ceiling_fen or 0).replace(",", ""),
            getattr(row, "bidder_count", 0),
            AwardStatus(row.status).label,
            stamp(row.decided_at),
            stamp(row.standstill_until),
        ]
