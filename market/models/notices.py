"""Notices: the formal publications, each with its verification code."""

from django.db import models
from django.db.models import Index

from market.enums import NoticeKind
from market.models.record import Event
from market.models.service_requests import ServiceRequest


class Notice(models.Model):
    no = models.CharField(max_length=24, unique=True, help_text="TL-2026-001187-N1, public.")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, help_text="What it publishes.")
    facts = models.JSONField(help_text="What its text is made from.")
    verify_code = models.CharField(max_length=16, unique=True)
    issued_at = models.DateTimeField()

    class Meta:
        indexes = [Index(name="notice_newest", fields=["-issued_at", "no"])]

    def __str__(self) -> str:
        return self.no
