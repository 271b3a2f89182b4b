"""Organizations: identity, ties, standing, and credit as handed down by ratings."""

from django.db import models
from django.db.models import CheckConstraint, Q

from market.enums import IdentityLevel, LegalForm, Size, Standing


class Organization(models.Model):
    uscc = models.CharField(
        max_length=18, unique=True, help_text="Its code; of a person as buyer P and 17 characters."
    )
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    legal_form = models.CharField(max_length=24, choices=LegalForm)
    size = models.CharField(max_length=6, choices=Size, blank=True)
    is_buyer = models.BooleanField(default=False)
    is_agency = models.BooleanField(default=False)
    is_regulator = models.BooleanField(default=False)
    is_operator = models.BooleanField(default=False)
    division_code = models.CharField(max_length=6, blank=True, help_text="GB/T 2260.")
    legal_rep = models.CharField(max_length=60, blank=True, help_text="Shown masked.")
    legal_rep_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of what identifies the person, where known."
    )
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="subsidiaries")
    supervised_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supervised")
    approves_items = models.JSONField(
        default=list, help_text="Codes of the items whose approval this organ grants."
    )
    identity_level = models.CharField(
        max_length=21, choices=IdentityLevel, default=IdentityLevel.REAL_NAME
    )
    code_warnings = models.JSONField(default=list, help_text="Check digits that fail: a warning.")
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.ACTIVE)
    credit_score_centi = models.PositiveIntegerField(null=True, help_text="Set by set_credit only.")
    credit_grade = models.CharField(max_length=3, blank=True)
    credit_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            CheckConstraint(
                name="regulator_or_operator_is_nothing_else",
                condition=Q(is_regulator=False, is_operator=False)
                | Q(is_buyer=False, is_agency=False, is_regulator=True, is_operator=False)
                | Q(is_buyer=False, is_agency=False, is_regulator=False, is_operator=True),
            ),
            CheckConstraint(
                name="credit_score_is_within_its_range",
                condition=Q(credit_score_centi__isnull=True) | Q(credit_score_centi__lte=15_000),
            ),
        ]
        indexes = [
            models.Index(name="organization_agencies", fields=["is_agency", "credit_grade"]),
            models.Index(name="organization_legal_rep", fields=["legal_rep_digest"]),
        ]

    def __str__(self) -> str:
        return self.uscc

    @property
    def is_person(self) -> bool:
        return self.legal_form == LegalForm.PERSON
