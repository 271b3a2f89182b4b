"""Credit: events collected from the record, scores recomputed and handed down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from market.actions.organizations import set_credit, set_credits
from market.gateways.database import claim, database_now, lock, one_transaction
from market.models import Event, Organization, RuleSet
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.record import record
from market.rules.happenings import Happening
from market.units import shanghai_date, stamp
from ratings.enums import Happened
from ratings.models import CreditEvent, CreditScore
from ratings.queries.causes import rows_caused_by
from ratings.queries.credit import (
    BATCH,
    collected_kinds,
    events_by_agency,
    events_of,
    newest_score,
    uncollected,
)
from ratings.queries.rule_sets import Sets, read_sets
from ratings.rules.causes import KINDS
from ratings.rules.credit import Score, credit

__all__ = ["KINDS", "collect", "collect_missing", "rescore", "rescore_all"]
PLATFORM = "platform"


@one_transaction
def collect(*, event: Event) -> list[CreditEvent]:
    """The credit events that a line of the record causes; a second call writes nothing.

    Points, life, decay, demerit and cap are those of the set in force on the day of the deed.
    Source: domain.md 9.2, rule 7 of the eight.
    """
    sets = read_sets()
    caused = rows_caused_by(event, sets)
    if not caused:
        return []
    agency = lock(Organization.objects, pk=caused[0].organization_id)
    known = collected_kinds(event.log.name, event.seq)
    rows = [row for row in caused if row.kind not in known]
    if not rows:
        return []
    CreditEvent.objects.bulk_create(rows)
    now = database_now()
    told = [Happening(Happened.CREDIT_EVENT_RECORDED, now, _told(row)) for row in rows]
    _rescore(agency, sets, cause=f"{event.log.name} {event.seq}", now=now, told=told)
    return rows


def collect_missing() -> int:
    """Whatever the record holds and credit has not seen; says how many events it wrote."""
    return sum(len(collect(event=event)) for event in uncollected(KINDS).iterator())


@one_transaction
def rescore(*, uscc: str) -> None:
    """One agency's score of today, handed down where it changed."""
    agency = lock(Organization.objects, uscc=uscc)
    now = database_now()
    _rescore(agency, read_sets(), cause=f"{PLATFORM} {shanghai_date(now)}", now=now)


def rescore_all() -> int:
    """Every agency's score of today, in batches; says how many changed.

    The nightly run: points decay without an event. One event tells of it, written with the
    first scores that changed, and none where none did. Source: domain.md 9.1.
    """
    now = database_now()
    rule_set = rule_set_in_force(now)
    changed, last = 0, 0
    while True:
        batch = rescore_batch(after=last, rule_set=rule_set, now=now, is_told=changed > 0)
        if batch is None:
            return changed
        last, changed = batch[0], changed + batch[1]


@one_transaction
def rescore_batch(
    *, after: int, rule_set: RuleSet, now: datetime, is_told: bool
) -> tuple[int, int] | None:
    """The next agencies by row number: the last one's and how many changed; None at the end.

    An agency whose row somebody holds is being rescored there and is passed over.
    """
    rows = Organization.objects.filter(is_agency=True, pk__gt=after).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    if not ids:
        return None
    agencies = claim(rows.filter(pk__lte=ids[-1]), BATCH)
    events = events_by_agency([agency.pk for agency in agencies], read_sets())
    rules, today = rules_of(rule_set), shanghai_date(now)
    changed = []
    for agency in agencies:
        score = credit(events[agency.pk], rules, today)
        if (score.score_centi, score.grade) != (agency.credit_score_centi, agency.credit_grade):
            agency.credit_score_centi, agency.credit_grade = score.score_centi, score.grade
            changed.append((agency, score))
    if changed:
        _keep(changed, rule_set, f"{PLATFORM} {today}", now)
        set_credits(organizations=[agency for agency, _score in changed], at=now)
        if not is_told:
            facts = {"on": today.isoformat(), "rule_set": rule_set.code}
            record(PLATFORM, Happening(Happened.CREDIT_RECOMPUTED, now, facts))
    return ids[-1], len(changed)


def _told(row: CreditEvent) -> dict[str, Any]:
    """Everything a recomputation needs; no buyer, who may be a person."""
    return {
        "kind": row.kind,
        "dimension": row.dimension,
        "at": stamp(row.at),
        "base_centi": row.base_centi,
        "life": row.life,
        "decay": row.decay,
        "demerit": row.demerit,
        "grade_cap": row.grade_cap or None,
        "deed": row.deed,
        "rule_set": row.rule_set.code,
        "source": {"log": row.source_log, "seq": row.source_seq},
    }


def _rescore(
    agency: Organization,
    sets: Sets,
    *,
    cause: str,
    now: datetime,
    told: Sequence[Happening] = (),
) -> None:
    """The caller holds the agency's row; `told` is what it has to tell of the cause."""
    rule_set = sets.in_force(now) or rule_set_in_force(now)
    score = credit(events_of(agency, sets), rules_of(rule_set), shanghai_date(now))
    newest = newest_score(agency)
    if newest is None or (newest.score_centi, newest.grade) != (score.score_centi, score.grade):
        _keep([(agency, score)], rule_set, cause, now)
    set_credit(
        organization=agency,
        score_centi=score.score_centi,
        grade=score.grade,
        rule_set=rule_set,
        cause=cause,
        at=now,
        told=told,
    )


def _keep(
    scores: Sequence[tuple[Organization, Score]], rule_set: RuleSet, cause: str, now: datetime
) -> None:
    """What the scores became, beside what is handed down."""
    CreditScore.objects.bulk_create(
        CreditScore(
            organization=agency,
            at=now,
            score_centi=score.score_centi,
            grade=score.grade,
            rule_set=rule_set,
            cause=cause,
        )
        for agency, score in scores
    )
