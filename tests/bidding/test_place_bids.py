"""place_bids: who is answered what, what is kept of it, and in how many questions."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bidding.actions.bids import place_bids
from bidding.enums import AuctionStatus
from bidding.models import Bid
from market.gateways.database import staged_clock
from market.models import Event
from tests.bidding.factories import (
    before_close,
    close_auction,
    kinds,
    make_auction,
    make_entered,
    make_frozen,
    set_standing,
)
from tests.factories import make_agency

pytestmark = pytest.mark.django_db


def last(made) -> Event:
    return Event.objects.filter(log__name=f"auction/{made.auction.no}").order_by("-seq")[0]


def test_a_refused_offer_leaves_its_neighbours_alone():
    made = make_auction()

    answers = made.bid_all(made.offer(0, 900_000), made.offer(1, 890_001), made.offer(1, 890_000))

    assert answers == [2, "not_low_enough", 3]  # 1 is `opened`.
    refused = made.auction.bids.get(seq=None)
    assert refused.amount_fen == 890_001
    assert refused.facts == {"max_fen": 890_000, "leading_seq": 2}
    assert kinds(f"auction/{made.auction.no}") == ["opened", "bid", "bid"]


def test_an_accepted_bid_has_number_rank_time_and_the_hash_of_its_event():
    made = make_auction()
    assert made.bid_all(made.offer(0, 900_000), made.offer(1, 880_000)) == [2, 3]

    second = made.auction.bids.get(seq=3)
    event = last(made)
    assert (second.number, second.rank, second.facts, second.refusal) == (2, 1, {}, "")
    assert (second.hash, second.at) == (event.hash, event.at)
    body = json.loads(event.text)
    assert body["facts"] == {"alias": made.alias(1), "amount_fen": 880_000, "confirmed": True}
    digest = made.request.entries.get(alias=made.alias(1)).bidder_digest
    assert body["sealed"] == {"bidder": digest}


def test_a_stranger_and_a_withdrawn_agency_are_not_entered_and_leave_no_row():
    made = make_auction()
    stranger = make_agency()
    made.agencies.append(stranger)
    assert made.bid(3, 900_000) == "not_entered"
    assert made.auction.bids.count() == 0
    assert made.auction.seq == 1


@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        ("active", 2),
        ("frozen", 2),
        ("limited", 2),
        ("suspended", "not_in_good_standing"),
        ("exited", "not_in_good_standing"),
    ],
)
def test_standing_is_read_with_the_bid(standing, answer):
    made = make_auction()
    set_standing(made.agencies[0], standing)
    assert made.bid(0, 900_000) == answer
    if answer != 2:
        assert made.auction.bids.get().facts == {"reason": standing}


def test_a_bid_is_late_at_the_end_itself_and_a_millisecond_before_is_not():
    made = make_auction()
    with before_close(made, 0):
        assert made.bid(0, 900_000) == "closed"
    facts = made.auction.bids.get().facts
    assert set(facts) == {"closes_at"}
    with before_close(made, 0.001):
        assert made.bid(0, 900_000) == 2


def test_a_bid_in_the_window_moves_the_end_in_the_same_transaction():
    made = make_auction()
    end = made.auction.closes_at
    with before_close(made, 60):
        assert made.bid(0, 900_000) == 2
    assert made.auction.closes_at == end
    with before_close(made, 59.999):
        assert made.bid(1, 880_000) == 3
    auction = made.auction
    assert auction.closes_at == end + timedelta(milliseconds=1)
    assert (auction.status, auction.extension_count, auction.seq) == (AuctionStatus.OVERTIME, 1, 4)
    body = json.loads(last(made).text)
    assert body["facts"]["n"] == 1
    assert body["facts"]["cause"] == "bid"


def test_bids_of_one_batch_extend_once():
    made = make_auction()
    with before_close(made, 5):
        assert made.bid_all(made.offer(0, 900_000), made.offer(1, 880_000)) == [2, 4]
    assert kinds(f"auction/{made.auction.no}") == ["opened", "bid", "extended", "bid"]


def test_before_the_freeze_a_bid_is_not_open_and_after_it_opens_the_auction_itself():
    made = make_entered()
    with staged_clock(made.auction.opens_at):
        assert made.bid(0, 900_000) == "not_open"
    assert (made.auction.status, made.auction.bids.count()) == (AuctionStatus.SCHEDULED, 0)

    made = make_frozen()
    with staged_clock(made.auction.opens_at - timedelta(milliseconds=1)):
        assert made.bid(0, 900_000) == "not_open"
    with staged_clock(made.auction.opens_at):
        assert made.bid(0, 900_000) == 2
    assert made.request.status == "entries_closed"  # The clock moves it on.
    assert kinds(f"auction/{made.auction.no}") == ["opened", "bid"]


def test_a_closed_auction_refuses_and_keeps_the_press():
    made = make_auction()
    close_auction(made)
    assert made.bid(0, 900_000) == "closed"
    assert made.auction.bids.get().refusal == "closed"


def test_time_never_runs_backwards_in_an_auction():
    made = make_auction()
    with staged_clock(made.auction.opens_at + timedelta(seconds=30)):
        made.bid(0, 900_000)
    with staged_clock(made.auction.opens_at + timedelta(seconds=10)):
        made.bid(1, 880_000)
    first, second = made.auction.bids.order_by("seq")
    assert first.at == second.at == last(made).at


def test_rank_only_judges_by_the_own_price_and_tells_no_rank_of_others():
    made = make_auction(method_parameters={"visibility": "rank_only"})
    answers = place_bids(
        auction_id=made.auction.pk,
        offers=[
            made.offer(0, 500_000),
            made.offer(1, 900_000, confirmed=False),
            made.offer(1, 895_000),
            made.offer(0, 490_000),
            made.offer(2, 490_000),
        ],
    )
    assert [answer.refusal or answer.rank for answer in answers] == [1, 2, "not_low_enough", 1, 2]
    assert answers[2].facts == {"max_fen": 890_000, "leading_seq": 3}


def test_at_the_floor_each_joins_once_with_exactly_the_floor():
    made = make_auction(method_parameters={"floor_fen": 895_000})
    with before_close(made, 10):
        assert made.bid(0, 900_000) == 2
    with before_close(made, 30):
        end = made.auction.closes_at
        answers = made.bid_all(
            made.offer(1, 894_999),
            made.offer(1, 895_000),
            made.offer(1, 895_000),
            made.offer(0, 896_000),
            made.offer(0, 895_000),
            made.offer(0, 895_000),
        )
    assert answers == ["below_floor", 4, "own_lead", "not_low_enough", 6, "own_lead"]
    log = kinds(f"auction/{made.auction.no}")
    assert log == ["opened", "bid", "extended", "bid", "extended", "bid"]
    assert made.auction.closes_at == end + timedelta(seconds=30)
    assert made.auction.bids.get(seq=6).rank == 2


def test_a_batch_asks_ten_questions_at_most_however_large_it_is():
    made = make_auction()
    made.bid(0, 990_000)  # Rules are read once per process.

    auction_id = made.auction.pk

    def questions(*offers) -> int:
        with CaptureQueriesContext(connection) as asked:
            place_bids(auction_id=auction_id, offers=offers)
        sql = [query["sql"] for query in asked.captured_queries]
        return len([text for text in sql if "SAVEPOINT" not in text and text != "BEGIN"])

    one = questions(made.offer(1, 980_000))
    many = questions(*(made.offer(n % 2, 970_000 - 10_000 * n) for n in range(40)))
    assert one == many <= 10


def test_a_judged_bid_can_neither_be_changed_nor_deleted_nor_replaced():
    made = make_auction()
    made.bid(0, 900_000)
    bid = made.auction.bids.get()
    for harm in (
        lambda: Bid.objects.filter(pk=bid.pk).update(amount_fen=1),
        lambda: Bid.objects.filter(pk=bid.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            harm()
    assert made.auction.bids.get().amount_fen == 900_000


def test_i09_the_database_repeats_the_check_of_an_amount():
    made = make_auction()
    for amount_fen in (0, 10**14 + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bid.objects.create(
                auction=made.auction,
                agency=made.agencies[0].organization,
                key=uuid4(),
                amount_fen=amount_fen,
                at=made.auction.opens_at,
                refusal="closed",
            )
    assert made.auction.bids.count() == 0
