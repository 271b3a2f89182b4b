"""Both sides press at the same time: nothing is lost, nothing is shown too early."""

import threading

import pytest
from django.db import connection

from market.models import Event
from ratings.models import CreditEvent, Review
from tests.ratings.factories import (
    collect_all,
    make_accepted,
    pay,
    review_by_agency,
    review_by_buyer,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list[BaseException]:
    start, faults = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_two_reviews_at_once_are_both_kept_and_shown_together():
    deal = pay(make_accepted())

    assert at_once(lambda: review_by_buyer(deal, 5), lambda: review_by_agency(deal, 4)) == []

    shown = set(Review.objects.values_list("revealed_at", flat=True))
    assert len(shown) == 1 and None not in shown
    kinds = list(
        Event.objects.filter(log__name=deal.log, kind__startswith="review")
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert kinds == ["review_submitted"] * 2 + ["review_revealed"] * 2
    assert deal.contract.status == "closed"


def test_one_side_pressing_twice_at_once_has_one_review():
    deal = make_accepted()

    at_once(*[lambda: review_by_buyer(deal, 5)] * 3)

    assert Review.objects.count() == 1
    assert Event.objects.filter(kind="review_submitted").count() == 2  # Given, changed once.


def test_workers_that_collect_the_same_events_write_each_once():
    deal = pay(make_accepted())
    review_by_buyer(deal, 5)
    review_by_agency(deal, 5)

    assert at_once(collect_all, collect_all) == []
    collect_all()

    kinds = sorted(CreditEvent.objects.values_list("kind", flat=True))
    assert kinds == ["accepted_first_time", "contract_completed", "delivered_on_time", "review_5"]
    agency = deal.agency.organization
    agency.refresh_from_db()
    assert agency.credit_score_centi == 10350
