"""Bids: what a judgement needs to know, and what was accepted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from bidding.enums import OVER, AuctionStatus, EntryStatus, Visibility
from bidding.models import Auction, Bid, Entry
from bidding.rules.bids import AuctionState, Entrant, Offer, Price
from bidding.rules.eligibility import OUT
from market.rules.rule_sets import Rate

FIELDS: tuple[str, ...] = ("agency_id", "alias", "bidder_digest", "agency__standing")


@dataclass(frozen=True)
class Known:
    """What the database says before a batch is judged."""

    state: AuctionState
    answered: dict[tuple[int, UUID], Bid]
    times: dict[int, list[datetime]]


def known_for(auction: Auction, offers: Sequence[Offer], rate: Rate | None, now: datetime) -> Known:
    """Two queries, whatever the number of offers. The caller holds the auction's row."""
    needs_all = needs_every_price(auction)
    agency_ids = {offer.agency_id for offer in offers}
    entries, last_ids = entrants_of(auction, None if needs_all else agency_ids, needs_all)
    wanted = Q(key__in=[offer.key for offer in offers], agency__in=agency_ids)
    wanted |= Q(pk__in=last_ids) | Q(pk=Subquery(newest_accepted(auction)))
    if rate is not None:
        wanted |= Q(agency__in=agency_ids, at__gt=now - rate.per.delta)
    rows = list(Bid.objects.filter(wanted, auction=auction).order_by("pk"))
    ids = {offer.id for offer in offers}
    times: dict[int, list[datetime]] = {}
    for row in rows:
        times.setdefault(row.agency_id, []).append(row.at)
    return Known(
        state=state_from(auction, entries, [row for row in rows if row.seq is not None]),
        answered={pair: row for row in rows if (pair := (row.agency_id, row.key)) in ids},
        times=times,
    )


def full_state(auction: Auction) -> AuctionState:
    """The state as of the row's own `seq`, with every price, for those who look on."""
    entries, last_ids = entrants_of(auction, None, True)
    return state_from(auction, entries, Bid.objects.filter(pk__in=last_ids))


def needs_every_price(auction: Auction) -> bool:
    return auction.visibility == Visibility.RANK_ONLY or auction.floor_fen is not None


def newest_accepted(auction: Auction) -> "QuerySet[Bid, int]":
    rows = Bid.objects.filter(auction=auction, seq__isnull=False)
    return rows.order_by("-seq").values_list("pk", flat=True)[:1]


def entrants_of(
    auction: Auction, agency_ids: Iterable[int] | None, with_prices: bool
) -> tuple[dict[int, Entrant], list[int]]:
    """Who may bid, with what keeps them from it, and the ids of their last accepted bids."""
    rows = Entry.objects.filter(
        service_request=auction.service_request_id, status=EntryStatus.CONFIRMED
    )
    if agency_ids is not None:
        rows = rows.filter(agency__in=agency_ids)
    last = Bid.objects.filter(auction=auction, agency=OuterRef("agency"), seq__lte=auction.seq)
    fields = FIELDS
    if with_prices:
        rows = rows.annotate(last_id=Subquery(last.order_by("-seq").values("pk")[:1]))
        fields = (*FIELDS, "last_id")
    entries: dict[int, Entrant] = {}
    last_ids: list[int] = []
    for agency_id, alias, digest, standing, *price in rows.order_by("alias").values_list(*fields):
        entries[agency_id] = Entrant(alias, digest, standing if standing in OUT else "")
        last_ids += [pk for pk in price if pk is not None]
    return entries, last_ids


def state_from(
    auction: Auction, entrants: dict[int, Entrant], accepted: Iterable[Bid]
) -> AuctionState:
    """The state that these accepted bids, each agency's last among them, add up to."""
    prices: dict[int, Price] = {}
    bid_count = 0
    for bid in accepted:
        assert bid.seq is not None and bid.number is not None
        price = Price(bid.amount_fen, bid.seq)
        if bid.agency_id not in prices or bid.seq > prices[bid.agency_id].seq:
            prices[bid.agency_id] = price
        bid_count = max(bid_count, bid.number)
    leader_id = min(prices, key=lambda agency_id: prices[agency_id], default=None)
    leading = prices[leader_id] if leader_id is not None else None
    return AuctionState(
        status=AuctionStatus(auction.status),
        opens_at=auction.opens_at,
        closes_at=auction.closes_at,
        latest_end_at=auction.latest_end_at,
        ceiling_fen=auction.ceiling_fen,
        step_fen=auction.step_fen,
        floor_fen=auction.floor_fen,
        soft_close=timedelta(seconds=auction.soft_close_s),
        max_extensions=auction.max_extensions,
        big_jump_bp=auction.big_jump_bp,
        leader_may_lower=auction.leader_may_lower,
        visibility=Visibility(auction.visibility),
        entrants=entrants,
        leading_fen=leading.amount_fen if leading else None,
        leading_seq=leading.seq if leading else None,
        leader_id=leader_id,
        prices=prices,
        bid_count=bid_count,
        extension_count=auction.extension_count,
        seq=auction.seq,
    )


def accepted_bids(auction: Auction) -> QuerySet[Bid]:
    """In order, each with `alias`; nothing before the close where only ranks are shown."""
    rows = Bid.objects.filter(auction=auction, seq__isnull=False)
    if auction.visibility == Visibility.RANK_ONLY and auction.status not in OVER:
        rows = rows.none()
    entry = Entry.objects.filter(
        service_request=auction.service_request_id, agency=OuterRef("agency")
    )
    return rows.annotate(alias=Subquery(entry.values("alias")[:1])).order_by("seq")


def refused_by_code(auction: Auction) -> dict[str, int]:
    """How often each code answered a key."""
    rows = Bid.objects.filter(auction=auction, seq__isnull=True)
    counted = rows.values_list("refusal").annotate(count=Count("pk")).order_by("refusal")
    return dict(counted)
