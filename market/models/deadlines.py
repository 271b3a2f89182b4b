"""Deadlines: what is due, whose turn it is, and the rule that fixed the date."""

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from market.enums import DeadlineKind
from market.models.organizations import Organization


class Deadline(models.Model):
    kind = models.CharField(max_length=20, choices=DeadlineKind)
    subject = models.CharField(max_length=40, help_text="Public number or code it is about.")
    due_at = models.DateTimeField(help_text="Exclusive: at this moment it is too late.")
    rule = models.CharField(max_length=40, blank=True, help_text="Key of the rule set.")
    is_provisional = models.BooleanField(help_text="Rests on a calendar computed from the statute.")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, help_text="Whose turn it is.", related_name="due"
    )
    set_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="deadline_runs_once_for_each",
                fields=["kind", "subject", "organization"],
                condition=Q(done_at__isnull=True),
            ),
            UniqueConstraint(  # Nulls are distinct, so nobody's own deadline needs its own line.
                name="deadline_runs_once_for_all",
                fields=["kind", "subject"],
                condition=Q(done_at__isnull=True, organization__isnull=True),
            ),
        ]
        indexes = [
            Index(name="deadline_due", fields=["due_at"], condition=Q(done_at__isnull=True)),
            Index(name="deadline_subject", fields=["subject"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
