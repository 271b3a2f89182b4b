"""Credit events collected from the record, scores recomputed and handed down."""

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from bidding.enums import EntryStatus
from bidding.enums import Happened as BiddingHappened
from bidding.models import Entry
from market.actions.contracts import lapse, sign
from market.actions.milestones import deem_accepted
from market.enums import DeadlineKind
from market.gateways.database import database_now, staged_clock
from market.models import Deadline, Event, Milestone
from market.record import record
from market.rules.happenings import Happening
from market.units import start_of_day
from ratings.actions.credit import collect, collect_missing
from ratings.actions.reviews import reveal_due
from ratings.models import CreditEvent, CreditScore
from ratings.queries.credit import explained, working_days_late
from tests.credit_events import rules_of
from tests.factories import make_agency, make_buyer
from tests.ratings.factories import (
    collect_all,
    deliver_to,
    fresh,
    make_accepted,
    make_awarded_request,
    make_contract,
    make_rated,
    pay,
    review_by_buyer,
    sign_both,
)

pytestmark = pytest.mark.django_db


def rows(organization):
    found = CreditEvent.objects.filter(organization=organization).order_by("pk")
    return [(row.kind, row.base_centi, row.deed) for row in found]


def kinds_in(log: str) -> list[str]:
    return list(Event.objects.filter(log__name=log).order_by("seq").values_list("kind", flat=True))


def test_a_perfect_contract_gives_four_events_and_three_and_a_half_points():
    deal = make_rated(5)
    agency = fresh(deal.agency.organization)

    assert rows(agency) == [
        ("delivered_on_time", 50, deal.no),
        ("accepted_first_time", 50, deal.no),
        ("review_5", 150, deal.no),
        ("contract_completed", 100, deal.no),
    ]
    assert (agency.credit_score_centi, agency.credit_grade) == (10350, "A")
    told = explained(agency, database_now())
    assert (told.score.score_centi, told.rule_set.code) == (10350, "city_2026_1")


def test_each_event_names_its_source_deed_and_rule_set_and_is_recorded():
    deal = make_rated(4)
    agency = deal.agency.organization
    row = CreditEvent.objects.get(organization=agency, kind="review_4")
    source = Event.objects.get(log__name=row.source_log, seq=row.source_seq)

    assert (source.kind, source.at) == ("review_revealed", row.at)
    told = [
        json.loads(event.text)["facts"]
        for event in Event.objects.filter(
            log__name=f"organization/{agency.uscc}", kind="credit_event_recorded"
        ).order_by("seq")
    ]
    assert [facts["kind"] for facts in told] == [
        "delivered_on_time",
        "accepted_first_time",
        "review_4",
        "contract_completed",
    ]
    assert told[2]["source"] == {"log": deal.log, "seq": row.source_seq}
    assert (told[2]["deed"], told[2]["rule_set"]) == (deal.no, "city_2026_1")
    assert "buyer" not in told[2]
    assert row.buyer == deal.buyer.organization


def test_every_change_of_score_has_its_cause():
    deal = make_rated(5)
    scores = CreditScore.objects.filter(organization=deal.agency.organization).order_by("pk")

    assert [row.score_centi for row in scores] == [10100, 10250, 10350]
    for row in scores:
        log, seq = row.cause.split(" ")
        assert Event.objects.filter(log__name=log, seq=seq).exists()
    changed = [
        json.loads(event.text)["facts"]["score_centi"]
        for event in Event.objects.filter(kind="credit_changed").order_by("pk")
    ]
    assert changed == [10100, 10250, 10350]


def test_collecting_twice_writes_nothing_new():
    deal = make_rated(5)
    agency = deal.agency.organization
    before = rows(agency), kinds_in(f"organization/{agency.uscc}")

    for event in Event.objects.filter(log__name=deal.log):
        assert collect(event=event) == []
    assert collect_missing() == 0
    assert (rows(agency), kinds_in(f"organization/{agency.uscc}")) == before
    assert CreditScore.objects.filter(organization=agency).count() == 3


def test_what_the_outbox_lost_is_collected_from_the_record():
    deal = pay(make_accepted())

    assert collect_missing() == 2
    assert [kind for kind, *_ in rows(deal.agency.organization)] == [
        "delivered_on_time",
        "accepted_first_time",
    ]


