"""Entries: an agency, under an alias, in the field of a request."""

from django.db import models
from django.db.models import UniqueConstraint

from bidding.enums import EntryStatus
from market.models import Handler, Organization, ServiceRequest


class Entry(models.Model):
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="entries")
    agency = models.ForeignKey(Organization, models.PROTECT, related_name="entries")
    alias = models.CharField(max_length=4, help_text="Random, a letter and a digit or two.")
    status = models.CharField(max_length=9, choices=EntryStatus, default=EntryStatus.CONFIRMED)
    bidder_digest = models.CharField(max_length=64, help_text="Of the salted USCC: record.md 1.")
    handler = models.ForeignKey(Handler, models.PROTECT)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    void_code = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="agency_enters_a_request_once", fields=["service_request", "agency"]
            ),
            UniqueConstraint(
                name="alias_is_one_agency_in_a_request", fields=["service_request", "alias"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request} {self.alias}"
