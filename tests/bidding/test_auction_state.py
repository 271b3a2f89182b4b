"""What an auction shows: its state to all, `me` to each entrant, a snapshot to a page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bidding.queries.auctions import (
    live_auctions,
    me_of,
    snapshot,
    state_of,
)
from bidding.queries.bids import accepted_bids
from market.units import stamp
from tests.bidding.factories import (
    close_auction,
    make_auction,
    make_frozen,
)

pytestmark = pytest.mark.django_db


def test_the_state_says_what_everybody_may_know():
    made = make_auction()
    made.bid_all(made.offer(0, 900_000), made.offer(1, 880_000))
    auction = made.auction
    assert state_of(auction, observers=7) == {
        "status": "open",
        "opens_at": stamp(auction.opens_at),
        "closes_at": stamp(auction.closes_at),
        "ceiling_fen": 1_000_000,
        "step_fen": 10_000,
        "leading_fen": 880_000,
        "max_next_fen": 870_000,
        "bid_count": 2,
        "bidder_count": 2,
        "extension_count": 0,
        "soft_close_seconds": 60,
        "visibility": "open",
        "observers": 7,
        "held": False,
    }


def test_me_says_ones_own_rank_and_right():
    made = make_auction()
    made.bid_all(made.offer(0, 900_000), made.offer(1, 880_000))
    now = made.auction.opens_at
    agencies = [agency.organization for agency in made.agencies]
    assert me_of(made.auction, agencies[0], now) == {
        "alias": made.alias(0),
        "last_fen": 900_000,
        "rank": 2,
        "max_next_fen": 870_000,
        "may_bid": True,
        "reason": None,
    }
    leader, idle = (me_of(made.auction, agencies[n], now) for n in (1, 2))
    assert (leader["rank"], leader["may_bid"], leader["reason"]) == (1, False, "own_lead")
    assert (idle["rank"], idle["last_fen"], idle["may_bid"]) == (None, None, True)
    late = me_of(made.auction, agencies[0], made.auction.closes_at)
    assert late["reason"] == "closed"
    assert me_of(made.auction, None) is None
    assert me_of(made.auction, made.buyer.organization, now) is None


def test_under_rank_only_nobody_sees_a_price_before_the_close_and_all_do_after():
    made = make_auction(method_parameters={"visibility": "rank_only"})
    made.bid_all(made.offer(0, 900_000), made.offer(1, 600_000))
    state = state_of(made.auction)
    assert (state["leading_fen"], state["max_next_fen"], state["bid_count"]) == (None, None, 2)
    assert list(accepted_bids(made.auction)) == []
    own = me_of(made.auction, made.agencies[0].organization, made.auction.opens_at)
    assert (own["rank"], own["max_next_fen"]) == (2, 890_000)
    close_auction(made)
    assert state_of(made.auction)["leading_fen"] == 600_000
    assert [bid.alias for bid in accepted_bids(made.auction)] == [made.alias(0), made.alias(1)]


def test_the_hall_lists_what_is_live_with_its_number_of_bids_in_one_question():
    first, second = make_auction(2), make_auction(2)
    first.bid_all(first.offer(0, 900_000), first.offer(1, 880_000))
    make_frozen(2)
    with CaptureQueriesContext(connection) as asked:
        rows = [(row.no, row.bid_count) for row in live_auctions(AnonymousUser())]
    assert rows == [(first.auction.no, 2), (second.auction.no, 0)]
    assert len(asked) == 1


def test_a_snapshot_carries_the_number_it_stands_for():
    made = make_auction()
    made.bid(0, 900_000)
    earlier = made.auction
    made.bid(1, 880_000)
    picture = snapshot(earlier, made.agencies[0].organization)
    assert (picture["auction"], picture["seq"]) == (earlier.no, 2)
    assert (picture["state"]["leading_fen"], picture["me"]["rank"]) == (900_000, 1)
