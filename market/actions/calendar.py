"""Importing the working days of a year."""

from collections.abc import Iterable
from datetime import date, datetime

from market.actions.commitments import PLATFORM
from market.enums import Happened
from market.gateways.database import one_transaction
from market.models import CalendarYear
from market.queries.calendar import provisional_year
from market.record import record
from market.rules.happenings import Happening


@one_transaction
def import_year(
    *, year: int, holidays: Iterable[date], make_up: Iterable[date], source: str, now: datetime
) -> bool:
    """The published notice of a year, in place of a provisional one. False if it is known.

    Deadlines that were set are not moved here: none ever moves to an earlier instant.
    """
    off, worked = sorted(map(str, holidays)), sorted(map(str, make_up))
    known = CalendarYear.objects.filter(year=year).first()
    if known and (known.holidays, known.make_up, known.is_provisional) == (off, worked, False):
        return False
    _keep(year, off, worked, is_provisional=False, source=source, now=now)
    return True


@one_transaction
def provide_year(*, year: int, now: datetime) -> bool:
    """A provisional year from the statute alone, where the notice is not out yet."""
    if CalendarYear.objects.filter(year=year).exists():
        return False
    off = sorted(map(str, provisional_year(year).holidays))
    _keep(year, off, [], is_provisional=True, source="", now=now)
    return True


def _keep(
    year: int,
    off: list[str],
    worked: list[str],
    *,
    is_provisional: bool,
    source: str,
    now: datetime,
) -> None:
    CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "holidays": off,
            "make_up": worked,
            "is_provisional": is_provisional,
            "source": source,
        },
    )
    facts = {"year": year, "holidays": off, "make_up": worked, "provisional": is_provisional}
    record(PLATFORM, Happening(Happened.CALENDAR_PUBLISHED, now, facts))
