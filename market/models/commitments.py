"""Commitment letters: versioned text, and who signed which."""

from django.db import models

from market.models.organizations import Organization
from market.models.users import User


class CommitmentText(models.Model):
    version = models.CharField(max_length=20, unique=True)
    text = models.TextField(help_text="The Chinese text, which is the one that is signed.")
    text_en = models.TextField(help_text="A translation that helps to read it.")
    in_force_from = models.DateTimeField()

    def __str__(self) -> str:
        return self.version


class Commitment(models.Model):
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="commitments")
    commitment_text = models.ForeignKey(CommitmentText, models.PROTECT)
    text = models.TextField(help_text="As filled and signed.")
    text_sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(User, models.PROTECT)
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organization} {self.commitment_text}"
