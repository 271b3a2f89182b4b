"""Working days and how periods are counted."""

from datetime import UTC, date, datetime

import pytest

from market.queries.calendar import due_after
from market.queries.rule_sets import rule_set_by_code, rules_of
from market.rules.calendar import Due, WorkingCalendar, Year, later
from market.units import Duration

PLAIN = {
    y: Year(frozenset({date(2026, 10, 1)}), frozenset({date(2026, 10, 10)}), False)
    for y in (2026, 2027)
}
CN = WorkingCalendar("cn", PLAIN)
FRIDAY_NOON = datetime(2026, 9, 25, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai.


def at(day: int, month: int = 9, year: int = 2026) -> datetime:
    """24:00 in Shanghai of the day before is 16:00 UTC of the day before."""
    return datetime(year, month, day, 16, 0, tzinfo=UTC)


def test_the_day_of_the_event_is_not_counted_and_the_last_one_ends_at_midnight():
    assert CN.due_after(FRIDAY_NOON, Duration(1, "wd")) == Due(at(28))


def test_a_holiday_is_skipped_and_a_made_up_saturday_is_worked():
    wednesday = datetime(2026, 9, 30, 4, 0, tzinfo=UTC)
    assert CN.due_after(wednesday, Duration(1, "wd")) == Due(at(2, 10))
    friday = datetime(2026, 10, 9, 4, 0, tzinfo=UTC)
    assert CN.due_after(friday, Duration(1, "wd")) == Due(at(10, 10))


def test_a_period_in_which_somebody_must_act_moves_off_a_day_off_and_a_term_does_not():
    assert CN.due_after(FRIDAY_NOON, Duration(1, "d", moves=True)) == Due(at(28))
    assert CN.due_after(FRIDAY_NOON, Duration(1, "d")) == Due(at(26))


def test_hours_minutes_and_seconds_run_to_the_instant():
    assert CN.due_after(FRIDAY_NOON, Duration(90, "m")).at == datetime(
        2026, 9, 25, 5, 30, tzinfo=UTC
    )


def test_zero_working_days_is_at_once():
    assert CN.due_after(FRIDAY_NOON, Duration(0, "wd")) == Due(FRIDAY_NOON)


def test_a_month_without_that_day_gives_its_last_day():
    assert later(date(2027, 1, 31), Duration(1, "mo")) == date(2027, 2, 28)
    assert later(date(2024, 2, 29), Duration(1, "y")) == date(2025, 2, 28)
    assert later(date(2026, 11, 30), Duration(3, "mo")) == date(2027, 2, 28)


def test_in_the_sandbox_every_day_is_a_working_day():
    every = WorkingCalendar("every_day", {})
    assert every.due_after(FRIDAY_NOON, Duration(1, "wd")) == Due(at(26))


def test_a_deadline_that_rests_on_a_computed_year_says_so():
    computed = {2026: PLAIN[2026], 2027: Year(frozenset(), frozenset(), is_provisional=True)}
    calendar = WorkingCalendar("cn", computed)
    assert calendar.due_after(FRIDAY_NOON, Duration(1, "wd")).is_provisional is False
    december = datetime(2026, 12, 31, 4, 0, tzinfo=UTC)
    assert calendar.due_after(december, Duration(1, "wd")).is_provisional is True


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2028, 2031, 2040])
def test_years_whose_notice_is_not_out_are_computed_from_the_statute(year):
    rules = rules_of(rule_set_by_code("city_2026_1"))
    last_of_september = datetime(year, 9, 30, 4, 0, tzinfo=UTC)
    due = due_after(last_of_september, Duration(1, "wd"), rules)
    assert due.is_provisional is True
    assert due.at > datetime(year, 10, 3, 16, 0, tzinfo=UTC)  # 1 to 3 October are days off.
