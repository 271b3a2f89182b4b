"""Publishing, withdrawing and cancelling a request together with its auction."""

import json
from datetime import timedelta

import pytest

from bidding.actions.awards import decide_award
from bidding.actions.service_requests import (
    approve_request,
    cancel_request,
    publish_request,
    withdraw_request,
)
from bidding.enums import AuctionStatus, AwardStatus
from bidding.models import Auction, Award
from market.enums import HandlerRole
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problems, SamePerson
from market.gateways.database import database_now, staged_clock
from market.models import Deadline
from tests.bidding.factories import kinds, last_event, make_auction, make_closed, make_entered
from tests.factories import make_agency, make_buyer, make_colleague, make_draft

pytestmark = pytest.mark.django_db


def test_publishing_schedules_the_auction_in_the_same_step():
    draft = make_draft()
    published = publish_request(no=draft.no, handler=draft.handler)
    assert published.status == "published"
    assert Auction.objects.get(no=f"{draft.no}-A1").service_request == published
    with pytest.raises(NotAllowedNow):
        publish_request(no=draft.no, handler=draft.handler)
    assert Auction.objects.count() == 1


def test_a_draft_that_is_not_complete_gets_no_auction():
    draft = make_draft(entry_closes_at=None, opens_at=None)
    with pytest.raises(Problems):
        publish_request(no=draft.no, handler=draft.handler)
    assert Auction.objects.count() == 0
    assert kinds(f"request/{draft.no}") == []


def test_somebody_elses_draft_is_not_found():
    draft = make_draft()
    with pytest.raises(NotFound):
        publish_request(no=draft.no, handler=make_buyer())
    with pytest.raises(NotFound):
        cancel_request(no=draft.no, handler=make_buyer(), reason="x", basis="y")


def make_public_draft():
    later = database_now() + timedelta(days=10)
    writer = make_colleague(make_buyer(legal_form="organ"))
    return make_draft(writer, rule_set="", entry_closes_at=later, opens_at=later), writer


def test_public_money_waits_for_a_second_person_and_has_no_auction_before():
    draft, writer = make_public_draft()
    assert publish_request(no=draft.no, handler=writer).status == "pending_approval"
    assert Auction.objects.count() == 0
    with pytest.raises(NotPermitted):
        approve_request(no=draft.no, handler=writer)
    admin = make_colleague(writer, HandlerRole.ADMIN)
    assert approve_request(no=draft.no, handler=admin).status == "published"
    assert Auction.objects.count() == 1


def test_the_writer_never_approves_the_own_request():
    later = database_now() + timedelta(days=10)
    admin = make_buyer(legal_form="organ")
    draft = make_draft(admin, rule_set="", entry_closes_at=later, opens_at=later)
    publish_request(no=draft.no, handler=admin)
    with pytest.raises(SamePerson):
        approve_request(no=draft.no, handler=admin)
    assert Auction.objects.count() == 0


def test_a_withdrawn_request_takes_its_auction_along():
    made = make_entered(2)
    with pytest.raises(Problems):
        withdraw_request(no=made.no, handler=made.buyer, reason="")
    assert made.auction.status == AuctionStatus.SCHEDULED
    withdraw_request(no=made.no, handler=made.buyer, reason="项目调整")
    assert made.auction.status == AuctionStatus.CANCELLED
    log = f"auction/{made.auction.no}"
    assert kinds(log) == ["cancelled"]
    assert json.loads(last_event(log, "cancelled").text)["facts"] == {}
    assert not Deadline.objects.filter(subject=made.no, done_at__isnull=True).exists()
    with pytest.raises(NotAllowedNow):
        withdraw_request(no=made.no, handler=made.buyer, reason="再次")


def test_after_the_close_of_entry_only_a_cancellation_is_left_and_it_stops_the_bidding():
    made = make_auction()
    with pytest.raises(NotAllowedNow):
        withdraw_request(no=made.no, handler=made.buyer, reason="项目调整")
    made.bid(0, 900_000)
    with staged_clock(made.auction.opens_at):
        cancel_request(no=made.no, handler=made.buyer, reason="项目终止", basis="会议纪要 3 号")
    assert made.bid(1, 880_000) == "closed"
    assert kinds(f"auction/{made.auction.no}") == ["opened", "bid", "cancelled"]
    assert made.request.status == "cancelled"


def test_a_cancellation_ends_an_award_that_is_not_yet_a_contract():
    made = make_closed(900_000, 880_000)
    decide_award(no=made.no, handler=made.buyer)
    cancel_request(no=made.no, handler=made.buyer, reason="项目终止", basis="会议纪要 3 号")
    ended = Award.objects.get(service_request=made.request)
    assert (ended.status, ended.ended_reason) == (AwardStatus.SET_ASIDE, "项目终止")
    assert kinds(f"auction/{made.auction.no}")[-1] == "cancelled"


def test_an_agency_cancels_nothing():
    made = make_entered(1)
    for handler in (made.agencies[0], make_agency()):
        with pytest.raises((NotFound, NotPermitted)):
            cancel_request(no=made.no, handler=handler, reason="x", basis="y")
    assert made.request.status == "published"


def test_a_draft_is_cancelled_without_an_auction():
    draft = make_draft()
    cancelled = cancel_request(no=draft.no, handler=draft.handler, reason="不再需要", basis="内部")
    assert cancelled.status == "cancelled"
    assert Auction.objects.count() == 0
