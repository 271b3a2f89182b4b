"""Bids: the only door for them, by socket, page and program."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime

from django.conf import settings
from django.db.models import Subquery

from bidding.actions.auction_logs import max_of, tell
from bidding.actions.auctions import open_if_due
from bidding.models import Auction, Bid
from bidding.queries.auctions import log_of
from bidding.queries.bids import known_for
from bidding.rules.bids import AuctionState, Offer, judge
from bidding.rules.pace import refuse_pace
from market.errors import KeyReused, Refused
from market.gateways.database import database_now, lock, one_transaction
from market.models import Log, ServiceRequest
from market.queries.rule_sets import rules_of
from market.rules.happenings import Happening
from market.rules.rule_sets import Rate


@one_transaction
def place_bids(*, auction_id: int, offers: Sequence[Offer]) -> list[Bid]:
    """Judge the offers in the order given; the answers come back in that order.

    A refused offer is an answer, not an error: it must not undo its neighbours. A key answered
    before keeps its first answer; such a bid has `is_repeat` set. A refusal that answers no key
    is a row that was not saved. Raises Busy when the lock is not had in time; then no key was
    answered and the same offers may be sent again.
    """
    auction = lock(Auction.objects, pk=auction_id)  # The locked row is the queue.
    clock = database_now()  # Once, and only after the wait.
    service_request, last_event_at = request_of(auction)
    now = max_of(clock, last_event_at)
    open_if_due(auction, now, service_request)

    rate: Rate | None = None
    if settings.RATE_LIMITS:
        rate = rules_of(service_request.rule_set)["bid_rate_limit"]
    known = known_for(auction, offers, rate, now)
    state, told, new, answers = known.state, list[Happening](), list[Bid](), list[Bid]()
    repeats: set[int] = set()
    for offer in offers:
        first = known.answered.get(offer.id)
        if first is not None:
            repeats.add(len(answers))
            answers.append(first)
            continue
        bid = Bid(
            auction=auction,
            agency_id=offer.agency_id,
            key=offer.key,
            amount_fen=offer.amount_fen,
            confirmed=offer.confirmed,
            at=now,
        )
        answers.append(bid)
        try:
            refuse_pace(known.times.get(offer.agency_id, []), rate, now)
            state, happened = judge(state, offer, now)
        except Refused as refusal:
            bid.refusal, bid.facts = refusal.code, refusal.facts
            if not refusal.answers_key:
                continue
        else:
            bid.seq, bid.number = auction.seq + len(told) + 1, state.bid_count
            bid.rank = state.rank_of(offer.agency_id)
            told += happened
        new.append(bid)
        known.answered[offer.id] = bid
        known.times.setdefault(offer.agency_id, []).append(now)
    keep(auction, state, told, new)
    return [
        repeated(answer, offers[place]) if place in repeats else answer
        for place, answer in enumerate(answers)
    ]


def place_bid(*, auction_id: int, offer: Offer) -> Bid:
    """A batch of one, for the page and the API. Here a refusal is raised."""
    [bid] = place_bids(auction_id=auction_id, offers=[offer])
    if bid.refusal:
        raise Refused.by_code[bid.refusal](**bid.facts)
    return bid


def request_of(auction: Auction) -> tuple[ServiceRequest, datetime | None]:
    """The request with its rules, and the time of the auction's last event; one query.

    The set's text stays unread where this process knows its values already.
    """
    head = Log.objects.filter(name=log_of(auction))
    rows = ServiceRequest.objects.annotate(last_event_at=Subquery(head.values("at")[:1]))
    rows = rows.select_related("rule_set").defer("rule_set__text", "scope")
    row = rows.get(pk=auction.service_request_id)
    return row, row.last_event_at


def repeated(first: Bid, offer: Offer) -> Bid:
    """The first answer again; the same key with another amount is none of it."""
    if first.amount_fen == offer.amount_fen:
        again = copy(first)
        again.is_repeat = True
        return again
    return Bid(
        auction_id=first.auction_id,
        agency_id=offer.agency_id,
        key=offer.key,
        amount_fen=offer.amount_fen,
        confirmed=offer.confirmed,
        at=first.at,
        refusal=KeyReused.code,
    )


def keep(
    auction: Auction, state: AuctionState, told: Sequence[Happening], new: Sequence[Bid]
) -> None:
    """Record what was accepted, then the answers with the hashes of their events."""
    if told:
        first = auction.seq + 1
        events = tell(
            auction,
            told,
            status=state.status,
            closes_at=state.closes_at,
            extension_count=state.extension_count,
        )
        for bid in new:
            if bid.seq is not None:
                bid.hash = events[bid.seq - first].hash
    Bid.objects.bulk_create(new)
