"""The city's own settings and its divisions."""

from datetime import datetime
from typing import Any

from market.actions.commitments import PLATFORM
from market.enums import Happened
from market.gateways.database import one_transaction
from market.models import City, Division
from market.record import record
from market.rules.happenings import Happening


@one_transaction
def change_city(*, code: str, now: datetime, **facts: Any) -> City:
    """Create or change; the event names the fields that changed."""
    known = City.objects.filter(code=code).first()
    changed = [
        name for name, value in facts.items() if known is None or getattr(known, name) != value
    ]
    if not changed and known is not None:
        return known
    city = City.objects.update_or_create(code=code, defaults=facts)[0]
    told = {"code": code, "changed": sorted(changed), "name": city.name}
    record(PLATFORM, Happening(Happened.CITY_CHANGED, now, told))
    return city


@one_transaction
def keep_divisions(*, rows: list[tuple[str, str, str]]) -> None:
    """The national division codes (GB/T 2260) that filters offer: reference data, no event."""
    for code, name, name_en in rows:
        Division.objects.update_or_create(code=code, defaults={"name": name, "name_en": name_en})
