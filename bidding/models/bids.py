"""Bids: every judged attempt that answers its key, accepted or refused."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from bidding.models.auctions import Auction
from market.models import Organization


class Bid(models.Model):
    """Append-only; triggers refuse every change. `seq` is set where the bid was accepted."""

    auction = models.ForeignKey(Auction, models.PROTECT, related_name="bids")
    agency = models.ForeignKey(Organization, models.PROTECT, related_name="bids")
    key = models.UUIDField(help_text="Made by the client, once per press.")
    amount_fen = models.PositiveBigIntegerField()
    confirmed = models.BooleanField(default=False, help_text="A big cut, typed again.")
    at = models.DateTimeField(help_text="The database's clock, read under the lock.")
    seq = models.PositiveBigIntegerField(null=True, help_text="Its event in the auction's log.")
    number = models.PositiveIntegerField(null=True, help_text="The n-th accepted bid.")
    rank = models.PositiveSmallIntegerField(null=True, help_text="Of the agency, by this bid.")
    hash = models.CharField(max_length=64, blank=True, help_text="Of its event.")
    refusal = models.CharField(max_length=24, blank=True)
    facts = models.JSONField(default=dict)
    is_repeat = False  # Set on an answer that had been given before; no column.

    class Meta:
        constraints = [
            UniqueConstraint(name="bid_key_is_answered_once", fields=["auction", "key", "agency"]),
            UniqueConstraint(name="bid_event_is_one_bid", fields=["auction", "seq"]),
            CheckConstraint(
                name="bid_amount_is_real", condition=Q(amount_fen__gt=0, amount_fen__lte=10**14)
            ),
            CheckConstraint(
                name="bid_is_accepted_or_refused",
                condition=Q(seq__isnull=False, number__isnull=False, refusal="")
                | (Q(seq__isnull=True, number__isnull=True) & ~Q(refusal="")),
            ),
        ]
        indexes = [
            Index(
                name="bid_last_of_agency",
                fields=["auction", "agency", "-seq"],
                condition=Q(seq__isnull=False),
            ),
            Index(name="bid_pace_of_agency", fields=["auction", "agency", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.auction_id} {self.key}"
