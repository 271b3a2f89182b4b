"""Practitioners of agencies and the jobs they lead."""

from django.db import models
from django.db.models import Q, UniqueConstraint

from market.models.organizations import Organization


class Practitioner(models.Model):
    public_key = models.CharField(max_length=12, unique=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="practitioners")
    name = models.CharField(max_length=60, help_text="Shown masked.")
    certificate = models.CharField(max_length=40, help_text="Code of the kind of certificate.")
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="Last valid day.")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="certificate_works_at_one_agency",
                fields=["certificate", "number"],
                condition=Q(left_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.public_key


class Assignment(models.Model):
    """A practitioner leads a signed contract from day to day."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="assignments")
    contract = models.ForeignKey("market.Contract", models.PROTECT, related_name="assignments")
    first_day = models.DateField()
    last_day = models.DateField()
    released_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.practitioner} leads {self.contract}"
