"""First answers of the API, kept a day so that a repeat is answered alike."""

from django.db import models
from django.db.models import UniqueConstraint

from market.models.users import User


class FirstAnswer(models.Model):
    user = models.ForeignKey(User, models.PROTECT)
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=100)
    body_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, help_text="Null while the first runs.")
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="call_is_answered_once", fields=["user", "path", "key"])
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
