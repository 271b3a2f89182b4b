"""Files, each version kept, known by its SHA-256."""

from django.db import models

from market.models.organizations import Organization
from market.models.service_requests import ServiceRequest


class Document(models.Model):
    public_key = models.CharField(max_length=22, unique=True, help_text="Random; its address.")
    organization = models.ForeignKey(Organization, models.PROTECT, help_text="Who brought it.")
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="documents")
    is_public = models.BooleanField(help_text="Otherwise only the parties of the contract read it.")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_index=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public_key
