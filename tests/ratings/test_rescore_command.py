"""manage.py rescore: from the record, or as a what-if that writes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from market.models import Event
from ratings.models import CreditEvent, CreditScore
from tests.ratings.factories import fresh, make_accepted, make_rated, pay

pytestmark = pytest.mark.django_db


def told(*args: str) -> list[str]:
    out = StringIO()
    call_command("rescore", *args, stdout=out)
    return out.getvalue().splitlines()


def test_it_collects_what_the_record_holds_and_hands_scores_down():
    deal = pay(make_accepted())
    assert CreditEvent.objects.count() == 0

    assert told() == ["2 events collected, 0 scores changed"]
    assert fresh(deal.agency.organization).credit_score_centi == 10100
    assert told() == ["0 events collected, 0 scores changed"]


def test_it_puts_right_what_was_written_by_hand():
    agency = fresh(make_rated(5).agency.organization)
    agency.credit_score_centi, agency.credit_grade = 100, "D"
    agency.save()

    assert told("--what-if") == [
        f"{agency.uscc} 1.00 D -> 103.50 A",
        "1 scores would change",
    ]
    assert fresh(agency).credit_score_centi == 100
    assert told() == ["0 events collected, 1 scores changed"]
    assert (fresh(agency).credit_score_centi, fresh(agency).credit_grade) == (10350, "A")


def test_a_what_if_under_another_set_writes_nothing():
    make_rated(5)
    before = CreditScore.objects.count(), Event.objects.count()

    assert told("--what-if", "--rule-set", "sandbox") == ["0 scores would change"]
    assert (CreditScore.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("args", [("--rule-set", "sandbox"), ("--rule-set", "no_such_set")])
def test_nobody_is_judged_by_a_set_that_is_not_in_force(args):
    make_rated(5)
    before = CreditScore.objects.count(), Event.objects.count()

    with pytest.raises(CommandError) as refusal:
        told(*args)
    assert refusal.value.returncode == 2
    assert (CreditScore.objects.count(), Event.objects.count()) == before
