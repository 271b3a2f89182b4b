"""The auction hall, the room, its state for polling, and the table of bids."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bidding.actions.bids import place_bid
from bidding.enums import OVER, AuctionStatus
from bidding.errors import NotEntered
from bidding.forms.bids import BidForm
from bidding.models import Auction
from bidding.queries.auctions import auction_visible_to
from bidding.queries.bids import accepted_bids
from bidding.queries.entries import names_shown
from bidding.queries.room import (
    events_between,
    picture_from,
    shown_with_observers,
)
from bidding.rules.replays import shown_me
from bidding.rules.room import MOST_IN_ANSWER, hides, told
from bidding.views.closed_rooms import closed_context
from bidding.views.rooms import room_context, seat_of
from market.errors import BadBody
from market.models import Organization
from market.queries.handlers import agency_of, may
from market.rules.permissions import Permission
from market.units import stamp, yuan
from market.views.exports import csv_answer
from market.views.lists import csv_link, page_of

MOST_LINES = 100


def visible(request: HttpRequest, no: str) -> Auction:
    auction = auction_visible_to(request.user, no)
    if auction is None:
        raise Http404
    return auction


@require_http_methods(["GET", "HEAD", "POST"])
def auction_room(request: HttpRequest, no: str) -> HttpResponse:
    """One room, four roles. A POST is a bid of a page without script."""
    auction = visible(request, no)
    if request.method == "POST":
        return bid_in_room(request, auction)
    if auction.status in OVER:
        return render(request, "bidding/auction_closed.html", closed_context(request, auction))
    seat = seat_of(request, auction)
    return render(request, "bidding/auction_room.html", room_context(request, seat))


def bid_in_room(request: HttpRequest, auction: Auction) -> HttpResponse:
    agency = agency_of(request.user)
    if agency is None or not may(request.user, Permission.ENTER):
        raise NotEntered
    form = BidForm(request.POST)
    if not form.is_valid():
        raise BadBody
    place_bid(auction_id=auction.pk, offer=form.offer(agency.pk))
    return redirect(request.path)


@require_safe
def auction_state(request: HttpRequest, no: str) -> JsonResponse:
    """What a page polls without a socket: `hello`, and the events after `?after=`."""
    auction = visible(request, no)
    picture = picture_from(auction, 0, 0)
    last, text = picture.state.seq, request.GET.get("after", "")
    after = min(int(text[:18]), last) if text.isascii() and text.isdigit() else last
    after = max(after, last - MOST_IN_ANSWER)
    is_secret = hides(auction.visibility, auction.status)
    news = events_between(auction.no, after, last, MOST_IN_ANSWER)
    state, agency = shown_with_observers(picture.state, auction.no), agency_of(request.user)
    return JsonResponse(
        {
            "t": "hello",
            "auction": auction.no,
            "now": stamp(picture.now),
            "seq": last,
            "state": state,
            "me": shown_me(picture.state, agency.pk, picture.now) if agency else None,
            "events": {
                "t": "events",
                "from": after + 1,
                "to": last,
                "events": [told(e.seq, e.at, e.kind, e.facts, is_secret) for e in news],
                "state": state,
                "now": stamp(picture.now),
            },
        },
        headers={"Cache-Control": "no-store"},
    )


@require_safe
def auction_bids(request: HttpRequest, no: str) -> HttpResponse:
    """Every accepted bid, with its digest; names only where they may be read."""
    auction = visible(request, no)
    names = names_shown(auction.service_request, request.user)
    rows = accepted_bids(auction)
    if request.GET.get("format") == "csv":
        return csv_answer(f"bids-{auction.no}", csv_head(bool(names)), csv_rows(rows, names))
    page = page_of(request, rows, MOST_LINES)
    for bid in page:
        bid.name = names.get(bid.alias)
    context = {
        "auction": auction,
        "asked": auction.service_request,
        "page_obj": page,
        "count": page.paginator.count,
        "exports": csv_link(request, page.paginator.count),
        "has_names": bool(names),
        "is_secret": hides(auction.visibility, auction.status),
        "trail": [
            (_("竞价大厅"), reverse("auctions")),
            (auction.no, reverse("auction", args=[auction.no])),
        ],
        "record": f"/api/v1/auctions/{auction.no}/record/",
        "is_over": AuctionStatus(auction.status) in OVER,
    }
    return render(request, "bidding/auction_bids.html", context)


def csv_head(with_names: bool) -> list[Any]:
    head = [_("序号"), _("存证号"), _("竞价代号"), _("出价（元）"), _("受理时间"), _("数据指纹")]
    return [*head, _("机构"), _("统一社会信用代码")] if with_names else head


def csv_rows(rows: Any, names: dict[str, Organization]) -> Iterator[list[Any]]:
    """Times are UTC in whole milliseconds, as in the API."""
    for bid in rows.iterator(chunk_size=1_000):
        sum_yuan = yuan(bid.amount_fen).replace(",", "")
        row = [bid.number, bid.seq, bid.alias, sum_yuan, stamp(bid.at), bid.hash]
        agency = names.get(bid.alias)
        if names:
            row += [agency.name, agency.uscc] if agency else ["", ""]
        yield row
