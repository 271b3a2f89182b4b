"""An auction that runs, and the moment at which it takes bids."""

from datetime import timedelta

from market.gateways.database import staged_clock
from tests.bidding.factories import Field, make_auction


def running(count: int = 2, **facts) -> tuple[Field, str, object]:
    """The field, the auction's number, and a clock that stands a second after the opening."""
    made = make_auction(count, **facts)
    return made, made.auction.no, staged_clock(made.auction.opens_at + timedelta(seconds=1))
