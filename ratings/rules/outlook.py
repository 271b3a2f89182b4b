"""What would raise a score today, and what it becomes when nothing new happens."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from market.units import start_of_day
from ratings.enums import CreditDimension, Uncounted
from ratings.rules.credit import CreditEvent, Line, Score, course, credit, terms_of
from ratings.rules.grades import grade_of, strictest


@dataclass(frozen=True, slots=True)
class Raise:
    """What a set of events would do if they happened today; `held_in` are full dimensions."""

    kinds: tuple[str, ...]
    gain_centi: int
    score_centi: int
    held_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    score_centi: int
    grade: str


def what_would_raise(
    events: Sequence[CreditEvent],
    rules: Mapping[str, Any],
    on: date,
    deeds: Iterable[tuple[str, ...]],
) -> list[Raise]:
    """Each set of kinds added to the events of today, most gained first.

    The gain is of the whole score: a dimension at its limit gains nothing. Source: domain.md 9.4.
    """
    now = credit(events, rules, on)
    raises = []
    for kinds in deeds:
        added = [_today(kind, rules, on, number) for number, kind in enumerate(kinds)]
        then = credit([*events, *added], rules, on)
        raises.append(
            Raise(
                kinds,
                then.score_centi - now.score_centi,
                then.score_centi,
                _held_in(kinds, then, rules),
            )
        )
    return sorted(raises, key=lambda each: -each.gain_centi)


def without_new_events(score: Score, rules: Mapping[str, Any], on: date, days: int) -> list[Day]:
    """The score of each of so many days from `on`, the day of the score, under its rules.

    Equals what `credit` says of these days, at the price of one sum.
    """
    live = [line for line in score.lines if line.why in ("", Uncounted.DEED)]
    sums = _daily_sums(live, on, days)
    limits = {each.code: (each.limit_low_centi, each.limit_high_centi) for each in score.dimensions}
    start, least = rules["credit_start"] * 100, rules["credit_min"] * 100
    most = rules["credit_max"] * 100

    outlook = []
    for n in range(days):
        total = start
        for code, (low, high) in limits.items():
            total += max(low, min(high, sums[code][n]))
        score_centi = max(least, min(most, total))
        day = on + timedelta(days=n)
        cap = strictest(_caps(live, day), rules)
        outlook.append(Day(day, score_centi, grade_of(score_centi, cap, rules)))
    return outlook


def first_change(outlook: Sequence[Day]) -> Day | None:
    """The first day whose grade is not that of the first one."""
    return next((day for day in outlook if day.grade != outlook[0].grade), None)


def _daily_sums(live: Iterable[Line], on: date, days: int) -> dict[str, list[int]]:
    """Per dimension and day; of a deed's negative events the lowest of each day."""
    sums = {code.value: [0] * days for code in CreditDimension}
    by_deed: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for line in live:
        event = line.event
        points = course(event, on, days)
        if event.deed and event.base_centi < 0:
            by_deed[event.deed, event.terms.dimension].append(points)
        else:
            _add(sums[event.terms.dimension], points)
    for (_, dimension), courses in by_deed.items():
        _add(sums[dimension], [min(points) for points in zip(*courses, strict=True)])
    return sums


def _add(sums: list[int], points: Iterable[int]) -> None:
    for n, each in enumerate(points):
        sums[n] += each


def _caps(live: Iterable[Line], day: date) -> list[str]:
    ends = start_of_day(day)
    return [
        line.event.terms.grade_cap
        for line in live
        if line.event.terms.grade_cap is not None and line.expires_at > ends
    ]


def _today(kind: str, rules: Mapping[str, Any], on: date, number: int) -> CreditEvent:
    noon = datetime.combine(on, time(4), tzinfo=UTC)
    return CreditEvent(kind, noon, ("", number), "", terms_of(kind, rules))


def _held_in(kinds: tuple[str, ...], score: Score, rules: Mapping[str, Any]) -> tuple[str, ...]:
    touched = {terms_of(kind, rules).dimension for kind in kinds}
    return tuple(
        each.code
        for each in score.dimensions
        if each.code in touched and each.sum_centi > each.limit_high_centi
    )
