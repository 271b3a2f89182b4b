"""What a review must hold, what it counts as and how reviews are summed up. Source: domain.md 8."""

from datetime import UTC, datetime, timedelta

import pytest

from market.errors import Problems
from ratings.rules.reviews import (
    Draft,
    check,
    credit_kind,
    is_bad,
    is_visible,
    mean_centi,
    rounded_mean,
    summary,
)
from tests.credit_events import CITY

DIMENSIONS = ("quality", "timeliness", "attitude", "fee", "standard")
POLARITIES = {"delivered_late": "bad", "slow_reply": "bad", "fair_price": "good"}
MOMENT = timedelta(milliseconds=1)


def marks(*scores):
    return dict(zip(DIMENSIONS, scores, strict=True))


def problems_of(draft):
    with pytest.raises(Problems) as refusal:
        check(draft, DIMENSIONS, POLARITIES, CITY)
    return [(problem.field, problem.code) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("scores", "mark"),
    [
        ((5, 5, 5, 5, 5), 5),
        ((5, 5, 5, 4, 4), 5),  # 4.6
        ((5, 5, 4, 4, 4), 4),  # 4.4
        ((5, 4), 4),  # A half goes down.
        ((5, 4, 4, 5), 4),
        ((4, 3, 3, 4), 3),
        ((1, 2), 1),
        ((2, 2, 2, 3), 2),
        ((1, 1, 1, 1, 1), 1),
    ],
)
def test_the_mark_is_the_rounded_mean_with_halves_down(scores, mark):
    assert rounded_mean(scores) == mark
    assert credit_kind(scores) == f"review_{mark}"


@pytest.mark.parametrize(
    ("total", "count", "centi"),
    [(70, 16, 438), (9, 2, 450), (13, 3, 433), (14, 3, 467), (7, 8, 88)],
)
def test_a_mean_has_two_decimals_with_halves_up(total, count, centi):
    assert mean_centi(total, count) == centi


def test_praise_needs_nothing():
    check(Draft(marks(5, 5, 5, 5, 5)), DIMENSIONS, POLARITIES, CITY)
    check(Draft(marks(3, 2, 2, 2, 2)), DIMENSIONS, POLARITIES, CITY)  # 2.2 is no bad mark.


@pytest.mark.parametrize("scores", [(2, 2, 2, 2, 2), (5, 5, 5, 5, 1), (3, 2, 2, 2, 1)])
def test_a_bad_mark_needs_reason_text_and_evidence_and_hears_of_all_at_once(scores):
    assert is_bad(scores)
    assert problems_of(Draft(marks(*scores), "太短")) == [
        ("reasons", "bad_mark_reason"),
        ("text", "bad_mark_text"),
        ("evidence", "bad_mark_evidence"),
    ]


def test_a_bad_mark_with_reason_text_and_evidence_is_taken():
    text = "成" * CITY["bad_review_min_chars"]
    draft = Draft(marks(1, 1, 1, 1, 1), text, ("delivered_late",), 1)

    check(draft, DIMENSIONS, POLARITIES, CITY)
    short = Draft(draft.scores, f"  {text[1:]}  ", draft.reasons, 1)
    assert problems_of(short) == [("text", "bad_mark_text")]


def test_the_reason_of_a_bad_mark_names_what_was_bad():
    draft = Draft(marks(1, 1, 1, 1, 1), "成" * 20, ("fair_price",), 1)

    assert problems_of(draft) == [("reasons", "bad_mark_reason")]


def test_missing_unknown_and_odd_marks_are_all_named():
    scores = {"quality": 6, "timeliness": True, "attitude": "5", "fee": 4.0, "clarity": 5}

    assert problems_of(Draft(scores, reasons=("paid_late",))) == [
        ("scores.quality", "bad_score"),
        ("scores.timeliness", "bad_score"),
        ("scores.attitude", "bad_score"),
        ("scores.fee", "bad_score"),
        ("scores.standard", "required"),
        ("scores.clarity", "unknown_field"),
        ("reasons", "unknown_reason"),
    ]


def test_reviews_are_hidden_until_both_sides_gave_theirs_or_the_window_is_over():
    closes_at = datetime(2026, 3, 31, 16, tzinfo=UTC)

    assert not is_visible(1, closes_at - MOMENT, closes_at)
    assert is_visible(1, closes_at, closes_at)
    assert is_visible(2, closes_at - MOMENT, closes_at)
    assert not is_visible(0, closes_at, closes_at)


def test_a_summary_says_number_marks_and_means():
    given = [marks(5, 5, 5, 5, 5), marks(5, 4, 5, 4, 4), marks(3, 1, 3, 3, 3)]

    told = summary(given, DIMENSIONS, CITY)

    assert (told.count, dict(told.distribution)) == (3, {5: 1, 4: 1, 3: 1, 2: 0, 1: 0})
    assert told.mean_centi == 400  # 60/15
    assert dict(told.dimension_means_centi) == {
        "quality": 433,
        "timeliness": 333,
        "attitude": 433,
        "fee": 400,
        "standard": 400,
    }


def test_too_few_reviews_have_no_mean():
    told = summary([marks(5, 5, 5, 5, 5)] * 2, DIMENSIONS, CITY)

    assert (told.count, told.mean_centi) == (2, None)
    assert set(told.dimension_means_centi.values()) == {None}
    assert told.distribution[5] == 2
    assert summary([], DIMENSIONS, {**CITY, "review_min_shown": 0}).mean_centi is None
