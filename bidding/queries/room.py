"""What a socket or a page of the room starts with, and what a hub repairs itself from."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from bidding.enums import AuctionStatus, EntryStatus
from bidding.models import Auction, Bid, Entry
from bidding.queries.auctions import auctions_visible_to, log_of
from bidding.queries.bids import full_state, state_from
from bidding.rules.bids import AuctionState, Entrant
from bidding.rules.eligibility import OUT
from bidding.rules.replays import Recorded, shown_state
from bidding.rules.room import hides, rounded
from market.gateways import live
from market.gateways.database import database_now
from market.models import Event
from market.queries.handlers import Viewer, agency_of, may
from market.record import events_after
from market.rules.permissions import Permission


@dataclass(frozen=True)
class Visitor:
    """Who sits behind a socket, as far as this auction is concerned."""

    auction_id: int
    agency_id: int | None = None  # Only of a handler who may bid for an agency that has entered.
    is_barred: bool = False


@dataclass(frozen=True)
class Picture:
    """An auction at its number, and the newest events after the one that was asked from."""

    auction_id: int
    state: AuctionState
    newest: list[Recorded]
    now: datetime


@dataclass(frozen=True)
class Pulse:
    """What shows once a second that a room has missed something."""

    no: str
    seq: int
    status: AuctionStatus
    opens_at: datetime
    closes_at: datetime


def visitor_of(viewer: Viewer, no: str) -> Visitor | None:
    """None where there is no such auction, or none that this viewer may see."""
    auction = auctions_visible_to(viewer).filter(no=no).first()
    if auction is None:
        return None
    agency = agency_of(viewer)
    if agency is None or not may(viewer, Permission.ENTER):
        return Visitor(auction.pk)
    entries = Entry.objects.filter(
        service_request=auction.service_request_id, agency=agency, status=EntryStatus.CONFIRMED
    )
    if not entries.exists():
        return Visitor(auction.pk)
    return Visitor(auction.pk, agency.pk, agency.standing in OUT)


def picture_of(no: str, after: int, most: int) -> Picture | None:
    """The state at the auction's number and at most `most` of the newest events after `after`.

    The row is read first; everything else is bound by its number, so that what is committed
    meanwhile is not half in the picture.
    """
    auction = Auction.objects.filter(no=no).first()
    return picture_from(auction, after, most) if auction else None


def picture_from(auction: Auction, after: int, most: int) -> Picture:
    """The same of a row that has been read just now."""
    state = full_state(auction)
    rows = Event.objects.filter(log__name=log_of(auction), seq__gt=after, seq__lte=auction.seq)
    newest = [_recorded(event) for event in reversed(rows.order_by("-seq")[:most])]
    return Picture(auction.pk, state, newest, database_now())


def events_between(no: str, after: int, last: int, most: int) -> list[Recorded]:
    """The next events after a number, none left out, up to `last` and at most `most`."""
    count = min(most, last - after)
    return [_recorded(e) for e in events_after(f"auction/{no}", after, count)] if count > 0 else []


def _recorded(event: Event) -> Recorded:
    return Recorded.read(json.loads(event.text))


def pulses(numbers: Collection[str]) -> tuple[datetime, list[Pulse]]:
    """One query for all rooms of a process, and the database's clock."""
    rows = Auction.objects.filter(no__in=numbers)
    found = rows.values_list("no", "seq", "status", "opens_at", "closes_at")
    return database_now(), [
        Pulse(no, seq, AuctionStatus(status), opens, closes)
        for no, seq, status, opens, closes in found
    ]


def barred_agencies(agency_ids: Collection[int]) -> set[int]:
    """Those whose standing keeps them from bidding now."""
    rows = Entry.objects.filter(agency__in=agency_ids, agency__standing__in=OUT)
    return set(rows.values_list("agency", flat=True))


def states_of(auctions: Collection[Auction]) -> dict[int, AuctionState]:
    """The state of each, with every price, by id. Two queries, however many auctions."""
    ids = [auction.pk for auction in auctions]
    requests = [auction.service_request_id for auction in auctions]
    last = Bid.objects.filter(
        auction__in=ids,
        auction__service_request=OuterRef("service_request"),
        agency=OuterRef("agency"),
        seq__isnull=False,
    ).order_by("-seq")
    entries = (
        Entry.objects.filter(service_request__in=requests, status=EntryStatus.CONFIRMED)
        .annotate(last_id=Subquery(last.values("pk")[:1]))
        .values_list("service_request", "agency", "alias", "agency__standing", "last_id")
    )
    entrants: dict[int, dict[int, Entrant]] = {}
    last_ids = []
    for request_id, agency_id, alias, standing, last_id in entries:
        barred = standing if standing in OUT else ""
        entrants.setdefault(request_id, {})[agency_id] = Entrant(alias, "", barred)
        last_ids.append(last_id)
    bids: dict[int, list[Bid]] = {}
    for bid in Bid.objects.filter(pk__in=[pk for pk in last_ids if pk is not None]):
        bids.setdefault(bid.auction_id, []).append(bid)
    return {
        auction.pk: state_from(
            auction, entrants.get(auction.service_request_id, {}), bids.get(auction.pk, [])
        )
        for auction in auctions
    }


def shown_with_observers(state: AuctionState, no: str) -> dict[str, Any]:
    """`state` of interfaces.md 5, whole."""
    observers = rounded(live.observers(f"auction/{no}"))
    return {**shown_state(state), "observers": observers, "held": state.is_held}


def prices_of(auctions: Collection[Auction]) -> dict[int, list[dict[str, Any]]]:
    """Accepted bids of each, oldest first, for the small curves of a list. One query."""
    shown = [a.pk for a in auctions if not hides(a.visibility, a.status)]
    rows = Bid.objects.filter(auction__in=shown, seq__isnull=False).order_by("auction", "seq")
    found: dict[int, list[dict[str, Any]]] = {}
    for auction_id, at, amount_fen in rows.values_list("auction", "at", "amount_fen"):
        found.setdefault(auction_id, []).append({"at": at, "amount_fen": amount_fen})
    return found
