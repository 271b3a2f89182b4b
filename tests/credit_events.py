"""Plain builders of credit events and the shipped rule sets, for tests of pure credit rules."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from market.rules.rule_sets import Rules
from market.units import start_of_day
from ratings.rules.credit import CreditEvent, credit, terms_of

SEED = Path(__file__).resolve().parent.parent / "seed"
numbers = count(1)


@lru_cache
def rules_of(code: str = "city_2026_1") -> Rules:
    """A shipped rule set, read as the market reads it."""
    sets = json.loads((SEED / "rule_sets.json").read_text("utf-8"))["sets"]
    return Rules(next(each for each in sets if each["code"] == code))


CITY = rules_of()


def at(day: date, hours: int = 12) -> datetime:
    """A moment of a Shanghai day."""
    return start_of_day(day) + timedelta(hours=hours)


def make_event(
    kind: str,
    day: date,
    *,
    deed: str = "",
    number: int | None = None,
    rules: Mapping[str, Any] = CITY,
    **changes: Any,
) -> CreditEvent:
    """An event at noon of that day; a deed of its own unless one is given."""
    number = next(numbers) if number is None else number
    facts = {"at": at(day), "source": (f"request/TL-2026-{number:06d}", 1), **changes}
    return CreditEvent(
        kind, deed=deed or f"TL-2026-{number:06d}-C1", terms=terms_of(kind, rules), **facts
    )


DAY = date(2026, 3, 10)


def score_of(*events, on=DAY, rules=CITY):
    return credit(events, rules, on)


def sums(score):
    return {each.code: (each.sum_centi, each.counted_centi) for each in score.dimensions}


def whys(score):
    return [(line.event.kind, line.points_centi, line.why) for line in score.lines]
