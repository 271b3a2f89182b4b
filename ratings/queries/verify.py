"""Verifying: credit events caused again by the record, and every score recomputed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from market.models import Event, Organization, Outbox
from market.queries.rule_sets import rules_of
from market.rules.verification import Finding
from market.units import shanghai_date
from ratings.models import CreditEvent, CreditScore
from ratings.queries.causes import rows_caused_by
from ratings.queries.credit import agencies_after, events_by_agency
from ratings.queries.rule_sets import Sets, read_sets
from ratings.rules.causes import KINDS
from ratings.rules.credit import credit

# What makes one credit event another. The source is the line of the record that caused it.
FIGURES = (
    "organization_id",
    "dimension",
    "at",
    "base_centi",
    "life",
    "decay",
    "demerit",
    "grade_cap",
    "rule_set_id",
    "deed",
    "buyer_id",
)
Figures = tuple[object, ...]


def credit_findings() -> Iterator[Finding]:
    """All of credit: each event by the line of the record it rests on, each score by its events."""
    yield from event_findings(None)
    sets, last = read_sets(), 0
    while batch := agencies_after(last):
        last = batch[-1].pk
        yield from score_findings(batch, sets)


def credit_findings_of(log: str) -> Iterator[Finding]:
    """What one log has to do with credit: a request's causes, an organization's score."""
    if log.startswith("request/"):
        yield from event_findings(log)
    elif log.startswith("organization/"):
        uscc = log.removeprefix("organization/")
        agencies = Organization.objects.filter(uscc=uscc, is_agency=True)
        yield from score_findings(list(agencies), read_sets())


def event_findings(log: str | None) -> Iterator[Finding]:
    """The table holds exactly the events that the record causes, but for those still to come."""
    stored = stored_events(log)
    events = Event.objects.filter(kind__in=list(KINDS), log__name__startswith=log or "request/")
    waiting = set(Outbox.objects.values_list("event_id", flat=True))
    sets = read_sets()
    if log is not None:
        events = events.filter(log__name=log)
    for event in events.select_related("log").order_by("pk").iterator(chunk_size=500):
        source = (event.log.name, event.seq)
        kept = stored.pop(source, {})
        caused = {row.kind: figures_of(row) for row in rows_caused_by(event, sets)}
        if kept.keys() - caused.keys():
            text = "a credit event names this line, which does not cause it"
            yield Finding(*source, "credit_source", text)
        if caused.keys() - kept.keys() and event.pk not in waiting:
            yield Finding(*source, "credit_missing", "a credit event that it causes is missing")
        if any(kept[kind] != caused[kind] for kind in kept.keys() & caused.keys()):
            yield Finding(*source, "credit_figures", "a credit event has other figures")
    for source in sorted(stored):
        text = "a credit event names this line, which causes none"
        yield Finding(*source, "credit_source", text)


def stored_events(log: str | None) -> dict[tuple[str, int], dict[str, Figures]]:
    """Figures by source and kind."""
    rows = CreditEvent.objects.all()
    if log is not None:
        rows = rows.filter(source_log=log)
    found: dict[tuple[str, int], dict[str, Figures]] = defaultdict(dict)
    columns = rows.values_list("source_log", "source_seq", "kind", *FIGURES)
    for source_log, source_seq, kind, *figures in columns.iterator(chunk_size=2_000):
        found[source_log, source_seq][kind] = tuple(figures)
    return dict(found)


def figures_of(row: CreditEvent) -> Figures:
    return tuple(getattr(row, name) for name in FIGURES)


def score_findings(agencies: Sequence[Organization], sets: Sets) -> Iterator[Finding]:
    """The newest score is what the events gave on its day, and it is the one handed down."""
    ids = [agency.pk for agency in agencies]
    events = events_by_agency(ids, sets)
    rows = CreditScore.objects.filter(organization_id__in=ids).select_related("rule_set")
    newest = {row.organization_id: row for row in rows.order_by("at", "pk").iterator()}
    for agency in agencies:
        row = newest.get(agency.pk)
        if row is None:
            continue
        score = credit(events[agency.pk], rules_of(row.rule_set), shanghai_date(row.at))
        told = (score.score_centi, score.grade)
        shown = (agency.credit_score_centi, agency.credit_grade)
        if not told == shown == (row.score_centi, row.grade):
            text = f"recomputed it is {score.score_centi} centipoints, grade {score.grade}"
            yield Finding(f"organization/{agency.uscc}", None, "credit_score", text)
