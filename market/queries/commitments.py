"""The letter in force and what was signed."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import get_language

from market.models import Commitment, CommitmentText, Organization
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.rules.commitments import DURATIONS, preview
from market.units import duration_words


def current_text(at: datetime) -> CommitmentText:
    """Raises CommitmentText.DoesNotExist before the first is published."""
    return CommitmentText.objects.filter(in_force_from__lte=at).latest("in_force_from")


def letter_to_read(at: datetime) -> tuple[CommitmentText, str]:
    """The letter in force, and its text in the reader's language with the periods in words."""
    text = current_text(at)
    rules = rules_of(rule_set_in_force(at))
    is_english = (get_language() or "").startswith("en")
    shown = text.text_en if is_english and text.text_en else text.text
    return text, preview(shown, {key: duration_words(rules[key]) for key in DURATIONS})


def text_exists(version: str) -> bool:
    return CommitmentText.objects.filter(version=version).exists()


def commitments_of(organization: Organization) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(organization=organization)
    return rows.select_related("commitment_text").order_by("-signed_at")


def commitments_public() -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(organization__is_agency=True)
    return rows.select_related("organization", "commitment_text").order_by("-signed_at", "-pk")
