"""Milestones of a contract and what was delivered for them."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from market.enums import DeliverableStatus, MilestoneStatus
from market.models.contracts import Contract
from market.models.documents import Document


class Milestone(models.Model):
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    n = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    share_bp = models.PositiveSmallIntegerField(help_text="Of the price; all add up to 10000.")
    due_at = models.DateTimeField(null=True, help_text="Fixed when the contract is signed.")
    status = models.CharField(max_length=9, choices=MilestoneStatus, default=MilestoneStatus.OPEN)

    class Meta:
        constraints = [
            UniqueConstraint(name="milestone_number_is_unique", fields=["contract", "n"]),
            CheckConstraint(
                name="milestone_share_is_real", condition=Q(share_bp__gt=0, share_bp__lte=10_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.n}"

    @property
    def due(self) -> datetime:
        """The exclusive end of delivery; fixed once the contract is signed."""
        assert self.due_at is not None, "the contract is not signed"
        return self.due_at


class Deliverable(models.Model):
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliverables")
    n = models.PositiveSmallIntegerField(help_text="Counts within the contract.")
    version = models.PositiveSmallIntegerField()
    document = models.OneToOneField(Document, models.PROTECT, related_name="deliverable")
    status = models.CharField(
        max_length=15, choices=DeliverableStatus, default=DeliverableStatus.SUBMITTED
    )
    defects = models.JSONField(default=list, help_text="Clause and text of each, where returned.")
    submitted_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.milestone} v{self.version}"
