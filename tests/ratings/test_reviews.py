"""Giving, hiding, changing and showing reviews. Invariants I43 and I45."""

import json
from datetime import timedelta

import pytest

from market.actions.milestones import deem_accepted
from market.enums import ContractStatus, DeadlineKind
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problems
from market.gateways.database import database_now, staged_clock
from market.models import Deadline, Document, Event, Handler
from market.rules.canonical import canonical, sealed_digest, sha256
from ratings import errors
from ratings.actions.reviews import load_review_reasons, reveal_due, review
from ratings.models import Review, ReviewReason
from tests.factories import make_buyer, make_file
from tests.ratings.factories import (
    Deal,
    deliverable_document,
    make_accepted,
    make_delivered,
    marks_for_agency,
    pay,
    review_by_agency,
    review_by_buyer,
)

pytestmark = pytest.mark.django_db
WORDS = "成果多处数据与现场不符，退回后仍未改正，影响审批。"


def kinds(deal: Deal, *wanted: str) -> list[str]:
    rows = Event.objects.filter(log__name=deal.log).order_by("seq")
    return [row.kind for row in rows if row.kind in wanted or row.kind.startswith("review")]


def facts_of(deal: Deal, kind: str) -> list[dict]:
    rows = Event.objects.filter(log__name=deal.log, kind=kind).order_by("seq")
    return [json.loads(row.text)["facts"] for row in rows]


def window(deal: Deal, handler: Handler) -> Deadline:
    return Deadline.objects.get(
        kind=DeadlineKind.REVIEW, subject=deal.no, organization=handler.organization
    )


def test_a_review_stays_hidden_until_the_other_side_has_reviewed():
    deal = make_accepted()

    given = review_by_buyer(deal, 5)
    assert given.revealed_at is None
    assert kinds(deal) == ["review_submitted"]
    assert facts_of(deal, "review_submitted") == [
        {"contract": deal.no, "side": "buyer_to_agency", "is_change": False}
    ]

    answer = review_by_agency(deal, 4)
    given.refresh_from_db()
    assert given.revealed_at == answer.revealed_at is not None
    assert kinds(deal) == ["review_submitted"] * 2 + ["review_revealed"] * 2
    assert [facts["side"] for facts in facts_of(deal, "review_revealed")] == [
        "buyer_to_agency",
        "agency_to_buyer",
    ]


def test_a_shown_review_gives_the_digest_that_was_sealed_and_no_free_text():
    deal = make_accepted()
    review_by_buyer(deal, 5, text="讲解耐心（演示）", reasons=["clear_explanation"])
    review_by_agency(deal, 5)

    shown = facts_of(deal, "review_revealed")[0]
    content = {name: shown[name] for name in ("scores", "reasons", "text_sha256", "evidence")}
    sealed = json.loads(
        Event.objects.get(
            log__name=deal.log, kind="review_submitted", text__contains="buyer_to_agency"
        ).text
    )["sealed"]
    assert sealed == {"review": sealed_digest(shown["salt"], canonical(content))}
    assert shown["text_sha256"] == sha256("讲解耐心（演示）")
    assert shown["mark"] == 5
    assert not Event.objects.filter(text__contains="讲解耐心").exists()


def test_when_the_window_is_over_what_was_given_is_shown_and_silence_gives_no_mark():
    deal = make_accepted()
    given = review_by_buyer(deal, 4)

    early = window(deal, deal.agency).due_at - timedelta(milliseconds=1)
    with staged_clock(early):
        reveal_due(no=deal.no, organization=deal.agency.organization)
    given.refresh_from_db()
    assert given.revealed_at is None

    with staged_clock(window(deal, deal.agency).due_at):
        reveal_due(no=deal.no, organization=deal.agency.organization)
        reveal_due(no=deal.no, organization=deal.agency.organization)
    given.refresh_from_db()
    assert given.revealed_at == window(deal, deal.agency).due_at
    assert kinds(deal) == ["review_submitted", "review_window_closed", "review_revealed"]
    assert facts_of(deal, "review_window_closed") == [
        {"contract": deal.no, "side": "agency_to_buyer"}
    ]
    assert Review.objects.count() == 1


def test_a_silent_contract_is_done_when_both_windows_are_over():
    deal = pay(make_accepted())
    assert deal.contract.status == ContractStatus.ACCEPTED

    with staged_clock(window(deal, deal.buyer).due_at):
        reveal_due(no=deal.no, organization=deal.buyer.organization)
        assert deal.contract.status == ContractStatus.ACCEPTED
        reveal_due(no=deal.no, organization=deal.agency.organization)

    assert deal.contract.status == ContractStatus.CLOSED
    assert kinds(deal, "request_completed") == [
        "review_window_closed",
        "review_window_closed",
        "request_completed",
    ]
    assert not Review.objects.exists()


def test_the_second_review_completes_a_paid_contract():
    deal = pay(make_accepted())
    review_by_agency(deal, 5)
    assert deal.contract.status == ContractStatus.ACCEPTED

    review_by_buyer(deal, 5)

    assert deal.contract.status == ContractStatus.CLOSED
    assert kinds(deal, "request_completed")[-1] == "request_completed"


def test_a_hidden_review_is_changed_once_and_within_its_days():
    deal = make_accepted()
    given = review_by_buyer(deal, 5)

    changed = review_by_buyer(deal, 3)
    assert changed.pk == given.pk
    assert changed.scores == marks_for_agency(3)
    assert [facts["is_change"] for facts in facts_of(deal, "review_submitted")] == [False, True]
    with pytest.raises(errors.AlreadyReviewed):
        review_by_buyer(deal, 4)
    assert Review.objects.get().scores == marks_for_agency(3)


