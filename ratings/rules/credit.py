"""The credit score: a pure function of the published events, the rule set and the day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from market.rules.calendar import later
from market.units import Duration, shanghai_date, start_of_day
from ratings.enums import CreditDimension, Decay, Grade, Uncounted
from ratings.rules.grades import grade_of, strictest

WEIGHTS = {
    CreditDimension.CLIENT_REVIEW: "credit_weight_client",
    CreditDimension.PERFORMANCE: "credit_weight_performance",
    CreditDimension.REGULATOR: "credit_weight_regulator",
    CreditDimension.PUBLIC_CREDIT: "credit_weight_public",
    CreditDimension.SOCIAL: "credit_weight_social",
}
# "Per started 5 wd, at most 5 times a contract": the form of the rule, not a parameter of it.
# Source: domain.md 9.2, record.md 4.
LATE_STEP_WORKING_DAYS = 5
LATE_STEPS_MAX = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """What one kind of event weighs, from the rule set in force on the day of the deed."""

    dimension: str
    centipoints: int
    life: Duration
    decay: str
    demerit: int
    grade_cap: str | None


@dataclass(frozen=True, slots=True)
class CreditEvent:
    """One published event of one agency; `source` is the (log, number) that caused it.

    `deed` is the number of what is judged: a contract, later a complaint, case or decision.
    `times` multiplies the points (steps of lateness). `buyer` is the public key of who gave a
    review, empty for everything else.
    """

    kind: str
    at: datetime
    source: tuple[str, int]
    deed: str
    terms: Terms
    rule_set: str = ""
    times: int = 1
    buyer: str = ""
    is_reversed: bool = False

    @property
    def base_centi(self) -> int:
        return self.terms.centipoints * self.times


@dataclass(frozen=True, slots=True)
class Line:
    """What an event adds today. `why` is an Uncounted, empty where it counts."""

    event: CreditEvent
    points_centi: int
    expires_at: datetime
    why: str = ""

    @property
    def counted(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class DimensionSum:
    code: str
    count: int
    sum_centi: int
    limit_low_centi: int
    limit_high_centi: int
    counted_centi: int


@dataclass(frozen=True, slots=True)
class Score:
    """A score with everything that made it; lines are in order of time."""

    score_centi: int
    grade: Grade
    grade_cap: Grade | None
    demerits: int
    dimensions: tuple[DimensionSum, ...]
    lines: tuple[Line, ...]


def credit(events: Iterable[CreditEvent], rules: Mapping[str, Any], on: date) -> Score:
    """The score of a Shanghai date, in hundredths of a point, integers only.

    `rules` are those of the day asked about: weights, limits, cut points, caps of counting. What
    an event weighs stands in its terms. Events after that day have not happened yet; the order
    of arrival changes nothing. Source: domain.md 9.1, record.md 4.
    """
    happened = sorted((event for event in events if shanghai_date(event.at) <= on), key=_in_order)
    capped = _over_buyer_cap(happened, rules)
    lines = [_line(event, on, index in capped) for index, event in enumerate(happened)]
    caps = [line.event.terms.grade_cap for line in lines if not line.why]
    demerits = _demerits(lines, rules, on)
    _count_each_deed_once(lines)

    dimensions = _dimension_sums(lines, rules)
    total = rules["credit_start"] * 100 + sum(each.counted_centi for each in dimensions)
    score_centi = _held(total, rules["credit_min"] * 100, rules["credit_max"] * 100)
    cap = strictest((cap for cap in caps if cap is not None), rules)
    grade = grade_of(score_centi, cap, rules)
    return Score(score_centi, grade, cap, demerits, dimensions, tuple(lines))


def terms_of(kind: str, rules: Mapping[str, Any]) -> Terms:
    """What a kind of event weighs under a rule set.

    Raises KeyError for a kind the set does not know.
    """
    entry = rules["credit_events"][kind]
    return Terms(
        dimension=entry["dimension"],
        centipoints=entry["centipoints"],
        life=Duration.parse(entry["life"]),
        decay=entry["decay"],
        demerit=entry["demerit"],
        grade_cap=entry["grade_cap"],
    )


def weighed_by(events: Iterable[CreditEvent], rules: Mapping[str, Any]) -> list[CreditEvent]:
    """The same deeds under the terms of another rule set: a what-if. Source: domain.md 7."""
    return [replace(event, terms=terms_of(event.kind, rules)) for event in events]


def late_steps(working_days_late: int) -> int:
    """How many times a late delivery counts: once per started five working days, at most five."""
    assert working_days_late > 0
    return min(LATE_STEPS_MAX, -(-working_days_late // LATE_STEP_WORKING_DAYS))


@lru_cache(maxsize=65536)
def last_day(day: date, life: Duration) -> date:
    """The last date on which an event of that day counts: 29 February and 12mo give 28 February.

    Lives never move to a working day. Source: record.md 4.
    """
    assert life.unit in ("d", "mo", "y"), f"a life is counted in d, mo or y, not {life}"
    return later(day, life)


def points_on(event: CreditEvent, on: date) -> int:
    """Centipoints on a day of its life, before deeds and caps; 0 outside of it."""
    [points] = course(event, on, 1)
    return points


def course(event: CreditEvent, on: date, days: int) -> list[int]:
    """Its centipoints on each of so many days from `on`, before deeds and caps.

    `none` keeps them whole to the last day; `linear` is base × remaining whole days ÷ life days,
    toward zero.
    """
    day = shanghai_date(event.at)
    last = last_day(day, event.terms.life)
    if on < day:
        return [0] * days
    remaining, whole, base = (last - on).days, (last - day).days, event.base_centi
    live_days = max(0, min(days, remaining + 1))
    if event.terms.decay == Decay.NONE:
        points = [base] * live_days
    elif base < 0:
        points = [-(-base * (remaining - n) // whole) for n in range(live_days)]
    else:
        points = [base * (remaining - n) // whole for n in range(live_days)]
    return points + [0] * (days - live_days)


def _in_order(event: CreditEvent) -> tuple[datetime, tuple[str, int], str]:
    return event.at, event.source, event.kind


def _line(event: CreditEvent, on: date, is_capped: bool) -> Line:
    last = last_day(shanghai_date(event.at), event.terms.life)
    expires_at = _end_of(last)
    if on > last:
        return Line(event, 0, expires_at, Uncounted.EXPIRED)
    if event.is_reversed:
        return Line(event, 0, expires_at, Uncounted.REVERSED)
    if is_capped:
        return Line(event, 0, expires_at, Uncounted.BUYER_CAP)
    return Line(event, points_on(event, on), expires_at)


@lru_cache(maxsize=65536)
def _end_of(day: date) -> datetime:
    return start_of_day(day + timedelta(days=1))


def _over_buyer_cap(happened: Sequence[CreditEvent], rules: Mapping[str, Any]) -> set[int]:
    """Which reviews (by position) follow `same_buyer_review_cap` counted ones of their buyer.

    The window is the one that ends on the day of the review, so what counted once is never
    displaced by a later one. Source: domain.md 8.
    """
    counted: dict[str, list[date]] = defaultdict(list)
    over: set[int] = set()
    for index, event in enumerate(happened):
        if not event.buyer or event.is_reversed:
            continue
        day = shanghai_date(event.at)
        recent = [
            earlier
            for earlier in counted[event.buyer]
            if day <= last_day(earlier, rules["rolling_window"])
        ]
        if len(recent) >= rules["same_buyer_review_cap"]:
            over.add(index)
        else:
            counted[event.buyer] = [*recent, day]
    return over


def _count_each_deed_once(lines: list[Line]) -> None:
    """Of a deed's live negative events in a dimension only the one lowest today counts.

    Ties go to the earlier; `lines` are in that order. When it lapses, the next counts.
    """
    heaviest: dict[tuple[str, str], int] = {}
    for index, line in enumerate(lines):
        if line.why or line.event.base_centi >= 0 or not line.event.deed:
            continue
        key = line.event.deed, line.event.terms.dimension
        best = heaviest.setdefault(key, index)
        if best == index:
            continue
        lighter = index
        if line.points_centi < lines[best].points_centi:
            heaviest[key], lighter = index, best
        lines[lighter] = replace(lines[lighter], points_centi=0, why=Uncounted.DEED)


def _demerits(lines: Iterable[Line], rules: Mapping[str, Any], on: date) -> int:
    """Demerits within `rolling_window`: of each deed the highest among its live events."""
    highest: dict[object, int] = {}
    for line in lines:
        event = line.event
        if line.why or not event.terms.demerit:
            continue
        if on > last_day(shanghai_date(event.at), rules["rolling_window"]):
            continue
        key = event.deed or event.source
        highest[key] = max(highest.get(key, 0), event.terms.demerit)
    return sum(highest.values())


def dimension_limits(code: CreditDimension, rules: Mapping[str, Any]) -> tuple[int, int]:
    """How far a dimension moves the score down and up, in centipoints.

    So many percent of the way to an end of the scale, in points, are as many centipoints.
    """
    weight = rules[WEIGHTS[code]]
    low = -(rules["credit_start"] - rules["credit_min"]) * weight
    return low, (rules["credit_max"] - rules["credit_start"]) * weight


def _dimension_sums(lines: Iterable[Line], rules: Mapping[str, Any]) -> tuple[DimensionSum, ...]:
    points: dict[str, list[int]] = {code.value: [] for code in CreditDimension}
    for line in lines:
        if not line.why:
            points[line.event.terms.dimension].append(line.points_centi)
    sums = []
    for code in CreditDimension:
        low, high = dimension_limits(code, rules)
        counted = points[code.value]
        total = sum(counted)
        held = _held(total, low, high)
        sums.append(DimensionSum(code.value, len(counted), total, low, high, held))
    return tuple(sums)


def _held(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
