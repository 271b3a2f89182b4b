"""The record: append-only, hash-chained logs, and the salts of what is sealed in them."""

from django.db import models
from django.db.models import UniqueConstraint


class Log(models.Model):
    """One stream of events; the row is its head and the lock of whoever appends."""

    name = models.CharField(max_length=60, unique=True, help_text="request/TL-2026-001187")
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    at = models.DateTimeField(null=True)
    checkpoint_seq = models.PositiveBigIntegerField(default=0, help_text="Signed up to here.")

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """A line of the record. `text` is what is hashed; the other columns are copies for queries."""

    log = models.ForeignKey(Log, models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [UniqueConstraint(name="event_number_is_taken_once", fields=["log", "seq"])]

    def __str__(self) -> str:
        return f"{self.log_id} {self.seq} {self.kind}"


class Salt(models.Model):
    """What a digest in the record hides. Deleting the row is deleting the value."""

    digest = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=64)
    value = models.TextField()

    def __str__(self) -> str:
        return self.digest


class Checkpoint(models.Model):
    """A signed head of a log."""

    log = models.ForeignKey(Log, models.PROTECT, related_name="checkpoints")
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(help_text="Of its event.")
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [UniqueConstraint(name="head_is_signed_once", fields=["log", "seq"])]

    def __str__(self) -> str:
        return f"{self.log_id} {self.seq}"
