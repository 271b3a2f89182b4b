"""The close of entry: frozen, extended once, or failed for too few."""

import json
from datetime import timedelta

import pytest

from bidding.actions.entries import close_entries, enter
from bidding.enums import AuctionStatus, EntryStatus
from bidding.models import Recusal
from market.enums import DeadlineKind
from market.gateways.database import database_now, staged_clock
from market.models import Organization
from market.queries.deadlines import is_open
from market.rules.canonical import canonical, sha256
from tests.bidding.factories import Field, clock_at, kinds, last_event, make_entered, set_standing
from tests.factories import make_agency

pytestmark = pytest.mark.django_db


def close(made: Field) -> None:
    with clock_at(made.request.entry_closes_at):
        close_entries(no=made.no)


def test_the_list_is_frozen_by_alias_with_salted_digests_and_one_hash():
    made = make_entered(3)
    close(made)

    body = json.loads(last_event(f"request/{made.no}", "entries_closed").text)
    facts = body["facts"]
    entries = made.request.entries.order_by("alias")
    assert facts["entries"] == [{"alias": e.alias, "bidder": e.bidder_digest} for e in entries]
    assert facts["list_hash"] == sha256(canonical(facts["entries"]))
    head = last_event(f"entries/{made.no}", "entry_made")
    named = {"log": f"entries/{made.no}", "seq": 3, "hash": head.hash}
    assert facts["entries_log"] == named
    assert "sealed" not in body
    assert made.request.status == "entries_closed"
    assert not is_open(DeadlineKind.ENTRIES_CLOSE, made.no)


def test_before_the_time_nothing_happens_and_after_it_twice_is_once():
    made = make_entered(3)
    close_entries(no=made.no)
    assert made.request.status == "published"
    close(made)
    close(made)
    assert kinds(f"request/{made.no}").count("entries_closed") == 1


def test_too_few_extend_once_by_the_same_notice_and_the_auction_moves_along():
    made = make_entered(1)
    first = made.request
    close(made)

    notice = first.entry_closes_at - first.published_at
    assert made.request.entry_closes_at == first.entry_closes_at + notice
    assert made.request.status == "published"
    auction = made.auction
    assert auction.opens_at == made.request.opens_at == first.opens_at + notice
    assert auction.closes_at - auction.opens_at == timedelta(minutes=10)
    assert made.request.entries.get().status == EntryStatus.CONFIRMED
    assert kinds(f"request/{made.no}")[-1] == "request_extended"
    assert is_open(DeadlineKind.ENTRIES_CLOSE, made.no)


@pytest.mark.parametrize(("count", "code"), [(0, "no_entry"), (1, "too_few")])
def test_after_the_extension_none_or_one_fail_the_request_and_its_auction(count, code):
    made = make_entered(count)
    close(made)
    close(made)

    assert (made.request.status, made.request.failure_code) == ("failed", code)
    assert made.auction.status == AuctionStatus.FAILED
    event = last_event(f"auction/{made.auction.no}", "failed")
    assert (event.seq, json.loads(event.text)["facts"]) == (1, {"code": code})
    assert kinds(f"request/{made.no}")[-1] == "request_failed"


def test_two_of_three_wanted_go_on_only_after_the_extension():
    later = database_now() + timedelta(days=10)
    made = make_entered(2, rule_set="", entry_closes_at=later, opens_at=later)  # A city's three.
    close(made)
    assert made.request.status == "published"
    close(made)
    assert made.request.status == "entries_closed"


def test_linked_agencies_are_both_out_and_learn_why():
    made = make_entered(3)
    pks = [agency.organization_id for agency in made.agencies[:2]]
    Organization.objects.filter(pk__in=pks).update(legal_rep_digest="a" * 64)
    enter(no=made.no, handler=make_agency())
    aliases = sorted(made.alias(n) for n in range(2))
    close(made)

    void = made.request.entries.filter(status=EntryStatus.VOID).order_by("alias")
    assert [(e.alias, e.void_code) for e in void] == [(a, "linked_bidders") for a in aliases]
    recusals = Recusal.objects.filter(service_request=made.request)
    assert {(one.code, str(one.facts)) for one in recusals} == {
        ("linked_bidders", "{'ties': ['legal_rep']}")
    }
    listed = json.loads(last_event(f"request/{made.no}", "entries_closed").text)["facts"]
    assert len(listed["entries"]) == 2
    assert kinds(f"entries/{made.no}")[-2:] == ["entry_voided", "entry_voided"]


def test_a_suspended_entrant_is_void_at_the_close_and_a_frozen_one_stays():
    made = make_entered(4)
    set_standing(made.agencies[0], "suspended")
    set_standing(made.agencies[1], "frozen")
    close(made)
    statuses = [
        made.request.entries.get(agency=agency.organization).status for agency in made.agencies
    ]
    assert statuses == ["void", "confirmed", "confirmed", "confirmed"]


def test_an_extension_voids_nobody():
    made = make_entered(2)
    set_standing(made.agencies[0], "suspended")
    close(made)
    assert made.request.status == "published"
    assert made.request.entries.filter(status=EntryStatus.CONFIRMED).count() == 2


def test_a_late_freeze_gives_the_lost_time_back():
    made = make_entered(3)
    late = made.auction.opens_at + timedelta(seconds=90)
    with staged_clock(late):
        close_entries(no=made.no)
    assert made.auction.opens_at == late
    assert made.auction.closes_at == late + timedelta(minutes=10)


def test_with_a_floor_the_value_for_a_draw_is_fixed_before_anybody_bids():
    made = make_entered(3, method_parameters={"floor_fen": 500_000})
    close(made)
    body = json.loads(last_event(f"request/{made.no}", "entries_closed").text)
    assert set(body["sealed"]) == {"draw_nonce"}
