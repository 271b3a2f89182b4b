"""Qualifications of organizations, each with the state of its verification."""

from django.db import models

from market.enums import Verification
from market.models.organizations import Organization


class Qualification(models.Model):
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="qualifications")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    grade = models.CharField(max_length=20, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="Last valid day.")
    verification = models.CharField(
        max_length=8, choices=Verification, default=Verification.DECLARED
    )
    verified_at = models.DateTimeField(null=True)
    verification_source = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.number}"
