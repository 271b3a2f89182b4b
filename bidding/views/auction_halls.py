"""The auction hall: running, coming and past auctions in one filtered list."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bidding.enums import AuctionStatus
from bidding.forms.auctions import PHASE_STATUS, AuctionFilter
from bidding.models import Auction
from bidding.queries.auctions import auctions_listed
from bidding.queries.room import prices_of, states_of
from bidding.rules.room import hides, phase_of
from market.gateways.database import database_now
from market.queries.cities import divisions
from market.queries.rule_sets import rules_of
from market.units import stamp, yuan
from market.views.exports import csv_answer
from market.views.lists import facet, list_context, page_of


@require_safe
def auctions(request: HttpRequest) -> HttpResponse:
    filters = AuctionFilter(request.GET, queryset=auctions_listed(request.user), request=request)
    filters.form.is_valid()
    if request.GET.get("format") == "csv":
        return csv_answer("auctions", csv_head(), csv_rows(filters.qs))
    page, now = page_of(request, filters.qs), database_now()
    rows = rows_of(list(page), now)
    context = {
        **list_context(request, filters, page, facets_of(filters)),
        "now": now,
        "live": [row for row in rows if row["is_live"]],
        "others": [row for row in rows if not row["is_live"]],
    }
    return render(request, "bidding/auction_hall.html", context)


def rows_of(page: list[Auction], now: Any) -> list[dict[str, Any]]:
    states = states_of(page)
    prices = prices_of([a for a in page if a.status in PHASE_STATUS["live"]])
    english = (get_language() or "").startswith("en")
    found = []
    for auction in page:
        asked, state = auction.service_request, states[auction.pk]
        waiting_room = rules_of(asked.rule_set)["waiting_room"].delta
        left = auction.closes_at - now
        is_secret = hides(auction.visibility, auction.status)
        note = _("第 %(n)s 次延时") % {"n": state.extension_count} if state.extension_count else ""
        found.append(
            {
                "title": asked.title,
                "lang": "zh-Hans" if english else "",
                "href": reverse("auction", args=[auction.no]),
                "status": phase_of(state, now, waiting_room),
                "is_live": auction.status in PHASE_STATUS["live"],
                "is_scheduled": auction.status == AuctionStatus.SCHEDULED,
                "note": note,
                "buyer": _("个人业主") if asked.buyer.is_person else asked.buyer.name,
                "bids": state.bid_count,
                "price_fen": None if is_secret else state.leading_fen,
                "ceiling_fen": auction.ceiling_fen,
                "seconds_left": max(0, int(left.total_seconds())),
                "opens_at": auction.opens_at,
                "closes_at": auction.closes_at,
                "closed_at": auction.closed_at,
                "points": prices.get(auction.pk, []),
            }
        )
    return found


def facets_of(filters: AuctionFilter) -> list[dict[str, Any]]:
    english = (get_language() or "").startswith("en")
    filters.places = {d.code: (english and d.name_en) or d.name for d in divisions()}
    labels = {
        "phase": _("状态"),
        "category": _("服务类别"),
        "division": _("服务地点"),
        "visibility": _("价格可见方式"),
    }
    return [
        facet(filters, name, label, counts_of(filters, name), is_open=name == "phase", kind="radio")
        for name, label in labels.items()
    ]


COLUMNS = {
    "category": "service_request__service_item__category",
    "division": "service_request__division_code",
    "visibility": "visibility",
}


def counts_of(filters: AuctionFilter, name: str) -> dict[str, int]:
    rows = filters.rows_without(name).order_by()
    if name == "phase":
        by_status = dict(rows.values_list("status").annotate(n=Count("pk")))
        return {
            phase: sum(by_status.get(str(status), 0) for status in statuses)
            for phase, statuses in PHASE_STATUS.items()
        }
    return dict(rows.values_list(COLUMNS[name]).annotate(n=Count("pk")))


def csv_head() -> list[str]:
    return [
        _("竞价编号"),
        _("需求编号"),
        _("需求名称"),
        _("状态"),
        _("最高限价（元）"),
        _("竞价开始"),
        _("竞价结束"),
    ]


def csv_rows(rows: QuerySet[Auction]) -> Iterator[list[Any]]:
    """Exactly the filtered list, in its order. Times are UTC, as in the API."""
    for auction in rows.iterator(chunk_size=1_000):
        yield [
            auction.no,
            auction.service_request.no,
            auction.service_request.title,
            AuctionStatus(auction.status).label,
            yuan(auction.ceiling_fen).replace(",", ""),
            stamp(auction.opens_at),
            stamp(auction.closes_at),
        ]
