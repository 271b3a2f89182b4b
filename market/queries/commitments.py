"""The letter in force and what was signed."""

from datetime import datetime

from django.db.models import QuerySet

from market.models import Commitment, CommitmentText, Organization


def current_text(at: datetime) -> CommitmentText:
    """Raises CommitmentText.DoesNotExist before the first is published."""
    return CommitmentText.objects.filter(in_force_from__lte=at).latest("in_force_from")


def text_exists(version: str) -> bool:
    return CommitmentText.objects.filter(version=version).exists()


def commitments_of(organization: Organization) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(organization=organization)
    return rows.select_related("commitment_text").order_by("-signed_at")


def commitments_public() -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(organization__is_agency=True)
    return rows.select_related("organization", "commitment_text").order_by("-signed_at", "-pk")
