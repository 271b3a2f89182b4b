"""Who acts for whom: the membership of a user in an organization."""

from django.db import models
from django.db.models import Q, UniqueConstraint

from market.enums import HandlerRole
from market.models.organizations import Organization
from market.models.users import User


class Handler(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="handlers")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="handlers")
    role = models.CharField(max_length=9, choices=HandlerRole)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                name="user_acts_for_one_organization",
                fields=["user"],
                condition=Q(until__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.organization}"
