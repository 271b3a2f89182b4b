"""What happens when two come at the same time: one of them is first, and nothing is done twice."""

import pytest

from bidding.actions.auctions import perform_due
from bidding.actions.awards import decide_award, decide_award_if_due
from bidding.actions.entries import enter
from bidding.actions.service_requests import cancel_request
from bidding.errors import AlreadyEntered
from bidding.models import Award
from market.enums import DeadlineKind
from market.errors import NotAllowedNow
from market.gateways.database import staged_clock
from tests.bidding.factories import (
    at_end_of,
    at_once,
    kinds,
    make_auction,
    make_closed,
    make_entered,
    make_frozen,
)
from tests.factories import make_agency

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_equal_bids_at_the_same_time_one_leads():
    made = make_auction(2)
    answers = at_once(lambda: made.bid(0, 900_000), lambda: made.bid(1, 900_000))
    assert sorted(map(str, answers)) == ["2", "not_low_enough"]
    assert made.auction.seq == 2


def test_two_threads_with_one_key_get_one_bid():
    made = make_auction(2)
    offer = made.offer(0, 900_000)
    answers = at_once(lambda: made.bid_all(offer), lambda: made.bid_all(offer))
    assert answers == [[2], [2]]
    assert made.auction.bids.count() == 1


def test_a_bid_and_the_clock_may_both_open_an_auction():
    made = make_frozen(2)
    auction_id = made.auction.pk
    with staged_clock(made.auction.opens_at):
        answers = at_once(
            lambda: perform_due(auction_id=auction_id),
            lambda: made.bid(0, 900_000),
            lambda: perform_due(auction_id=auction_id),
        )
        perform_due(auction_id=auction_id)
    assert sorted(map(str, answers)) == ["2", "None", "None"]
    assert kinds(f"auction/{made.auction.no}") == ["opened", "bid"]
    assert kinds(f"request/{made.no}").count("selection_started") == 1


def test_two_clocks_that_close_at_once_close_once():
    made = make_auction(2)
    made.bid(0, 900_000)
    auction_id = made.auction.pk
    with staged_clock(made.auction.closes_at):
        answers = at_once(*[lambda: perform_due(auction_id=auction_id)] * 2)
    assert answers == [None, None]
    assert kinds(f"auction/{made.auction.no}") == ["opened", "bid", "closed"]
    assert kinds(f"request/{made.no}").count("selection_finished") == 1


def test_a_bid_against_a_cancellation_is_either_in_the_record_before_it_or_refused():
    made = make_auction(2)
    facts = {"no": made.no, "handler": made.buyer, "reason": "项目终止", "basis": "会议纪要"}
    answers = at_once(lambda: made.bid(0, 900_000), lambda: cancel_request(**facts).status)
    log = kinds(f"auction/{made.auction.no}")
    assert "cancelled" in answers
    assert log == (["opened", "bid", "cancelled"] if 2 in answers else ["opened", "cancelled"])


def test_two_handlers_who_enter_at_the_same_time_make_one_entry():
    made, agency = make_entered(0), make_agency()
    answers = at_once(*[lambda: enter(no=made.no, handler=agency).alias] * 2)
    refused = [answer for answer in answers if isinstance(answer, AlreadyEntered)]
    assert len(refused) == 1
    assert refused[0].facts["alias"] in answers
    assert kinds(f"entries/{made.no}") == ["entry_made"]


def test_buyer_and_clock_who_decide_at_once_make_one_award():
    made = make_closed(900_000, 880_000)
    with at_end_of(made, DeadlineKind.AWARD_DECISION):
        answers = at_once(
            lambda: decide_award(no=made.no, handler=made.buyer),
            lambda: decide_award_if_due(no=made.no),
        )
    assert len([answer for answer in answers if isinstance(answer, Award)]) == 1
    assert all(isinstance(answer, Award | NotAllowedNow | None) for answer in answers)
    assert kinds(f"request/{made.no}").count("award_decided") == 1
