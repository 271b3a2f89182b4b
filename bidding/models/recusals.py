"""Recusals: conflicts found, with the rule and what it rests on."""

from django.db import models

from bidding.enums import ConflictCode
from market.models import Organization, ServiceRequest


class Recusal(models.Model):
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="recusals")
    agency = models.ForeignKey(Organization, models.PROTECT, related_name="recusals")
    code = models.CharField(max_length=26, choices=ConflictCode)
    facts = models.JSONField(default=dict, help_text="Shown to the excluded agency only.")
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.service_request} {self.code}"
