"""How long a credit event counts and how it fades. Source: record.md 4."""

from datetime import UTC, date, datetime, timedelta

import pytest

from market.units import Duration
from ratings.rules.credit import last_day, late_steps, points_on
from tests.credit_events import DAY, make_event, score_of, whys

YEAR = Duration(12, "mo")


def test_linear_points_are_base_times_remaining_days_over_life_days_toward_zero():
    # 10 March 2026 to 10 March 2027 are 365 days.
    good = make_event("review_5", DAY)
    bad = make_event("review_1", DAY)

    for days, expected_good, expected_bad in [
        (0, 150, -400),
        (1, 149, -398),  # 150*364/365 = 149.58; 400*364/365 = 398.90
        (182, 75, -200),  # 150*183/365 = 75.20; 400*183/365 = 200.54
        (183, 74, -199),  # 150*182/365 = 74.79; 400*182/365 = 199.45
        (364, 0, -1),  # 150/365 = 0.41; 400/365 = 1.09
        (365, 0, 0),  # Its last day: live, and worth nothing.
    ]:
        on = DAY + timedelta(days=days)
        assert (points_on(good, on), points_on(bad, on)) == (expected_good, expected_bad), days
        assert [line.why for line in score_of(good, bad, on=on).lines] == ["", ""]
    assert whys(score_of(good, on=date(2027, 3, 11))) == [("review_5", 0, "expired")]


def test_points_without_decay_are_whole_through_the_last_day_and_gone_at_the_next_midnight():
    event = make_event("gave_up_after_award", DAY)

    last = score_of(event, on=date(2027, 3, 10))
    after = score_of(event, on=date(2027, 3, 11))

    assert (last.score_centi, after.score_centi) == (9000, 10000)
    # 2027-03-11 00:00 in Shanghai.
    assert last.lines[0].expires_at == datetime(2027, 3, 10, 16, tzinfo=UTC)
    assert whys(after) == [("gave_up_after_award", 0, "expired")]


def test_the_day_of_an_event_is_its_shanghai_date():
    late = make_event("contract_completed", DAY, at=datetime(2026, 3, 9, 15, 59, tzinfo=UTC))
    early = make_event("contract_completed", DAY, at=datetime(2026, 3, 9, 16, 0, tzinfo=UTC))

    assert last_day(date(2026, 3, 9), YEAR) == date(2027, 3, 9)
    assert points_on(late, date(2027, 3, 8)) == 100 // 365
    assert [line.why for line in score_of(late, early, on=date(2027, 3, 10)).lines] == [
        "expired",
        "",
    ]


@pytest.mark.parametrize(
    ("day", "life", "expected"),
    [
        (date(2024, 2, 29), Duration(12, "mo"), date(2025, 2, 28)),
        (date(2024, 2, 29), Duration(48, "mo"), date(2028, 2, 29)),
        (date(2024, 2, 29), Duration(1, "y"), date(2025, 2, 28)),
        (date(2023, 2, 28), Duration(12, "mo"), date(2024, 2, 28)),
        (date(2026, 8, 31), Duration(6, "mo"), date(2027, 2, 28)),
        (date(2025, 11, 30), Duration(3, "mo"), date(2026, 2, 28)),
        (date(2025, 12, 31), Duration(2, "mo"), date(2026, 2, 28)),
        (date(2025, 12, 31), Duration(12, "mo"), date(2026, 12, 31)),
        (date(2026, 10, 31), Duration(1, "mo"), date(2026, 11, 30)),
        (date(2026, 1, 31), Duration(30, "d"), date(2026, 3, 2)),
    ],
)
def test_a_month_without_that_day_takes_its_last_day(day, life, expected):
    assert last_day(day, life) == expected


def test_a_leap_day_deed_decays_over_365_days():
    event = make_event("contract_completed", date(2024, 2, 29))

    assert points_on(event, date(2024, 3, 1)) == 99  # 100*364/365
    assert points_on(event, date(2025, 2, 28)) == 0
    assert whys(score_of(event, on=date(2025, 2, 28))) == [("contract_completed", 0, "")]
    assert whys(score_of(event, on=date(2025, 3, 1))) == [("contract_completed", 0, "expired")]


@pytest.mark.parametrize(
    ("days", "steps"),
    [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3), (20, 4), (21, 5), (26, 5), (300, 5)],
)
def test_lateness_counts_per_started_five_working_days_at_most_five_times(days, steps):
    assert late_steps(days) == steps
    assert make_event("delivered_late", DAY, times=steps).base_centi == -100 * steps
