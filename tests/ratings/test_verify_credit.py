"""Credit that doesn't follow from the record is found, and only that."""

import pytest
from django.db import connection

from market.gateways.database import database_now, staged_clock
from ratings.models import CreditEvent
from ratings.queries.verify import credit_findings
from tests.ratings.factories import collect_all, fresh, make_accepted, make_rated

pytestmark = pytest.mark.django_db


def codes():
    return [(finding.log, finding.seq, finding.code) for finding in credit_findings()]


def edit(sql: str, *values) -> None:
    """What the database's owner can do once the triggers are dropped."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ratings_creditevent_no_update")
            cursor.execute("DROP TRIGGER ratings_creditevent_no_delete")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)


def test_what_follows_from_the_record_has_no_finding():
    make_rated(5)
    make_rated(1)
    make_accepted()  # Its events still wait in the outbox.

    assert codes() == []


def test_changed_figures_and_the_score_made_of_them_are_found():
    deal = make_rated(5)
    row = CreditEvent.objects.get(kind="review_5")
    edit("UPDATE ratings_creditevent SET base_centi = 1500 WHERE id = %s", row.pk)

    assert codes() == [
        (deal.log, row.source_seq, "credit_figures"),
        (f"organization/{deal.agency.organization.uscc}", None, "credit_score"),
    ]


def test_an_event_without_a_source_is_found():
    make_rated(5)
    row = CreditEvent.objects.get(kind="contract_completed")
    edit("UPDATE ratings_creditevent SET source_seq = 999 WHERE id = %s", row.pk)

    found = codes()
    assert (row.source_log, 999, "credit_source") in found
    assert (row.source_log, row.source_seq, "credit_missing") in found


def test_a_deleted_event_is_missed():
    deal = make_rated(5)
    row = CreditEvent.objects.get(kind="contract_completed")
    edit("DELETE FROM ratings_creditevent WHERE id = %s", row.pk)

    assert (deal.log, row.source_seq, "credit_missing") in codes()


def test_a_score_put_in_by_hand_is_found():
    agency = fresh(make_rated(5).agency.organization)
    agency.credit_score_centi = 15000
    agency.save()

    assert codes() == [(f"organization/{agency.uscc}", None, "credit_score")]


def test_a_score_is_judged_by_the_day_it_was_handed_down():
    deal = make_rated(5)
    with staged_clock(database_now().replace(year=database_now().year + 1)):
        assert codes() == []
    collect_all()
    assert fresh(deal.agency.organization).credit_score_centi == 10350
