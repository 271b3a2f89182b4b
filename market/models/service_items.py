"""The catalogue of intermediary services."""

from django.db import models

from market.enums import ServiceItemStatus


class ServiceItem(models.Model):
    code = models.CharField(max_length=20, unique=True)
    national_item_code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    category = models.CharField(max_length=40, db_index=True)
    supervisor_sector = models.CharField(max_length=40)
    legal_basis = models.JSONField(help_text="Title, number, article; empty cannot be published.")
    approval_served = models.JSONField(default=list)
    time_limit = models.CharField(max_length=120)
    time_limit_by_law = models.CharField(max_length=200, blank=True)
    fee_basis = models.CharField(max_length=120)
    fee_note = models.CharField(max_length=300, blank=True)
    price_unit = models.CharField(max_length=40)
    price_band_fen = models.JSONField(help_text="Demonstration figures, lowest and highest.")
    promised_days = models.PositiveSmallIntegerField(null=True)
    may_do_yourself = models.BooleanField()
    self_note = models.CharField(max_length=300, blank=True)
    required_qualification = models.JSONField(help_text="Code, names, holder; what the law asks.")
    status = models.CharField(max_length=9, choices=ServiceItemStatus)
    cancelled_on = models.DateField(null=True)
    cancel_basis = models.JSONField(default=list)
    cancel_note = models.CharField(max_length=300, blank=True)
    cancel_note_en = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.code
