"""Auctions from the schedule to the close: opened once, closed once, ranked by the record."""

import json
from datetime import timedelta

import pytest

from bidding.actions.auctions import perform_due
from bidding.enums import AuctionStatus
from bidding.queries.auctions import (
    due_auctions,
    next_auction_at,
    recorded_events,
)
from bidding.queries.selections import selection_of
from bidding.rules.replays import winner
from market.enums import DeadlineKind
from market.gateways.database import staged_clock
from market.models import Salt
from market.queries.deadlines import is_open
from market.rules.canonical import canonical, sealed_digest
from market.units import stamp
from tests.bidding.factories import (
    before_close,
    close_auction,
    facts_of,
    kinds,
    last_event,
    make_auction,
    make_closed,
    make_entered,
    make_frozen,
    set_standing,
)

pytestmark = pytest.mark.django_db


def test_an_auction_is_scheduled_with_every_parameter_as_published():
    made = make_entered(
        0,
        method_parameters={"latest_end_after": "5m", "max_extensions": 3, "floor_fen": 600_000},
    )
    auction, request = made.auction, made.request
    assert auction.no == f"{made.no}-A1"
    assert (auction.opens_at, auction.status) == (request.opens_at, AuctionStatus.SCHEDULED)
    assert auction.closes_at - auction.opens_at == timedelta(minutes=10)
    assert auction.latest_end_at - auction.closes_at == timedelta(minutes=5)
    assert (auction.ceiling_fen, auction.step_fen, auction.floor_fen) == (
        1_000_000,
        10_000,
        600_000,
    )
    assert (auction.soft_close_s, auction.max_extensions, auction.big_jump_bp) == (60, 3, 2000)
    assert (auction.visibility, auction.leader_may_lower) == ("open", False)


def test_opened_freezes_the_rules_in_event_1():
    made = make_auction()
    facts = facts_of(f"auction/{made.auction.no}", "opened")
    request, auction = made.request, made.auction
    entries = facts_of(f"request/{made.no}", "entries_closed")
    assert facts == {
        "rule_set": "sandbox",
        "rule_set_hash": request.rule_set.sha256,
        "ceiling_fen": 1_000_000,
        "step_fen": 10_000,
        "floor_fen": None,
        "base_duration_s": 600,
        "soft_close_s": 60,
        "max_extensions": None,
        "latest_end_at": None,
        "big_jump_bp": 2000,
        "leader_may_lower": False,
        "visibility": "open",
        "opens_at": stamp(auction.opens_at),
        "closes_at": stamp(auction.closes_at),
        "entrants": sorted(made.alias(n) for n in range(3)),
        "list_hash": entries["list_hash"],
    }
    assert request.status == "selecting"
    assert kinds(f"request/{made.no}")[-1] == "selection_started"


def test_an_auction_opens_once_and_not_before_its_time():
    made = make_frozen()
    with staged_clock(made.auction.opens_at - timedelta(milliseconds=1)):
        perform_due(auction_id=made.auction.pk)
    assert made.auction.status == AuctionStatus.SCHEDULED
    for _n in range(2):
        with staged_clock(made.auction.opens_at):
            perform_due(auction_id=made.auction.pk)
    assert kinds(f"auction/{made.auction.no}") == ["opened"]


def test_the_clock_finds_what_is_due_and_when_the_next_is():
    made = make_frozen()
    auction = made.auction
    before = auction.opens_at - timedelta(milliseconds=1)
    assert list(due_auctions(before)) == []
    assert next_auction_at() == auction.opens_at
    assert list(due_auctions(auction.opens_at)) == [auction]
    with staged_clock(auction.opens_at):
        made.bid(0, 900_000)  # Opened by the bid: the request waits for the clock.
        assert list(due_auctions(auction.opens_at)) == [auction]
        perform_due(auction_id=auction.pk)
    assert list(due_auctions(auction.opens_at)) == []
    assert next_auction_at() == auction.closes_at
    assert list(due_auctions(auction.closes_at)) == [auction]


