"""Selections: the method's inputs, steps and outcome, kept for recomputing."""

from django.db import models

from market.enums import Method
from market.models import ServiceRequest


class Selection(models.Model):
    service_request = models.OneToOneField(ServiceRequest, models.PROTECT, related_name="selection")
    method = models.CharField(max_length=16, choices=Method)
    inputs = models.JSONField()
    steps = models.JSONField()
    ranking = models.JSONField(help_text="Aliases, best first.")
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.service_request)
