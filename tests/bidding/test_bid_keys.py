"""Keys and pace: a press is answered once, and not more often than the rules allow."""

from datetime import timedelta

import pytest

from bidding.actions.bids import place_bid, place_bids
from bidding.errors import NotLowEnough
from market.gateways.database import staged_clock
from tests.bidding.factories import make_auction

pytestmark = pytest.mark.django_db


def test_a_key_keeps_its_first_answer_and_refuses_another_amount():
    made = make_auction()
    offer = made.offer(0, 900_000)

    assert made.bid_all(offer) == [2]
    assert made.bid(1, 800_000) == 3
    other = made.offer(0, 700_000, key=offer.key)
    with staged_clock(made.auction.opens_at + timedelta(minutes=1)):
        again = place_bids(auction_id=made.auction.pk, offers=[offer, other])

    assert [answer.refusal or answer.seq for answer in again] == [2, "key_reused"]
    assert (again[0].is_repeat, again[0].hash) == (True, made.auction.bids.get(seq=2).hash)
    assert made.auction.bids.count() == 2
    assert made.auction.seq == 3


def test_a_key_is_answered_once_even_inside_one_batch():
    made = make_auction()
    offer = made.offer(0, 900_000)
    answers = place_bids(auction_id=made.auction.pk, offers=[offer, offer])
    assert [answer.seq for answer in answers] == [2, 2]
    assert [answer.is_repeat for answer in answers] == [False, True]
    assert answers[0].hash == answers[1].hash != ""
    assert made.auction.bids.count() == 1


def test_a_refused_key_keeps_its_refusal_when_the_amount_would_count_later():
    made = make_auction(method_parameters={"floor_fen": 500_000})
    offer = made.offer(0, 499_999)
    assert made.bid_all(offer) == ["below_floor"]
    assert made.bid(1, 900_000) == 2
    [again] = place_bids(auction_id=made.auction.pk, offers=[offer])
    assert (again.refusal, again.facts, again.is_repeat) == (
        "below_floor",
        {"floor_fen": 500_000},
        True,
    )


def test_an_unconfirmed_jump_answers_no_key_and_the_same_press_may_confirm():
    made = make_auction()
    assert made.bid(0, 900_000) == 2
    offer = made.offer(1, 700_000, confirmed=False)
    assert made.bid_all(offer) == ["jump_unconfirmed"]
    assert made.auction.bids.count() == 1
    assert made.bid(1, 700_000, key=offer.key) == 3


def test_the_pace_counts_what_the_database_knows_and_frees_with_time():
    made = make_auction()  # The sandbox allows 50 in 10 s.
    offers = [made.offer(0, 1_000_001) for _n in range(51)]
    answers = place_bids(auction_id=made.auction.pk, offers=offers)
    assert [answer.refusal for answer in answers] == ["above_ceiling"] * 50 + ["too_fast"]
    assert answers[50].facts == {"retry_ms": 10_000}
    assert made.bid(1, 900_000) == 2  # Each agency has its own.
    with staged_clock(made.auction.opens_at + timedelta(seconds=10)):
        assert made.bid(0, 880_000) == 3


def test_the_pace_is_lifted_where_limits_are_off(settings):
    settings.RATE_LIMITS = False
    made = make_auction()
    answers = made.bid_all(*(made.offer(0, 1_000_001) for _n in range(60)))
    assert answers == ["above_ceiling"] * 60


def test_place_bid_raises_the_refusal_with_its_facts():
    made = make_auction()
    place_bid(auction_id=made.auction.pk, offer=made.offer(0, 900_000))
    with pytest.raises(NotLowEnough) as refused:
        place_bid(auction_id=made.auction.pk, offer=made.offer(1, 895_000))
    assert refused.value.facts == {"max_fen": 890_000, "leading_seq": 2}
    assert refused.value.text == "价格已变动或降幅不足，出价应不高于 8,900.00 元"
