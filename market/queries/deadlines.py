"""What is due, and whose turn it is."""

from datetime import datetime

from django.db.models import Q, QuerySet

from market.enums import DeadlineKind
from market.models import Deadline, Organization


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


def due_by_subject(kind: DeadlineKind, subjects: list[str]) -> dict[str, datetime]:
    """When each of these is due, where a deadline runs."""
    rows = Deadline.objects.filter(kind=kind, subject__in=subjects, done_at__isnull=True)
    return dict(rows.values_list("subject", "due_at"))
