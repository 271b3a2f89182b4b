"""What still has to reach the rest of the house after a commit."""

from django.db import models

from market.models.record import Event


class Outbox(models.Model):
    """One recorded event that its consumers have not had yet; the worker empties the table."""

    event = models.OneToOneField(Event, models.PROTECT)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.event_id)
