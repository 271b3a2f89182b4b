"""Credit: the events that count, and the scores they made."""

from django.db import models
from django.db.models import Index, UniqueConstraint

from market.models import Organization, RuleSet


class CreditEvent(models.Model):
    """Figures are those of the rule set in force on the day of the deed. Append-only."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="credit_events")
    kind = models.CharField(max_length=40)
    dimension = models.CharField(max_length=13)
    at = models.DateTimeField(help_text="Of the source event.")
    base_centi = models.IntegerField(help_text="Centipoints before decay.")
    demerit = models.PositiveSmallIntegerField(default=0)
    grade_cap = models.CharField(max_length=3, blank=True)
    life = models.CharField(max_length=8, help_text="A duration.")
    decay = models.CharField(max_length=6)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT)
    deed = models.CharField(max_length=40, help_text="Number of what was judged.")
    buyer = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", help_text="Of a review."
    )
    source_log = models.CharField(max_length=60)
    source_seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(
                name="source_event_counts_once_per_kind",
                fields=["source_log", "source_seq", "organization", "kind"],
            )
        ]
        indexes = [Index(name="credit_event_of", fields=["organization", "at"])]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.kind}"


class CreditScore(models.Model):
    """What the score became, when; the newest is also handed down to the organization."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="credit_scores")
    at = models.DateTimeField()
    score_centi = models.PositiveIntegerField()
    grade = models.CharField(max_length=3)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT)
    cause = models.CharField(max_length=60, help_text="Log and number of the event behind it.")

    class Meta:
        indexes = [Index(name="credit_score_of", fields=["organization", "at"])]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.score_centi}"
