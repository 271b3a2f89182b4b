"""What is due, and whose turn it is."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from market.enums import DeadlineKind
from market.models import Deadline, Organization, ServiceRequest


def open_deadlines(subject: str) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(subject=subject, done_at__isnull=True)
    return rows.select_related("organization").order_by("due_at", "kind")


def is_open(kind: DeadlineKind, subject: str) -> bool:
    return open_deadlines(subject).filter(kind=kind).exists()


def to_do(organization: Organization) -> QuerySet[Deadline]:
    """What the organization has to do, soonest first."""
    rows = Deadline.objects.filter(organization=organization, done_at__isnull=True)
    return rows.order_by("due_at", "kind")


def due_now(kinds: list[str], now: datetime) -> QuerySet[Deadline]:
    """What the clock has to perform, soonest first."""
    rows = Deadline.objects.filter(kind__in=kinds, due_at__lte=now, done_at__isnull=True)
    return rows.order_by("due_at", "pk")


def next_due_at(kinds: list[str]) -> datetime | None:
    rows = Deadline.objects.filter(Q(kind__in=kinds, done_at__isnull=True)).order_by("due_at")
    return rows.values_list("due_at", flat=True).first()


def overdue(now: datetime) -> QuerySet[Deadline]:
    """Everybody's missed acts, oldest first; for regulators."""
    rows = Deadline.objects.filter(
        due_at__lte=now, done_at__isnull=True, organization__isnull=False
    )
    return rows.select_related("organization").order_by("due_at", "kind")


def due_at_by_subject(kind: DeadlineKind, subjects: list[str]) -> dict[str, datetime]:
    """When each of these is due, where a deadline runs."""
    rows = Deadline.objects.filter(kind=kind, subject__in=subjects, done_at__isnull=True)
    return dict(rows.values_list("subject", "due_at"))


def due_by_subject(subjects: list[str], organization: Organization) -> dict[str, Deadline]:
    """What an organization has to do next for each of several things; one query."""
    rows = to_do(organization).filter(subject__in=subjects)
    return {row.subject: row for row in reversed(list(rows))}


def deadlines_of(subjects: list[str]) -> list[Deadline]:
    """Open and done ones of several subjects, oldest first; one query."""
    rows = Deadline.objects.filter(subject__in=subjects).select_related("organization")
    return list(rows.order_by("set_at", "pk"))


def titles_of(deadlines: Iterable[Deadline]) -> dict[str, str]:
    """Title of the request behind each subject, a request's or a contract's number."""
    subjects = {row.subject for row in deadlines}
    numbers = {subject: "-".join(subject.split("-")[:3]) for subject in subjects}
    rows = ServiceRequest.objects.filter(no__in=set(numbers.values()))
    titles = dict(rows.values_list("no", "title"))
    return {subject: titles[no] for subject, no in numbers.items() if no in titles}
