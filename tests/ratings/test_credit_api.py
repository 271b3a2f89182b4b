"""GET agencies/{uscc}/credit/: as interfaces.md 7 and record.md 4 promise it."""

from datetime import timedelta

import pytest

from market.gateways.database import database_now, staged_clock
from market.models import Event
from market.units import parse_stamp, shanghai_date, stamp, start_of_day
from tests.factories import make_agency, make_buyer, make_person_as_buyer
from tests.ratings.factories import make_rated

pytestmark = pytest.mark.django_db
MEMBERS = {
    "kind",
    "dimension",
    "at",
    "points_centi",
    "base_centi",
    "expires_at",
    "source",
    "counted",
    "deed",
    "rule_set",
    "demerit",
    "grade_cap",
}


def get(client, organization):
    return client.get(f"/api/v1/agencies/{organization.uscc}/credit/")


def test_a_newcomer_has_100_points_and_no_events(client):
    answer = get(client, make_agency().organization)

    body = answer.json()
    assert answer.status_code == 200
    at = body.pop("at")
    assert stamp(parse_stamp(at)) == at
    assert body == {
        "score_centi": 10000,
        "score": "100.00",
        "grade": "A",
        "range": [0, 150],
        "rule_set": "city_2026_1",
        "demerits": 0,
        "events": [],
        "dimensions": [
            {
                "code": code,
                "sum_centi": 0,
                "limit_low_centi": low,
                "limit_high_centi": high,
                "counted_centi": 0,
            }
            for code, low, high in [
                ("client_review", -3000, 1500),
                ("performance", -3000, 1500),
                ("regulator", -2500, 1250),
                ("public_credit", -1000, 500),
                ("social", -500, 250),
            ]
        ],
        "recomputed": True,
    }


def test_every_event_has_the_promised_members_and_its_source_in_the_record(client):
    deal = make_rated(5)

    body = get(client, deal.agency.organization).json()

    assert (body["score_centi"], body["score"], body["grade"]) == (10350, "103.50", "A")
    assert [event["kind"] for event in body["events"]] == [
        "contract_completed",
        "review_5",
        "delivered_on_time",
        "accepted_first_time",
    ]
    for event in body["events"]:
        assert event.keys() >= MEMBERS
        assert (event["deed"], event["rule_set"], event["counted"]) == (
            deal.no,
            "city_2026_1",
            True,
        )
        assert "why" not in event
        source = Event.objects.get(log__name=event["source"]["log"], seq=event["source"]["seq"])
        assert stamp(source.at) == event["at"]
        last = shanghai_date(source.at).replace(year=shanghai_date(source.at).year + 1)
        assert event["expires_at"] == stamp(start_of_day(last + timedelta(days=1)))


def test_the_list_adds_up_to_the_score(client):
    agency = make_agency()
    for scores in ((5,), (3,), (1,), (4,)):
        make_rated(*scores, agency=agency, buyer=make_buyer())
    later = database_now() + timedelta(days=100)

    with staged_clock(later):
        body = get(client, agency.organization).json()

    total = 10000
    for dimension in body["dimensions"]:
        points = [
            event["points_centi"]
            for event in body["events"]
            if event["dimension"] == dimension["code"]
        ]
        assert sum(points) == dimension["sum_centi"]
        low, high = dimension["limit_low_centi"], dimension["limit_high_centi"]
        assert max(low, min(high, sum(points))) == dimension["counted_centi"]
        total += dimension["counted_centi"]
    assert max(0, min(15000, total)) == body["score_centi"]
    assert body["score"] == f"{body['score_centi'] / 100:.2f}"


def test_what_counts_no_longer_stays_in_the_list_with_its_reason(client):
    buyer, agency = make_buyer(), make_agency()
    for _n in range(4):
        make_rated(5, agency=agency, buyer=buyer)

    body = get(client, agency.organization).json()
    uncounted = [event for event in body["events"] if not event["counted"]]
    assert [(e["kind"], e["points_centi"], e["base_centi"], e["why"]) for e in uncounted] == [
        ("review_5", 0, 150, "buyer_cap")
    ]

    with staged_clock(database_now() + timedelta(days=400)):
        body = get(client, agency.organization).json()
    assert body["score_centi"] == 10000
    assert len(body["events"]) == 16
    assert {event["why"] for event in body["events"]} == {"expired"}


def test_the_list_names_no_buyer(client):
    buyer = make_person_as_buyer()
    deal = make_rated(5, buyer=buyer)

    text = get(client, deal.agency.organization).content.decode()
    assert buyer.organization.uscc not in text
    assert buyer.organization.name not in text


def test_who_is_no_agency_is_not_found(client):
    answer = get(client, make_buyer().organization)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert client.post(
        f"/api/v1/agencies/{make_agency().organization.uscc}/credit/"
    ).status_code in (
        401,
        405,
    )
