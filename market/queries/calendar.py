"""When a period is over, by the working-day table."""

from datetime import date, datetime

from market.gateways.statutory_holidays import statutory_holidays
from market.models import CalendarYear
from market.rules.calendar import Due, MissingYear, WorkingCalendar, Year
from market.rules.rule_sets import Rules
from market.units import Duration


def calendar_of(rules: Rules) -> WorkingCalendar:
    """All years that are published or were computed; a few rows."""
    years = {
        row.year: Year(
            holidays=frozenset(map(date.fromisoformat, row.holidays)),
            make_up=frozenset(map(date.fromisoformat, row.make_up)),
            is_provisional=row.is_provisional,
        )
        for row in CalendarYear.objects.all()
    }
    return WorkingCalendar(rules["working_days_table"], years)


def due_after(at: datetime, duration: Duration, rules: Rules) -> Due:
    """When a period that begins at `at` is over, and whether that rests on a provisional year.

    A year that nobody has imported is computed from the statute for this answer.
    Source: domain.md 12.
    """
    return Counting(rules).due_after(at, duration)


class Counting:
    """Counts several periods under one rule set; the table is read once, where it is needed."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.calendar: WorkingCalendar | None = None

    def due_after(self, at: datetime, duration: Duration) -> Due:
        if duration.is_continuous:
            return Due(at + duration.delta)
        calendar = self.calendar or calendar_of(self.rules)
        while True:
            self.calendar = calendar
            try:
                return calendar.due_after(at, duration)
            except MissingYear as missing:
                years = {**calendar.years, missing.year: provisional_year(missing.year)}
                calendar = WorkingCalendar(calendar.table, years)


def provisional_year(year: int) -> Year:
    return Year(frozenset(statutory_holidays(year)), frozenset(), is_provisional=True)


def missing_years(first: int, last: int) -> list[int]:
    known = set(CalendarYear.objects.values_list("year", flat=True))
    return [year for year in range(first, last + 1) if year not in known]


def calendar_years() -> list[CalendarYear]:
    return list(CalendarYear.objects.order_by("year"))
