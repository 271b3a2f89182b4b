"""Awards: one rank of a selection, decided, confirmed, final or passed on."""

from django.db import models
from django.db.models import Q, UniqueConstraint

from bidding.enums import AwardCode, AwardStatus
from bidding.models.entries import Entry
from market.models import Handler, ServiceRequest


class Award(models.Model):
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="awards")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="awards")
    rank = models.PositiveSmallIntegerField()
    amount_fen = models.PositiveBigIntegerField()
    status = models.CharField(max_length=9, choices=AwardStatus, default=AwardStatus.DECIDED)
    code = models.CharField(max_length=20, choices=AwardCode, blank=True)
    reason = models.TextField(blank=True, max_length=500)
    decided_by = models.ForeignKey(Handler, models.PROTECT, null=True, help_text="Null: the clock.")
    decided_at = models.DateTimeField()
    standstill_until = models.DateTimeField(help_text="Exclusive.")
    confirm_due_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Final, or passed on.")
    ended_reason = models.TextField(blank=True, max_length=500, help_text="Why it was passed on.")

    class Meta:
        constraints = [
            UniqueConstraint(
                name="request_has_one_live_award",
                fields=["service_request"],
                condition=Q(status__in=["decided", "final"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request} rank {self.rank}"
