"""Service requests: what a buyer asks for and under which rules."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from market.enums import FailureCode, FundSource, Method, PriceBasis, Purpose, RequestStatus
from market.models.handlers import Handler
from market.models.organizations import Organization
from market.models.rule_sets import RuleSet
from market.models.service_items import ServiceItem


class ServiceRequest(models.Model):
    no = models.CharField(max_length=20, unique=True, help_text="TL-2026-001187, public.")
    buyer = models.ForeignKey(Organization, models.PROTECT, related_name="service_requests")
    handler = models.ForeignKey(Handler, models.PROTECT, related_name="written")
    approved_by = models.ForeignKey(Handler, models.PROTECT, null=True, related_name="approved")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT)
    status = models.CharField(max_length=16, choices=RequestStatus, default=RequestStatus.DRAFT)

    service_item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="service_requests")
    service_items = models.ManyToManyField(ServiceItem, related_name="bundled_in")
    title = models.CharField(max_length=120, blank=True)
    scope = models.TextField(max_length=5000, blank=True)
    division_code = models.CharField(max_length=6, blank=True)
    ceiling_fen = models.PositiveBigIntegerField(
        null=True, help_text="The most that may be paid, with tax."
    )
    price_basis = models.CharField(max_length=8, choices=PriceBasis, default=PriceBasis.TOTAL)
    fund_source = models.CharField(max_length=14, choices=FundSource, default=FundSource.PRIVATE)
    purpose = models.CharField(max_length=27, choices=Purpose, default=Purpose.OWNER)
    method = models.CharField(max_length=16, choices=Method)
    method_parameters = models.JSONField(help_text="As published: durations are texts.")
    conditions = models.JSONField(default=list, help_text="Text, kind, test; reason for a warning.")
    avoid = models.JSONField(default=list, help_text="Agency and reason.")
    term_reasons = models.JSONField(default=dict, help_text="Warned term: published reason.")
    service_days = models.PositiveSmallIntegerField(null=True)
    contact = models.CharField(
        max_length=120, blank=True, help_text="Shown on the page, in no event."
    )

    entry_closes_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True, help_text="Start of the auction.")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    extension_count = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, help_text="When a final state was reached.")
    failure_code = models.CharField(max_length=20, choices=FailureCode, blank=True)
    reason = models.TextField(blank=True, max_length=500, help_text="Of a return or an early end.")
    repost_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="reposts")

    class Meta:
        constraints = [
            CheckConstraint(
                name="ceiling_is_real",
                condition=Q(ceiling_fen__isnull=True)
                | Q(ceiling_fen__gt=0, ceiling_fen__lte=10**14),
            ),
            CheckConstraint(
                name="selection_follows_entry",
                condition=Q(entry_closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(entry_closes_at__lte=F("opens_at")),
            ),
            CheckConstraint(
                name="published_request_is_complete",
                condition=Q(status__in=["draft", "pending_approval", "cancelled"])
                | Q(
                    published_at__isnull=False,
                    ceiling_fen__isnull=False,
                    service_days__isnull=False,
                    entry_closes_at__isnull=False,
                    opens_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            Index(name="request_newest", fields=["-published_at", "no"]),
            Index(name="request_closing", fields=["status", "entry_closes_at"]),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def times(self) -> tuple[datetime, datetime]:
        """When entry closes and the auction opens; both are set once it is published."""
        assert self.entry_closes_at is not None, f"{self.no} has no close"
        assert self.opens_at is not None, f"{self.no} has no start"
        return self.entry_closes_at, self.opens_at
