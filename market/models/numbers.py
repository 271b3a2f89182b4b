"""Counters behind public numbers."""

from django.db import models


class Counter(models.Model):
    name = models.CharField(max_length=60, unique=True, help_text="TL-2026, TL-2026-000001-N.")
    value = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
