"""Scores recomputed, handed down and looked back on."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from market.gateways.database import database_now, staged_clock
from market.models import Event, ServiceRequest
from market.units import shanghai_date
from ratings.actions.credit import rescore, rescore_all
from ratings.models import CreditEvent, CreditScore
from ratings.queries.credit import explained, history, what_if
from tests.credit_events import rules_of
from tests.factories import make_agency
from tests.ratings.factories import (
    fresh,
    make_rated,
)

pytestmark = pytest.mark.django_db


def rows(organization):
    found = CreditEvent.objects.filter(organization=organization).order_by("pk")
    return [(row.kind, row.base_centi, row.deed) for row in found]


def kinds_in(log: str) -> list[str]:
    return list(Event.objects.filter(log__name=log).order_by("seq").values_list("kind", flat=True))


def test_a_newcomer_is_handed_100_points_and_grade_a():
    agency = make_agency().organization
    assert (agency.credit_score_centi, agency.credit_grade) == (None, "")

    rescore(uscc=agency.uscc)

    agency = fresh(agency)
    assert (agency.credit_score_centi, agency.credit_grade) == (10000, "A")
    assert [row.score_centi for row in CreditScore.objects.filter(organization=agency)] == [10000]


def test_the_nightly_run_hands_down_what_decayed_and_tells_once_and_only_then():
    first, second = make_rated(5), make_rated(4)
    told = Event.objects.filter(kind="credit_recomputed")
    # Seven whole days later: 365 days of life, 358 remain.
    later = database_now() + timedelta(days=7)
    life = (shanghai_date(later.replace(year=later.year + 1)) - shanghai_date(later)).days

    with staged_clock(later):
        assert rescore_all() == 2
        assert rescore_all() == 0
    assert told.count() == 1
    facts = json.loads(told.get().text)["facts"]
    assert facts == {"on": shanghai_date(later).isoformat(), "rule_set": "city_2026_1"}
    left = life - 7
    expected = 10000 + 2 * (50 * left // life) + 150 * left // life + 100 * left // life
    agency = fresh(first.agency.organization)
    assert agency.credit_score_centi == expected
    assert agency.credit_at == later
    newest = CreditScore.objects.filter(organization=agency).latest("pk")
    assert (newest.score_centi, newest.at) == (expected, later)
    assert newest.cause == f"platform {shanghai_date(later)}"
    assert fresh(second.agency.organization).credit_score_centi < expected


def test_what_if_names_changes_and_writes_nothing():
    deal = make_rated(5)
    rescore_all()
    now = database_now()
    assert list(what_if(now)) == []

    city = rules_of()
    heavier = {**city, "credit_events": {**city["credit_events"]}}
    heavier["credit_events"]["review_5"] = {
        **city["credit_events"]["review_5"],
        "centipoints": 1000,
    }
    before = CreditScore.objects.count(), Event.objects.count()
    changes = list(what_if(now, heavier))

    assert [(c.organization.uscc, c.score_centi, c.grade) for c in changes] == [
        (deal.agency.organization.uscc, 11200, "AA")
    ]
    assert (CreditScore.objects.count(), Event.objects.count()) == before
    assert fresh(deal.agency.organization).credit_score_centi == 10350


def test_the_history_begins_when_the_agency_joined_and_ends_today():
    deal = make_rated(5)
    now = database_now()
    agency = fresh(deal.agency.organization)
    told = explained(agency, now)

    points = history(agency, told)
    assert [(point.on, point.score_centi) for point in points] == [(shanghai_date(now), 10350)]

    much_later = now + timedelta(days=40 * 31)
    points = history(agency, explained(agency, much_later))
    assert len(points) == 37
    assert points[0].on.day == 1 and points[-1].on == shanghai_date(much_later)
    assert points[-1].score_centi == 10000


def test_a_credit_event_is_never_edited_or_deleted():
    make_rated(5)
    row = CreditEvent.objects.first()

    for attempt in (lambda: row.delete(), lambda: row.save(update_fields=["base_centi"])):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert CreditEvent.objects.count() == 4


def test_no_field_of_a_score_is_written_beside_the_recomputation():
    """I46: a score put in by hand is gone with the next run."""
    deal = make_rated(5)
    agency = fresh(deal.agency.organization)
    agency.credit_score_centi, agency.credit_grade = 15000, "AAA"
    agency.save()

    assert [(c.score_centi, c.grade) for c in what_if(database_now())] == [(10350, "A")]
    assert rescore_all() == 1
    assert fresh(agency).credit_score_centi == 10350


def test_a_score_outside_its_range_is_refused_by_the_database():
    agency = make_agency().organization
    agency.credit_score_centi = 15001
    with pytest.raises(IntegrityError), transaction.atomic():
        agency.save()
    assert connection.in_atomic_block
    assert ServiceRequest.objects.count() == 0
