"""Ends of periods as pages write them."""

from datetime import UTC, date, datetime, timedelta

from market.templatetags import dates
from market.units import start_of_day

NOW = datetime(2026, 11, 24, 2, 17, 32, tzinfo=UTC)


def test_an_end_at_midnight_is_24_00_of_the_day_before():
    midnight = start_of_day(date(2026, 11, 25))
    assert dates.due_moment(midnight, NOW) == "今日 24:00"
    assert dates.until_moment(midnight) == "2026-11-24 24:00"
    assert dates.until(midnight, NOW) == "11 月 24 日 24:00"
    assert dates.until(midnight + timedelta(hours=17), NOW) == "11 月 25 日 17:00"