def test_a_late_clock_changes_no_outcome():
    made = make_auction()
    made.bid(0, 900_000)
    with before_close(made, -300):
        assert made.bid(1, 800_000) == "closed"
        perform_due(auction_id=made.auction.pk)
    closed = facts_of(f"auction/{made.auction.no}", "closed")
    assert closed == {
        "bid_count": 1,
        "refused": 1,
        "set_aside": [],
        "ranking": [made.alias(0)],
    }


def test_the_close_ranks_and_seals_the_refusals_and_hands_the_head_to_the_request():
    made = make_auction()
    made.bid_all(
        made.offer(0, 900_000),
        made.offer(1, 880_000),
        made.offer(2, 879_999),
        made.offer(0, 1_000_001),
        made.offer(0, 870_000),
    )
    close_auction(made)

    event = last_event(f"auction/{made.auction.no}", "closed")
    body = json.loads(event.text)
    ranking = [made.alias(0), made.alias(1)]
    assert body["facts"] == {
        "bid_count": 3,
        "refused": 2,
        "set_aside": [],
        "ranking": ranking,
    }
    salt = Salt.objects.get(digest=body["sealed"]["refused_by_code"])
    assert salt.value == canonical({"above_ceiling": 1, "not_low_enough": 1})
    assert salt.digest == sealed_digest(salt.salt, salt.value)
    assert facts_of(f"request/{made.no}", "selection_finished") == {
        "auction": {"log": f"auction/{made.auction.no}", "seq": event.seq, "hash": event.hash},
        "ranking": ranking,
    }
    assert (made.auction.status, made.request.status) == (AuctionStatus.CLOSED, "deciding")
    assert made.auction.closed_at == event.at
    assert is_open(DeadlineKind.AWARD_DECISION, made.no)
    kept = selection_of(made.request)
    assert (kept.method, kept.ranking) == ("live_auction", ranking)
    assert kept.inputs["prices"] == [
        {"alias": made.alias(0), "amount_fen": 870_000, "seq": 4},
        {"alias": made.alias(1), "amount_fen": 880_000, "seq": 3},
    ]


def test_an_auction_closes_once():
    made = make_closed(900_000)
    with before_close(made, -5):
        perform_due(auction_id=made.auction.pk)
    assert kinds(f"auction/{made.auction.no}") == ["opened", "bid", "closed"]


def test_without_a_bid_it_closes_and_fails_in_one_step():
    made = make_closed()
    log = f"auction/{made.auction.no}"
    assert kinds(log) == ["opened", "closed", "failed"]
    facts = facts_of(log, "failed")
    assert facts["code"] == "no_bid"
    [shown] = facts["revealed"]
    assert (shown["name"], shown["value"]) == ("refused_by_code", "{}")
    sealed = json.loads(last_event(log, "closed").text)["sealed"]
    assert sealed_digest(shown["salt"], shown["value"]) == sealed["refused_by_code"]
    assert (made.request.status, made.request.failure_code) == ("failed", "no_bid")
    assert made.auction.status == AuctionStatus.FAILED


def test_a_suspended_leader_is_set_aside_and_the_next_ranks_first():
    made = make_auction()
    made.bid_all(made.offer(0, 900_000), made.offer(1, 880_000))
    set_standing(made.agencies[1], "suspended")
    close_auction(made)
    closed = facts_of(f"auction/{made.auction.no}", "closed")
    assert closed["set_aside"] == [{"alias": made.alias(1), "reason": "standing"}]
    assert closed["ranking"] == [made.alias(0)]


def test_where_all_who_bid_are_set_aside_the_request_fails():
    made = make_auction()
    made.bid(0, 900_000)
    set_standing(made.agencies[0], "exited")
    close_auction(made)
    assert (made.request.status, made.request.failure_code) == ("failed", "all_void")
    assert kinds(f"auction/{made.auction.no}")[-2:] == ["closed", "failed"]


def test_i22_the_winner_follows_from_the_log_alone():
    made = make_closed(900_000, 880_000, 860_000, 840_000)
    assert winner(recorded_events(made.auction)) == selection_of(made.request).ranking[0]
    assert winner(recorded_events(made.auction)) == made.alias(0)
