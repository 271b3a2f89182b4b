"""Live auctions: the rules fixed at publication, the times, the state."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from bidding.enums import AuctionStatus, Visibility
from market.models import ServiceRequest


class Auction(models.Model):
    no = models.CharField(max_length=24, unique=True, help_text="TL-2026-001187-A1, public.")
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="auctions")
    status = models.CharField(max_length=9, choices=AuctionStatus, default=AuctionStatus.SCHEDULED)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="Moves later when a bid arrives near the end.")
    latest_end_at = models.DateTimeField(null=True, help_text="An announced cap on extensions.")
    ceiling_fen = models.PositiveBigIntegerField(help_text="The highest price the buyer accepts.")
    step_fen = models.PositiveBigIntegerField(help_text="A new lead is lower by at least this.")
    floor_fen = models.PositiveBigIntegerField(null=True)
    base_duration_s = models.PositiveIntegerField(help_text="Seconds to the first possible end.")
    soft_close_s = models.PositiveIntegerField(help_text="Seconds: a bid this near moves the end.")
    max_extensions = models.PositiveSmallIntegerField(null=True)
    big_jump_bp = models.PositiveIntegerField(help_text="A cut this far under the lead is asked.")
    leader_may_lower = models.BooleanField()
    visibility = models.CharField(max_length=9, choices=Visibility, default=Visibility.OPEN)
    seq = models.PositiveBigIntegerField(default=0, help_text="Number of its newest event.")
    extension_count = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, help_text="Time of the event `closed`.")

    class Meta:
        constraints = [
            CheckConstraint(name="auction_step_is_real", condition=Q(step_fen__gt=0)),
            CheckConstraint(name="auction_ceiling_is_real", condition=Q(ceiling_fen__gt=0)),
            CheckConstraint(
                name="auction_times_are_in_order",
                condition=Q(opens_at__lt=F("closes_at"))
                & (
                    Q(latest_end_at__isnull=True)
                    | Q(closes_at__lte=F("latest_end_at"))
                    | Q(floor_fen__isnull=False)  # Whose first bid opens one more window.
                ),
            ),
        ]
        indexes = [  # The worker asks only for auctions that still can become due.
            Index(
                name="auction_due",
                fields=["closes_at"],
                condition=Q(status__in=["scheduled", "open", "overtime"]),
            ),
        ]

    def __str__(self) -> str:
        return self.no
