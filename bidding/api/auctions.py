"""Auctions over REST: state, bids, record, and a bid by program."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from bidding.actions.bids import place_bid
from bidding.errors import NotEntered
from bidding.forms.auctions import AuctionFilter
from bidding.forms.bids import read_offer
from bidding.models import Auction
from bidding.queries.auctions import auction_visible_to, auctions_listed, log_of
from bidding.queries.bids import accepted_bids
from bidding.queries.entries import names_shown
from bidding.queries.room import shown_with_observers, states_of
from bidding.rules.bids import AuctionState
from bidding.rules.room import hides
from market.api.bodies import Fields
from market.api.idempotency import Steps
from market.api.problems import problem
from market.api.service_requests import after_of
from market.api.signed_in import acting_handler
from market.errors import Busy
from market.gateways.database import database_now
from market.models import Organization
from market.queries.handlers import may
from market.queries.record import record_page
from market.rules.permissions import Permission
from market.units import stamp

FIELDS = ("key", "amount_fen", "confirm")


def auction_body(auction: Auction, state: AuctionState, now: str) -> dict[str, Any]:
    return {
        "no": auction.no,
        "request": auction.service_request.no,
        "state": shown_with_observers(state, auction.no),
        "now": now,
    }


def bid_body(bid: Any, names: dict[str, Organization]) -> dict[str, Any]:
    """An accepted bid; the agency's name only where the viewer may read it."""
    row = {
        "seq": bid.seq,
        "alias": bid.alias,
        "amount_fen": bid.amount_fen,
        "at": stamp(bid.at),
        "hash": bid.hash,
    }
    agency = names.get(bid.alias)
    if agency is not None:
        row["agency"] = {"name": agency.name, "uscc": agency.uscc}
    return row


def visible_auction(request: Request, no: str) -> Auction:
    auction = auction_visible_to(request.user, no)
    if auction is None:
        raise Http404
    return auction


class AuctionViewSet(Steps, GenericViewSet):
    """GET auctions/, auctions/{no}/."""

    lookup_field = "no"
    filterset_class = AuctionFilter

    def get_queryset(self) -> Any:
        return auctions_listed(self.request.user)

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="auctions_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        states, now = states_of(page), stamp(database_now())
        return self.get_paginated_response(
            [auction_body(auction, states[auction.pk], now) for auction in page]
        )

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="auctions_retrieve")
    def retrieve(self, request: Request, no: str) -> Response:
        auction = visible_auction(request, no)
        state = states_of([auction])[auction.pk]
        return Response(auction_body(auction, state, stamp(database_now())))


class BidViewSet(Steps, GenericViewSet):
    """GET auctions/{no}/bids/: accepted bids, oldest first. POST: a bid."""

    filter_backends: list[Any] = []

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="auction_bids_list")
    def list(self, request: Request, no: str) -> Response:
        auction = visible_auction(request, no)
        names = names_shown(auction.service_request, request.user)
        page = self.paginate_queryset(accepted_bids(auction)) or []
        return self.get_paginated_response([bid_body(bid, names) for bid in page])

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def create(self, request: Request, no: str) -> Response:
        """A batch of one through the same action as the sockets. A repeat is answered again."""
        handler = acting_handler(request)
        auction = visible_auction(request, no)
        fields = Fields(request.data)
        fields.read |= set(FIELDS)
        fields.done()
        if not handler.organization.is_agency or not may(request.user, Permission.ENTER):
            raise NotEntered
        offer = read_offer(fields.data, handler.organization_id)
        try:
            bid = place_bid(auction_id=auction.pk, offer=offer)
        except Busy as refusal:  # Here a code like the others, not a server that is away.
            return problem(409, refusal.code, refusal.text)
        body = {
            "key": str(bid.key),
            "seq": bid.seq,
            "hash": bid.hash,
            "amount_fen": bid.amount_fen,
            "at": stamp(bid.at),
            "rank": bid.rank,
        }
        headers = {"Idempotency-Replayed": "true"} if bid.is_repeat else {}
        return Response(body, status=201, headers=headers)


class AuctionRecord(Steps):
    """GET auctions/{no}/record/?after=N: the public log of an auction."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, no: str) -> Response:
        auction = visible_auction(request, no)
        page = record_page(log_of(auction), after_of(request))
        if hides(auction.visibility, auction.status):  # Source: record.md 1.
            page |= {"events": [], "next_after": None, "head": None, "checkpoints": []}
        return Response(page)
