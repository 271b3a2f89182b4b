"""Statutory holidays of China computed from the law, by the `holidays` library."""

from datetime import date

import holidays

EXCHANGED = "Day off"  # Days that a yearly notice exchanges; the law does not know them.


def statutory_holidays(year: int) -> list[date]:
    """Days off by 全国年节及纪念日放假办法 alone: no adjusted weekends, no make-up days."""
    days = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    return sorted(
        day for day, name in days.items() if day.year == year and not name.startswith(EXCHANGED)
    )
