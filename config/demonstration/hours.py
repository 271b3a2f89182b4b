"""When the people of the demonstration act: office hours by the working-day table."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from market.rules.calendar import WorkingCalendar
from market.units import SHANGHAI, shanghai_date

ONE_DAY = timedelta(days=1)
# Moments at which auctions are held; the last one is over before people go home.
AUCTION_HOURS = (10, 15)


def spread(key: str, count: int) -> int:
    """A number from 0 to count − 1, the same for the same words: variety without chance."""
    return int.from_bytes(sha256(key.encode()).digest()[:8]) % count


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """That wall time in Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


@dataclass(frozen=True)
class Hours:
    """Office hours of a city; the years of its calendar reach over all days asked about."""

    calendar: WorkingCalendar

    def working(self, day: date) -> date:
        """That day, or the next one on which people work."""
        while not self.calendar.is_working(day):
            day += ONE_DAY
        return day

    def after(self, at: datetime, days: int, key: str, hour: int | None = None) -> datetime:
        """Some moment of the n-th working day after `at`, always later than `at`.

        The same key gives the same minute; without `hour` it lies between 9 and 17.
        """
        day = shanghai_date(at)
        for _n in range(days):
            day = self.working(day + ONE_DAY)
        found = self._moment(self.working(day), key, hour)
        while found <= at:
            day = self.working(day + ONE_DAY)
            found = self._moment(day, key, hour)
        return found

    def _moment(self, day: date, key: str, hour: int | None) -> datetime:
        chosen = 9 + spread(key + "h", 8) if hour is None else hour
        return at_hour(day, chosen, 5 + spread(key + "m", 50))

    def auction(self, at: datetime, days: int, key: str) -> datetime:
        """The start of an auction on the n-th working day after `at`."""
        day = shanghai_date(at)
        for _n in range(days):
            day = self.working(day + ONE_DAY)
        hour = AUCTION_HOURS[spread(key, len(AUCTION_HOURS))]
        return at_hour(self.working(day), hour, 30 * spread(key + "m", 2))

    def latest(self, before: datetime, gap: timedelta) -> datetime:
        """The last time before `before` − gap at which an auction may have started."""
        day = shanghai_date(before)
        while True:
            if self.calendar.is_working(day):
                for hour in reversed(AUCTION_HOURS):
                    found = at_hour(day, hour)
                    if found <= before - gap:
                        return found
            day -= ONE_DAY

    def before(self, at: datetime, days: int) -> date:
        """The n-th working day before the day of `at`."""
        day = shanghai_date(at)
        while days:
            day -= ONE_DAY
            days -= self.calendar.is_working(day)
        return day