def test_a_returned_report_was_not_accepted_first_time():
    deal = make_accepted(returns=1)
    collect_all()

    assert rows(deal.agency.organization) == [("delivered_on_time", 50, deal.no)]


def test_a_late_delivery_counts_per_started_five_working_days():
    deal = sign_both(make_contract())
    milestone = Milestone.objects.get(contract__no=deal.no)
    milestone.due_at = database_now() - timedelta(days=10)
    milestone.save()
    deliver_to(deal)
    due_at = Deadline.objects.get(kind=DeadlineKind.ACCEPTANCE, subject=deal.no).due_at
    with staged_clock(due_at):
        deem_accepted(no=deal.no)
        collect_all()

    late = working_days_late(milestone.due_at, database_now(), rules_of())
    assert 5 < late <= 10
    assert rows(deal.agency.organization) == [
        ("delivered_late", -200, deal.no),
        ("accepted_first_time", 50, deal.no),
    ]
    assert explained(deal.agency.organization, due_at).score.demerits == 1


def test_lateness_is_counted_in_working_days_of_the_requests_rules():
    city, sandbox = rules_of(), rules_of("sandbox")
    friday_end = start_of_day(date(2026, 11, 28))  # Exclusive end of Friday 27 November.
    for came, expected_city, expected_sandbox in [
        (friday_end - timedelta(milliseconds=1), 0, 0),
        (friday_end, 1, 1),  # Saturday: late, and at least one step.
        (friday_end + timedelta(days=2), 1, 3),  # Monday.
        (friday_end + timedelta(days=6), 5, 7),  # Friday.
        (friday_end + timedelta(days=9), 6, 10),  # Monday.
    ]:
        assert working_days_late(friday_end, came, city) == expected_city
        assert working_days_late(friday_end, came, sandbox) == expected_sandbox


def test_only_the_agencys_own_refusal_to_sign_is_charged():
    refused, both = make_contract(), make_contract()
    sign(no=refused.no, handler=refused.buyer, text_sha256=refused.contract.text_sha256)
    for deal in (refused, both):
        with transaction.atomic():
            lapse(deal.contract.service_request, database_now())
    collect_all()

    assert rows(refused.agency.organization) == [("contract_refused", -1000, refused.no)]
    assert rows(both.agency.organization) == []
    agency = fresh(refused.agency.organization)
    assert (agency.credit_score_centi, agency.credit_grade) == (9000, "A")


@pytest.mark.parametrize("kind", [BiddingHappened.AWARD_DECLINED, BiddingHappened.AWARD_LAPSED])
def test_giving_up_an_award_is_charged_to_who_had_that_alias(kind):
    buyer, agency, other = make_buyer(), make_agency(), make_agency()
    service_request = make_awarded_request(buyer)
    for handler, alias in ((agency, "K7"), (other, "T9")):
        Entry.objects.create(
            service_request=service_request,
            agency=handler.organization,
            alias=alias,
            status=EntryStatus.CONFIRMED,
            bidder_digest="0" * 64,
            handler=handler,
            entered_at=database_now(),
        )
    with transaction.atomic():
        facts = {"alias": "K7", "rank": 1}
        record(f"request/{service_request.no}", Happening(kind, database_now(), facts))
    collect_all()

    assert rows(agency.organization) == [("gave_up_after_award", -1000, service_request.no)]
    assert rows(other.organization) == []


def test_the_review_of_a_buyer_by_the_agency_is_no_credit():
    deal = make_accepted()
    review_by_buyer(deal, 5)
    due_at = Deadline.objects.filter(kind=DeadlineKind.REVIEW, subject=deal.no).last().due_at
    with staged_clock(due_at):
        reveal_due(no=deal.no)
        collect_all()

    assert [kind for kind, *_ in rows(deal.agency.organization)] == [
        "delivered_on_time",
        "accepted_first_time",
        "review_5",
    ]
    assert rows(deal.buyer.organization) == []


def test_the_fourth_review_of_a_buyer_counts_zero_and_says_so():
    buyer, agency = make_buyer(), make_agency()
    for _n in range(4):
        make_rated(5, agency=agency, buyer=buyer)

    lines = explained(agency.organization, database_now()).score.lines
    reviews = [(line.points_centi, line.why) for line in lines if line.event.kind == "review_5"]
    assert reviews == [(150, "")] * 3 + [(0, "buyer_cap")]
