"""Tables of bidding and their constraints, one file per noun."""

from bidding.models.auctions import Auction
from bidding.models.awards import Award
from bidding.models.bids import Bid
from bidding.models.entries import Entry
from bidding.models.recusals import Recusal
from bidding.models.selections import Selection

__all__ = ["Auction", "Award", "Bid", "Entry", "Recusal", "Selection"]
