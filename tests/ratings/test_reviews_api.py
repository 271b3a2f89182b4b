"""Reviews over REST: writing one's own, reading those of an agency."""

import json

import pytest

from market.enums import TokenScope
from market.models import Event
from ratings.models import Review
from tests.factories import make_agency, make_buyer, make_person_as_buyer, make_token
from tests.ratings.factories import (
    deliverable_document,
    make_accepted,
    make_delivered,
    make_rated,
    marks_for_agency,
    marks_for_buyer,
    review_by_agency,
)

pytestmark = pytest.mark.django_db


def post(client, deal, handler, body, scope=TokenScope.ACT, **headers):
    return client.post(
        f"/api/v1/contracts/{deal.no}/reviews/",
        data=body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Token {make_token(handler, scope)}", **headers},
    )


def test_a_side_reviews_the_other(client):
    deal = make_accepted()

    answer = post(
        client,
        deal,
        deal.buyer,
        {"scores": marks_for_agency(5, 4, 5, 5, 5), "reasons": ["fair_price"], "text": "很好"},
    )

    body = answer.json()
    assert answer.status_code == 201
    assert (body["contract"], body["side"], body["mark"]) == (deal.no, "buyer_to_agency", 5)
    assert body["scores"] == marks_for_agency(5, 4, 5, 5, 5)
    assert (body["reasons"], body["text"], body["evidence"]) == (["fair_price"], "很好", [])
    assert body["visible_at"] is None
    assert body["closes_at"].endswith("16:00:00.000Z")

    second = post(client, deal, deal.agency, {"scores": marks_for_buyer(4)}).json()
    assert second["side"] == "agency_to_buyer"
    assert second["visible_at"] is not None


def test_a_bad_mark_hears_of_everything_at_once(client):
    deal = make_accepted()

    answer = post(client, deal, deal.buyer, {"scores": marks_for_agency(1), "text": "差"})

    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "invalid")
    assert [(e["field"], e["code"]) for e in body["errors"]] == [
        ("reasons", "bad_mark_reason"),
        ("text", "bad_mark_text"),
        ("evidence", "bad_mark_evidence"),
    ]
    assert not Review.objects.exists()


def test_a_bad_mark_names_a_file_of_the_contract(client):
    deal = make_accepted()
    body = {
        "scores": marks_for_agency(1),
        "text": "成果多处数据与现场不符，退回后仍未改正，影响审批。",
        "reasons": ["report_errors"],
        "evidence": [deliverable_document(deal).public_key],
    }

    assert post(client, deal, deal.buyer, body).json()["evidence"] == body["evidence"]


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({}, 422, {f"scores.{name}" for name in marks_for_agency(5)}),
        ({"scores": {**marks_for_agency(5), "fee": 6}}, 422, {"scores.fee"}),
        ({"scores": {**marks_for_agency(5), "fee": 0}}, 422, {"scores.fee"}),
        ({"scores": {**marks_for_agency(5), "fee": True}}, 422, {"scores.fee"}),
        ({"scores": {**marks_for_agency(5), "fee": "5"}}, 422, {"scores.fee"}),
        ({"scores": {**marks_for_agency(5), "fee": 5.0}}, 422, {"scores.fee"}),
        ({"scores": {**marks_for_agency(5), "fee": None}}, 422, {"scores.fee"}),
        ({"scores": {**marks_for_agency(5), "fee": [5]}}, 422, {"scores.fee"}),
        ({"scores": {**marks_for_agency(5), "clarity": 5}}, 422, {"scores.clarity"}),
        ({"scores": marks_for_agency(5), "score": 5}, 422, {"score"}),
        ({"scores": [5]}, 422, {"scores"}),
        ({"scores": marks_for_agency(5), "text": 7}, 422, {"text"}),
        ({"scores": marks_for_agency(5), "text": "长" * 2001}, 422, {"text"}),
        ({"scores": marks_for_agency(5), "reasons": "fair_price"}, 422, {"reasons"}),
        ({"scores": marks_for_agency(5), "reasons": ["paid_late"]}, 422, {"reasons"}),
        ({"scores": marks_for_agency(5), "evidence": ["../etc"]}, 422, {"evidence"}),
        ("[]", 400, set()),
        ("{", 400, set()),
        ('{"scores": {"fee": 1, "fee": 5}}', 400, set()),
        ('{"scores": {"fee": NaN}}', 422, {"scores.fee"}),
        ('{"text": "\\ud800"}', 400, set()),
    ],
)
def test_a_body_of_another_form_is_refused_without_trace(client, body, status, fields):
    deal = make_accepted()
    before = Event.objects.count()

    answer = post(client, deal, deal.buyer, body)

    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert {error["field"] for error in answer.json()["errors"]} >= fields
    assert (Review.objects.count(), Event.objects.count()) == (0, before)