def test_a_review_is_not_changed_after_its_days_or_once_it_is_shown():
    late = make_accepted()
    given = review_by_buyer(late, 5)
    with (
        staged_clock(given.submitted_at + timedelta(days=8)),
        pytest.raises(errors.AlreadyReviewed),
    ):
        review_by_buyer(late, 3)

    shown = make_accepted()
    review_by_buyer(shown, 5)
    review_by_agency(shown, 5)
    with pytest.raises(errors.AlreadyReviewed):
        review_by_buyer(shown, 3)
    assert kinds(shown) == ["review_submitted"] * 2 + ["review_revealed"] * 2


def test_i43_nobody_reviews_before_the_acceptance_after_the_window_or_as_a_stranger():
    early = make_delivered()
    with pytest.raises(NotAllowedNow) as refusal:
        review_by_buyer(early, 5)
    assert refusal.value.facts == {"status": "delivered", "allowed": ["accepted", "closed"]}

    deal = make_accepted()
    with pytest.raises(NotFound):
        review(no=deal.no, handler=make_buyer(), scores=marks_for_agency(5))
    with pytest.raises(NotFound):
        review(no="TL-2026-000000-C1", handler=deal.buyer, scores=marks_for_agency(5))
    due_at = window(deal, deal.buyer).due_at
    with staged_clock(due_at), pytest.raises(errors.ReviewClosed) as refusal:
        review_by_buyer(deal, 5)
    assert refusal.value.facts["closed_at"].endswith("16:00:00.000Z")
    with staged_clock(due_at - timedelta(milliseconds=1)):
        review_by_buyer(deal, 5)
    assert Review.objects.count() == 1
    assert kinds(early) == []


def test_i43_a_dismissed_handler_reviews_no_longer():
    deal = make_accepted()
    Handler.objects.filter(pk=deal.buyer.pk).update(until=database_now())
    deal.buyer.refresh_from_db()

    with pytest.raises(NotPermitted):
        review_by_buyer(deal, 5)
    assert kinds(deal) == []


def test_deemed_acceptance_opens_the_reviews_too():
    deal = make_delivered()
    due_at = Deadline.objects.get(kind=DeadlineKind.ACCEPTANCE, subject=deal.no).due_at
    with staged_clock(due_at):
        deem_accepted(no=deal.no)
        review_by_agency(
            deal,
            2,
            text=WORDS,
            reasons=["acceptance_delayed"],
            evidence=[deliverable_document(deal).public_key],
        )

    assert Review.objects.get().scores["acceptance"] == 2


def test_a_bad_mark_names_everything_it_lacks_and_writes_nothing():
    deal = make_accepted()

    with pytest.raises(Problems) as refusal:
        review_by_buyer(deal, 1, reasons=["paid_late"], evidence=["nowhere"])

    assert [(p.field, p.code) for p in refusal.value.problems] == [
        ("reasons", "unknown_reason"),
        ("evidence", "unknown_document"),
    ]
    with pytest.raises(Problems) as refusal:
        review_by_buyer(deal, 1)
    assert [p.code for p in refusal.value.problems] == [
        "bad_mark_reason",
        "bad_mark_text",
        "bad_mark_evidence",
    ]
    assert not Review.objects.exists()
    assert kinds(deal) == []


def test_a_bad_mark_with_its_reason_words_and_evidence_is_taken():
    deal = make_accepted()
    document = deliverable_document(deal)

    given = review_by_buyer(
        deal, 1, text=WORDS, reasons=["report_errors"], evidence=[document.public_key]
    )

    assert list(given.evidence.all()) == [document]
    review_by_agency(deal, 5)
    assert facts_of(deal, "review_revealed")[0]["evidence"] == [document.sha256]


def test_evidence_may_be_brought_with_the_review_and_is_for_the_parties_only():
    deal = make_accepted()

    given = review_by_buyer(
        deal, 1, text=WORDS, reasons=["report_errors"], files=[make_file(name="照片.pdf")]
    )

    [stored] = given.evidence.all()
    assert (stored.name, stored.is_public) == ("照片.pdf", False)
    assert stored.organization == deal.buyer.organization


def test_a_file_of_another_request_is_no_evidence():
    deal, other = make_accepted(), make_accepted()
    foreign = Document.objects.filter(service_request=other.contract.service_request).get()

    with pytest.raises(Problems) as refusal:
        review_by_buyer(deal, 5, evidence=[foreign.public_key])
    assert [p.code for p in refusal.value.problems] == ["unknown_document"]


def test_review_reasons_are_told_once_per_change():
    before = Event.objects.filter(kind="review_reasons_published").count()
    row = {
        "code": "ahead_of_time",
        "name_zh": "提前交付",
        "name_en": "Early",
        "side": "buyer_to_agency",
        "dimension": "timeliness",
        "polarity": "good",
    }
    load_review_reasons(reasons=[row])
    load_review_reasons(reasons=[row])

    assert ReviewReason.objects.get(code="ahead_of_time").name == "提前交付"
    told = Event.objects.filter(kind="review_reasons_published")
    assert told.count() == before + 1
    assert json.loads(told.latest("pk").text)["facts"] == {"codes": ["ahead_of_time"]}
