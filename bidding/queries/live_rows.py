"""Running auctions as a list shows them: price line, clock, leading price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bidding.enums import Visibility
from bidding.models import Auction, Bid
from bidding.queries.auctions import live_auctions
from market.queries.handlers import Viewer

MOST_POINTS = 400


@dataclass(frozen=True)
class LiveRow:
    """Without prices where the auction shows ranks only."""

    auction: Auction
    bid_count: int
    price_fen: int | None
    points: Sequence[dict[str, Any]]
    seconds_left: int
    bidder_count: int
    last_at: datetime | None


def live_rows(viewer: Viewer, now: datetime, most: int = 50) -> list[LiveRow]:
    """Two queries, however many auctions run."""
    auctions = list(live_auctions(viewer)[:most])
    bids: dict[int, list[tuple[datetime, int, int]]] = {auction.pk: [] for auction in auctions}
    rows = Bid.objects.filter(auction__in=auctions, seq__isnull=False).order_by("auction", "seq")
    for pk, at, amount_fen, agency in rows.values_list("auction", "at", "amount_fen", "agency"):
        bids[pk].append((at, amount_fen, agency))
    return [_row(auction, bids[auction.pk], now) for auction in auctions]


def _row(auction: Auction, bids: list[tuple[datetime, int, int]], now: datetime) -> LiveRow:
    is_shown = auction.visibility == Visibility.OPEN
    seen = bids[-MOST_POINTS:] if is_shown else []
    return LiveRow(
        auction=auction,
        bid_count=len(bids),
        price_fen=bids[-1][1] if is_shown and bids else None,
        points=[{"at": at, "amount_fen": amount} for at, amount, _agency in seen],
        seconds_left=max(0, int((auction.closes_at - now).total_seconds())),
        bidder_count=len({agency for _at, _amount, agency in bids}),
        last_at=bids[-1][0] if bids else None,
    )
