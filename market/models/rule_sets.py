"""Rule sets: every parameter of the market, versioned and never changed after."""

from django.db import models


class RuleSet(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    is_demonstration = models.BooleanField(help_text="May be chosen on a demonstration only.")
    text = models.TextField(help_text="Canonical JSON, exactly as hashed.")
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateTimeField(null=True, help_text="In force from here; null: chosen.")

    def __str__(self) -> str:
        return self.code
