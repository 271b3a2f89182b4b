"""Auctions: visible, live, due, and their state as it is shown."""

import json
from datetime import datetime
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bidding.enums import TAKES_BIDS, AuctionStatus, Happened
from bidding.models import Auction, Bid
from bidding.queries.bids import full_state
from bidding.rules.replays import Recorded, shown_me, shown_state
from market.enums import RequestStatus
from market.gateways.database import database_now, row_of
from market.models import Event, Log, Organization, ServiceRequest
from market.queries.handlers import Viewer, organization_of
from market.record import events_after
from market.units import stamp


def auctions_visible_to(viewer: Viewer) -> QuerySet[Auction]:
    """Every other query starts here. All see what is published; a buyer also its own drafts."""
    published = Q(service_request__published_at__isnull=False)
    own = Q(service_request__buyer=organization_of(viewer))
    return Auction.objects.filter(published | own)


def live_auctions(viewer: Viewer) -> QuerySet[Auction]:
    """For the auction hall, soonest to close first. More rows do not mean more queries.

    The number of bids is that of the newest one, so a long auction costs no more than a short.
    """
    newest = Bid.objects.filter(auction=OuterRef("pk"), seq__isnull=False).order_by("-seq")
    return (
        auctions_visible_to(viewer)
        .filter(status__in=TAKES_BIDS)
        .select_related("service_request__buyer")
        .annotate(bid_count=Coalesce(Subquery(newest.values("number")[:1]), 0))
        .order_by("closes_at", "no")
    )


def auctions_listed(viewer: Viewer) -> QuerySet[Auction]:
    """For hall, CSV and API, with the request of each; the caller filters and orders."""
    return auctions_visible_to(viewer).select_related(
        "service_request__buyer", "service_request__rule_set", "service_request__service_item"
    )


def auction_visible_to(viewer: Viewer, no: str) -> Auction | None:
    return auctions_listed(viewer).filter(no=no).first()


def auction_of(service_request: ServiceRequest) -> Auction | None:
    """The newest of a request."""
    return Auction.objects.filter(service_request=service_request).order_by("-pk").first()


def due_auctions(now: datetime) -> QuerySet[Auction]:
    """To open, to say that the selection has started, or to close; the earliest end first.

    An auction opens only after its entries are frozen, however late that is.
    """
    is_frozen = Q(service_request__status=RequestStatus.ENTRIES_CLOSED)
    opens = Q(status=AuctionStatus.SCHEDULED, opens_at__lte=now) & is_frozen
    is_live = Q(status__in=TAKES_BIDS)
    due = opens | (is_live & is_frozen) | (is_live & Q(closes_at__lte=now))
    return Auction.objects.filter(due).order_by("closes_at", "pk")


def next_auction_at() -> datetime | None:
    """When an auction becomes due next, as far as is known now."""
    is_frozen = Q(service_request__status=RequestStatus.ENTRIES_CLOSED)
    rows = Auction.objects.aggregate(
        opens=Min("opens_at", filter=Q(status=AuctionStatus.SCHEDULED) & is_frozen),
        closes=Min("closes_at", filter=Q(status__in=TAKES_BIDS)),
    )
    return min((at for at in rows.values() if at is not None), default=None)


def state_of(auction: Auction, observers: int = 0) -> dict[str, Any]:
    """`state` of interfaces.md 5."""
    return {**shown_state(full_state(auction)), "observers": observers, "held": False}


def me_of(
    auction: Auction, agency: Organization | None, now: datetime | None = None
) -> dict[str, Any] | None:
    """`me` of interfaces.md 5; None for whoever has not entered."""
    if agency is None:
        return None
    return shown_me(full_state(auction), agency.pk, now or database_now())


def snapshot(
    auction: Auction, agency: Organization | None = None, observers: int = 0
) -> dict[str, Any]:
    """The whole picture at the row's own number: what `hello` says. Source: interfaces.md 5."""
    state, now = full_state(auction), database_now()
    return {
        "auction": auction.no,
        "now": stamp(now),
        "seq": auction.seq,
        "state": {**shown_state(state), "observers": observers, "held": state.is_held},
        "me": shown_me(state, agency.pk, now) if agency else None,
    }


def log_of(auction: Auction) -> str:
    return f"auction/{auction.no}"


def last_event_at(auction: Auction) -> datetime | None:
    try:
        return row_of(Log.objects, name=log_of(auction)).at
    except Log.DoesNotExist:
        return None


def closed_event(auction: Auction) -> Event | None:
    return Event.objects.filter(log__name=log_of(auction), kind=Happened.CLOSED).first()


def sealed_in(event: Event) -> dict[str, str]:
    sealed: dict[str, str] = json.loads(event.text).get("sealed", {})
    return sealed


def recorded_events(auction: Auction) -> list[Recorded]:
    """The auction's log, as a replay reads it."""
    events = events_after(log_of(auction), 0, auction.seq)
    return [Recorded.read(json.loads(event.text)) for event in events]
