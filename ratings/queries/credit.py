"""Credit: today's sum line by line, its history, and what another rule set would make of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Exists, OuterRef, QuerySet

from bidding.models import Entry
from market.gateways.database import row_of, with_related
from market.models import Contract, Event, Organization, RuleSet
from market.queries.calendar import calendar_of, provisional_year
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.rules.calendar import WorkingCalendar
from market.rules.rule_sets import Rules
from market.units import Duration, shanghai_date, start_of_day
from ratings.models import CreditEvent as CreditEventRow
from ratings.models import CreditScore
from ratings.queries.rule_sets import Sets, read_sets
from ratings.rules.credit import CreditEvent, Score, Terms, credit, weighed_by

HISTORY_MONTHS = 36  # How far back a profile shows the score. Source: ux.md 70.
COLUMNS = (
    "organization_id",
    "kind",
    "at",
    "source_log",
    "source_seq",
    "deed",
    "dimension",
    "base_centi",
    "life",
    "decay",
    "demerit",
    "grade_cap",
    "rule_set_id",
    "buyer_id",
)
BATCH = 1000


@dataclass(frozen=True)
class Explained:
    """A score with the events, the rule set and the day it follows from."""

    score: Score
    events: list[CreditEvent]
    rule_set: RuleSet
    rules: Rules
    at: datetime
    sets: Sets

    @property
    def on(self) -> date:
        return shanghai_date(self.at)


@dataclass(frozen=True)
class Point:
    on: date
    score_centi: int
    grade: str


@dataclass(frozen=True)
class Change:
    """One agency whose score or grade a recomputation would change."""

    organization: Organization
    score_centi: int
    grade: str


def events_of(organization: Organization, sets: Sets) -> list[CreditEvent]:
    return events_by_agency([organization.pk], sets)[organization.pk]


def events_by_agency(ids: Sequence[int], sets: Sets) -> dict[int, list[CreditEvent]]:
    """All events of these agencies, also those that count no longer; one query."""
    rules, codes = sets.rules(), {row.pk: row.code for row in sets.rows}
    rows = CreditEventRow.objects.filter(organization_id__in=ids).values_list(*COLUMNS)
    events: dict[int, list[CreditEvent]] = defaultdict(list)
    for agency, kind, at, log, seq, deed, *terms, rule_set, buyer in rows.iterator():
        dimension, base_centi, life, decay, demerit, grade_cap = terms
        unit = rules[rule_set]["credit_events"][kind]["centipoints"]
        times = base_centi // unit if unit else 1
        weighed = _terms(dimension, unit, life, decay, demerit, grade_cap)
        events[agency].append(
            CreditEvent(
                kind=kind,
                at=at,
                source=(log, seq),
                deed=deed,
                terms=weighed,
                rule_set=codes[rule_set],
                times=times,
                buyer="" if buyer is None else str(buyer),
            )
        )
    return events


@lru_cache(maxsize=1024)
def _terms(
    dimension: str, centipoints: int, life: str, decay: str, demerit: int, grade_cap: str
) -> Terms:
    return Terms(dimension, centipoints, Duration.parse(life), decay, demerit, grade_cap or None)


def explained(organization: Organization, at: datetime) -> Explained:
    """The score of the day of `at`, recomputed from the events under the set in force then."""
    sets = read_sets()
    rule_set = sets.in_force(at) or rule_set_in_force(at)
    events = events_of(organization, sets)
    rules = rules_of(rule_set)
    return Explained(credit(events, rules, shanghai_date(at)), events, rule_set, rules, at, sets)


def history(organization: Organization, told: Explained) -> list[Point]:
    """Scores on the first of each month, and today; not before the agency joined.

    Each under the set in force on its day: what is shown is what a recomputation gives.
    """
    points = []
    for day in _days_shown(shanghai_date(organization.joined_at), told.on):
        rule_set = told.sets.in_force(min(told.at, start_of_day(day + timedelta(days=1))))
        if rule_set is None:
            continue
        score = credit(told.events, rules_of(rule_set), day)
        points.append(Point(day, score.score_centi, score.grade))
    return points


def _days_shown(joined: date, today: date) -> list[date]:
    months = range(today.year * 12 + today.month - HISTORY_MONTHS, today.year * 12 + today.month)
    firsts = [date(month // 12, month % 12 + 1, 1) for month in months]
    days = {day for day in firsts if joined <= day <= today}
    first_shown = max(joined, firsts[0])
    return sorted({*days, first_shown, today})


def what_if(at: datetime, rules: Rules | None = None) -> Iterator[Change]:
    """Agencies whose score or grade would change; under another set both terms and limits do.

    Writes nothing. Source: domain.md, rule 7 of the eight, and 9.4.
    """
    sets = read_sets()
    now = rules or rules_of(rule_set_in_force(at))
    last = 0
    while batch := agencies_after(last):
        last = batch[-1].pk
        events = events_by_agency([agency.pk for agency in batch], sets)
        for agency in batch:
            deeds = events[agency.pk]
            score = credit(weighed_by(deeds, rules) if rules else deeds, now, shanghai_date(at))
            if (score.score_centi, score.grade) != (
                agency.credit_score_centi,
                agency.credit_grade,
            ):
                yield Change(agency, score.score_centi, score.grade)


def agencies_after(pk: int) -> list[Organization]:
    """The next agencies in order of their row, for a run over all of them."""
    rows = Organization.objects.filter(is_agency=True, pk__gt=pk).order_by("pk")
    columns = ("uscc", "name", "credit_score_centi", "credit_grade", "credit_at")
    return list(rows.only(*columns)[:BATCH])


def newest_score(organization: Organization) -> CreditScore | None:
    return CreditScore.objects.filter(organization=organization).order_by("at", "pk").last()


def collected_kinds(log: str, seq: int) -> set[str]:
    """The credit events that a line of the record has caused already."""
    rows = CreditEventRow.objects.filter(source_log=log, source_seq=seq)
    return set(rows.values_list("kind", flat=True))


def uncollected(kinds: Iterable[str]) -> QuerySet[Event]:
    """Lines of the record that may cause credit and have caused none, oldest first."""
    same = CreditEventRow.objects.filter(
        source_log=OuterRef("log__name"), source_seq=OuterRef("seq")
    )
    rows = Event.objects.filter(kind__in=list(kinds), log__name__startswith="request/")
    return rows.exclude(Exists(same)).select_related("log").order_by("pk")


def agency_by_alias(request_no: str, alias: str) -> Organization:
    """Who entered a request under that alias."""
    entry = Entry.objects.select_related("agency").get(service_request__no=request_no, alias=alias)
    return entry.agency


def contract_by_no(no: str) -> Contract:
    return with_related(row_of(Contract.objects, no=no), "agency", "buyer")


def working_days_late(due_at: datetime, submitted_at: datetime, rules: Rules) -> int:
    """0 in time; at least 1 once the exclusive `due_at` is reached, by the rules' calendar."""
    if submitted_at < due_at:
        return 0
    last_good = shanghai_date(due_at - timedelta(milliseconds=1))
    came = shanghai_date(submitted_at)
    calendar = calendar_of(rules)
    years = {
        year: calendar.years.get(year) or provisional_year(year)
        for year in range(last_good.year, came.year + 1)
    }
    calendar = WorkingCalendar(calendar.table, years)
    return max(1, calendar.working_days_between(last_good, came))