def test_who_may_not_review_hears_so(client):
    deal, early = make_accepted(), make_delivered()
    body = {"scores": marks_for_agency(5)}
    url = f"/api/v1/contracts/{deal.no}/reviews/"

    assert client.post(url, data=body, content_type="application/json").status_code == 401
    assert post(client, deal, make_agency(), body).status_code == 404
    assert post(client, deal, deal.buyer, body, scope=TokenScope.READ).status_code == 403
    answer = post(client, early, early.buyer, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed_now")
    assert answer.json()["facts"] == {"status": "delivered", "allowed": ["accepted", "closed"]}
    assert not Review.objects.exists()

    review_by_agency(deal, 5)
    assert post(client, deal, deal.buyer, body).status_code == 201
    answer = post(client, deal, deal.buyer, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_reviewed")


def test_a_repeated_call_with_the_same_key_gets_the_first_answer(client):
    deal = make_accepted()
    body = {"scores": marks_for_agency(5)}
    token = make_token(deal.buyer)

    def call(body):
        return client.post(
            f"/api/v1/contracts/{deal.no}/reviews/",
            data=json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Token {token}", "Idempotency-Key": "k1"},
        )

    first, again = call(body), call(body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert call({"scores": marks_for_agency(4)}).json()["code"] == "key_reused"
    assert Event.objects.filter(kind="review_submitted").count() == 1


def test_reviews_of_an_agency_are_counted_and_listed(client):
    agency = make_agency()
    for scores in ((5,), (4,), (5, 4, 5, 4, 4)):
        deal = make_rated(*scores, agency=agency, buyer=make_buyer())
    hidden = make_accepted(agency=agency)
    post(client, hidden, hidden.buyer, {"scores": marks_for_agency(2, 3, 3, 3, 3)})

    body = client.get(f"/api/v1/agencies/{agency.organization.uscc}/reviews/").json()

    assert (body["count"], body["next"], body["previous"]) == (3, None, None)
    assert body["mean"] == "4.47"
    assert body["distribution"] == {"5": 1, "4": 2, "3": 0, "2": 0, "1": 0}
    assert body["dimensions"][0] == {"code": "quality", "mean": "4.67"}
    assert (body["min_shown"], body["rule_set"]) == (3, "city_2026_1")
    newest = body["results"][0]
    assert newest["contract"] == deal.no
    assert newest["buyer"] == {
        "uscc": deal.buyer.organization.uscc,
        "name": deal.buyer.organization.name,
    }
    assert newest["scores"] == marks_for_agency(5, 4, 5, 4, 4)


def test_too_few_reviews_have_no_mean_and_a_person_no_name(client):
    deal = make_rated(5, buyer=make_person_as_buyer())

    answer = client.get(f"/api/v1/agencies/{deal.agency.organization.uscc}/reviews/")

    body = answer.json()
    assert (body["count"], body["mean"]) == (1, None)
    assert {row["mean"] for row in body["dimensions"]} == {None}
    assert body["results"][0]["buyer"] is None
    assert deal.buyer.organization.uscc not in answer.content.decode()


def test_reviews_come_in_pages(client):
    agency = make_agency()
    for _n in range(3):
        make_rated(5, agency=agency, buyer=make_buyer())
    url = f"/api/v1/agencies/{agency.organization.uscc}/reviews/"

    first = client.get(f"{url}?page_size=2").json()
    second = client.get(first["next"]).json()
    assert (len(first["results"]), len(second["results"]), second["count"]) == (2, 1, 3)
    assert client.get(f"{url}?page=99").status_code == 400
    buyer = make_buyer().organization.uscc
    assert client.get(f"/api/v1/agencies/{buyer}/reviews/").status_code == 404
