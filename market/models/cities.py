"""The city that runs this market, and the divisions its filters know."""

from django.db import models


class City(models.Model):
    code = models.CharField(max_length=4, unique=True, help_text="Stands in public numbers.")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    division_code = models.CharField(max_length=6)
    accent = models.CharField(max_length=20, help_text="A checked accent of tokens.css.")
    phone = models.CharField(max_length=30, blank=True)
    hours = models.CharField(max_length=60, blank=True)
    hours_en = models.CharField(max_length=60, blank=True)
    operator_name = models.CharField(max_length=120, blank=True)
    regulator_name = models.CharField(max_length=120, blank=True)
    is_demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class Division(models.Model):
    code = models.CharField(max_length=6, unique=True, help_text="GB/T 2260.")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.code
