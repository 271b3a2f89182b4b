"""Deadlines: stored once, with the rule that made them; always inside another action."""

from dataclasses import dataclass
from datetime import datetime

from market.enums import DeadlineKind
from market.models import Deadline, Organization
from market.rules.calendar import Due


def set_deadline(
    *,
    kind: DeadlineKind,
    subject: str,
    due: Due,
    rule: str,
    now: datetime,
    organization: Organization | None = None,
) -> Deadline:
    """Open a deadline; one that runs already for the same thing is closed first."""
    close_deadline(kind=kind, subject=subject, now=now, organization=organization)
    return Deadline.objects.create(
        kind=kind,
        subject=subject,
        due_at=due.at,
        is_provisional=due.is_provisional,
        rule=rule,
        organization=organization,
        set_at=now,
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """A deadline to open; who has to act, where it is somebody's."""

    kind: DeadlineKind
    due: Due
    rule: str
    organization: Organization | None = None


def set_deadlines(*openings: Opening, subject: str, now: datetime) -> None:
    """All that opens for one thing at once; everybody's of these kinds are closed first."""
    kinds = {opening.kind for opening in openings}
    rows = Deadline.objects.filter(kind__in=kinds, subject=subject, done_at__isnull=True)
    rows.update(done_at=now)
    Deadline.objects.bulk_create(
        Deadline(
            kind=opening.kind,
            subject=subject,
            due_at=opening.due.at,
            is_provisional=opening.due.is_provisional,
            rule=opening.rule,
            organization=opening.organization,
            set_at=now,
        )
        for opening in openings
    )


def close_deadline(
    *,
    kind: DeadlineKind,
    subject: str,
    now: datetime,
    organization: Organization | None = None,
) -> bool:
    """Mark it done; False where none was open. Without an organization, everybody's."""
    rows = Deadline.objects.filter(kind=kind, subject=subject, done_at__isnull=True)
    if organization is not None:
        rows = rows.filter(organization=organization)
    return rows.update(done_at=now) > 0


def close_all_deadlines(*, subject: str, now: datetime) -> None:
    """The matter is over: nothing of it falls due any more."""
    Deadline.objects.filter(subject=subject, done_at__isnull=True).update(done_at=now)
