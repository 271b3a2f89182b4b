"""Working days, one row per year: the year is what a holiday notice fixes."""

from django.db import models


class CalendarYear(models.Model):
    year = models.PositiveSmallIntegerField(unique=True)
    holidays = models.JSONField(help_text="ISO dates off.")
    make_up = models.JSONField(help_text="ISO dates worked in exchange.")
    is_provisional = models.BooleanField(help_text="Computed from the statute, notice not out yet.")
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.year)
