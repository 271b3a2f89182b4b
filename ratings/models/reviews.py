"""Reviews: one per side of a contract."""

from django.db import models
from django.db.models import UniqueConstraint

from market.models import Contract, Document, Handler, Organization
from ratings.enums import ReviewSide


class ReviewReason(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    side = models.CharField(max_length=20)
    dimension = models.CharField(max_length=20)
    polarity = models.CharField(max_length=10)

    def __str__(self) -> str:
        return self.code


class Review(models.Model):
    public_key = models.CharField(max_length=12, unique=True)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reviews")
    side = models.CharField(max_length=15, choices=ReviewSide)
    reviewed = models.ForeignKey(Organization, models.PROTECT, related_name="reviews_received")
    handler = models.ForeignKey(Handler, models.PROTECT)
    scores = models.JSONField(help_text="Dimension: 1 to 5.")
    text = models.TextField(blank=True, max_length=2000)
    reasons = models.JSONField(default=list, help_text="Codes of ReviewReason.")
    evidence = models.ManyToManyField(Document)
    digest = models.CharField(max_length=64, help_text="Sealed in `review_submitted`.")
    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True, help_text="Hidden until then.")

    class Meta:
        constraints = [
            UniqueConstraint(name="contract_is_reviewed_once_per_side", fields=["contract", "side"])
        ]
        indexes = [models.Index(name="review_of", fields=["reviewed", "-revealed_at"])]

    def __str__(self) -> str:
        return self.public_key
