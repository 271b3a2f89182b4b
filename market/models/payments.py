"""Payments: claimed by the one side, confirmed by the other."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from market.enums import PaymentProvider, PaymentStatus
from market.models.contracts import Contract
from market.models.milestones import Milestone


class Payment(models.Model):
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
    n = models.PositiveSmallIntegerField(help_text="Counts within the contract.")
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=13, choices=PaymentProvider)
    amount_fen = models.PositiveBigIntegerField()
    status = models.CharField(max_length=7, choices=PaymentStatus, default=PaymentStatus.CLAIMED)
    claimed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    was_silent = models.BooleanField(default=False, help_text="Settled because nobody denied it.")
    reason = models.TextField(blank=True, max_length=500)

    class Meta:
        constraints = [
            CheckConstraint(name="payment_is_real", condition=Q(amount_fen__gt=0)),
            UniqueConstraint(
                name="milestone_has_one_live_payment",
                fields=["milestone"],
                condition=Q(status__in=["claimed", "settled"]),
            ),
            UniqueConstraint(name="payment_number_is_unique", fields=["contract", "n"]),
        ]

    def __str__(self) -> str:
        return f"{self.contract} payment {self.n}"
