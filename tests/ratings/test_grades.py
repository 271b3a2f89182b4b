"""Grades, what would raise a score and what becomes of it. Sources: domain.md 9.3, 9.4."""

from datetime import date

import pytest

from ratings.rules.grades import grade_of, next_step, place, scale
from ratings.rules.outlook import first_change, what_would_raise, without_new_events
from tests.credit_events import CITY, DAY, make_event, score_of


@pytest.mark.parametrize(
    ("score_centi", "grade"),
    [
        (15000, "AAA"),
        (12000, "AAA"),
        (11999, "AA"),
        (11000, "AA"),
        (10999, "A"),
        (9000, "A"),
        (8999, "B"),
        (7500, "B"),
        (7499, "C"),
        (6000, "C"),
        (5999, "D"),
        (0, "D"),
    ],
)
def test_a_grade_begins_at_its_cut_point(score_centi, grade):
    assert grade_of(score_centi, None, CITY) == grade


def test_a_cap_above_the_reached_grade_changes_nothing():
    assert grade_of(8000, "A", CITY) == "B"
    assert grade_of(12500, "B", CITY) == "B"
    assert place("AA", CITY) == (2, 6)
    assert place("D", CITY) == (6, 6)


def test_a_rule_set_with_four_grades_drops_the_upper_two():
    four = {**CITY, "grade_aaa": None, "grade_aa": None}

    assert [step.grade for step in scale(four)] == ["A", "B", "C", "D"]
    assert grade_of(15000, None, four) == "A"
    assert place("A", four) == (1, 4)


def test_the_next_step_is_the_nearest_cut_point_above():
    assert (next_step(11473, CITY).grade, next_step(11473, CITY).from_centi) == ("AAA", 12000)
    assert next_step(5999, CITY).grade == "C"
    assert next_step(6000, CITY).grade == "B"
    assert next_step(12000, CITY) is None


def test_what_would_raise_it_says_the_gain_of_the_whole_score():
    full = [make_event("contract_completed", DAY) for _ in range(15)]
    deeds = [("contract_completed", "delivered_on_time"), ("review_5",)]

    raises = what_would_raise(full, CITY, DAY, deeds)

    assert [(each.kinds, each.gain_centi, each.score_centi, each.held_in) for each in raises] == [
        (("review_5",), 150, 11650, ()),
        (("contract_completed", "delivered_on_time"), 0, 11500, ("performance",)),
    ]


def test_without_new_events_the_score_falls_back_day_by_day():
    events = [make_event("contract_completed", DAY) for _ in range(11)]
    score = score_of(*events)
    assert (score.score_centi, score.grade) == (11100, "AA")

    outlook = without_new_events(score, CITY, DAY, 91)

    assert outlook[0].score_centi == 11100
    assert outlook[30].score_centi == 10000 + 11 * 91  # 100*335/365 = 91.78
    assert outlook[90].score_centi == 10000 + 11 * 75  # 100*275/365 = 75.34
    change = first_change(outlook)
    # 11*90 = 990 < 1000: 100*(365-n)/365 < 91 from n = 33.
    assert (change.on, change.score_centi, change.grade) == (date(2026, 4, 12), 10990, "A")
