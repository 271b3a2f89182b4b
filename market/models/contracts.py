"""Contracts: price and parties from the award, text signed by both."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from market.enums import ContractStatus
from market.models.organizations import Organization
from market.models.service_requests import ServiceRequest


class Contract(models.Model):
    no = models.CharField(max_length=24, unique=True, help_text="TL-2026-001187-C1, public.")
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="contracts")
    buyer = models.ForeignKey(Organization, models.PROTECT, related_name="contracts_as_buyer")
    agency = models.ForeignKey(Organization, models.PROTECT, related_name="contracts_as_agency")
    status = models.CharField(
        max_length=10, choices=ContractStatus, default=ContractStatus.DRAFTING
    )
    price_fen = models.PositiveBigIntegerField()
    text = models.TextField(help_text="Prefilled from the award; parties, scope, price locked.")
    text_sha256 = models.CharField(max_length=64)
    buyer_signed_at = models.DateTimeField(null=True)
    agency_signed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="request_has_one_running_contract",
                fields=["service_request"],
                condition=~Q(status="terminated"),
            ),
            CheckConstraint(
                name="signed_contract_was_signed_by_both",
                condition=Q(signed_at__isnull=True)
                | Q(buyer_signed_at__isnull=False, agency_signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.no
