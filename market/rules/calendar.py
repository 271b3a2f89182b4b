"""Working days and how periods are counted. Source: domain.md 12, 民法典 arts. 201-203."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from market.units import Duration, shanghai_date, start_of_day

EVERY_DAY = "every_day"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the table: days off beside weekends, and weekend days that are worked."""

    holidays: frozenset[date]
    make_up: frozenset[date]
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Due:
    """An exclusive instant: at `at` itself it is too late."""

    at: datetime
    is_provisional: bool = False


class MissingYear(LookupError):
    """No table for a year; `year` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar for {year}")
        self.year = year


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """`table` is the rule set's `working_days_table`: `cn`, or `every_day` in the sandbox."""

    table: str
    years: Mapping[int, Year]

    def is_working(self, day: date) -> bool:
        """Raises MissingYear where the table does not reach."""
        if self.table == EVERY_DAY:
            return True
        year = self.year(day)
        return day in year.make_up or (day.weekday() < 5 and day not in year.holidays)

    def year(self, day: date) -> Year:
        if day.year not in self.years:
            raise MissingYear(day.year)
        return self.years[day.year]

    def is_provisional(self, day: date) -> bool:
        return self.table != EVERY_DAY and self.year(day).is_provisional

    def due_after(self, at: datetime, duration: Duration) -> Due:
        """When a period that begins at `at` is over.

        The day of the event is not counted. Working days and days end at 24:00 in Shanghai,
        stored as the next 00:00, exclusive. Seconds, minutes and hours run to the instant.
        A last day off moves only where `duration.moves`. Raises MissingYear.
        """
        if duration.is_continuous:
            return Due(at + duration.delta)
        if duration.count == 0:
            return Due(at)
        first, is_provisional = shanghai_date(at), False
        if duration.unit == "wd":
            last, is_provisional = self._working_days_after(first, duration.count)
        else:
            last = later(first, duration)
            while duration.moves:
                is_provisional = is_provisional or self.is_provisional(last)
                if self.is_working(last):
                    break
                last += ONE_DAY
        return Due(start_of_day(last + ONE_DAY), is_provisional)

    def _working_days_after(self, day: date, count: int) -> tuple[date, bool]:
        is_provisional = False
        while count:
            day += ONE_DAY
            is_provisional = is_provisional or self.is_provisional(day)
            if self.is_working(day):
                count -= 1
        return day, is_provisional

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; none where last is not later."""
        days = (first + ONE_DAY * n for n in range(1, (last - first).days + 1))
        return sum(self.is_working(day) for day in days)


def later(day: date, duration: Duration) -> date:
    """The same day so many days, months or years on; a month without it gives its last day."""
    if duration.unit == "d":
        return day + duration.count * ONE_DAY
    months = duration.count * (12 if duration.unit == "y" else 1)
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - ONE_DAY).day
