"""Selection methods, one file each with a single pure decide(); this is the table of them."""

from collections.abc import Callable, Mapping
from typing import Any

from bidding.methods import live_auction
from bidding.rules.selections import Inputs, Outcome
from market.enums import Method

DECIDE: dict[Method, Callable[[Inputs, Mapping[str, Any]], Outcome]] = {
    Method.LIVE_AUCTION: live_auction.decide,
}
