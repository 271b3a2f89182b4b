"""What an agency offers, beside its organization."""

from django.db import models

from market.enums import FormCheck
from market.models.organizations import Organization
from market.models.service_items import ServiceItem


class AgencyProfile(models.Model):
    organization = models.OneToOneField(Organization, models.PROTECT, related_name="agency")
    categories = models.JSONField(help_text="Service categories chosen at entry.")
    service_items = models.ManyToManyField(ServiceItem, related_name="agencies")
    divisions = models.JSONField(help_text="GB/T 2260 codes; entry holds everywhere all the same.")
    form_check = models.CharField(max_length=7, choices=FormCheck, default=FormCheck.WAITING)
    form_checked_at = models.DateTimeField(null=True)
    introduction = models.TextField(blank=True, max_length=2000)

    def __str__(self) -> str:
        return self.organization.uscc
