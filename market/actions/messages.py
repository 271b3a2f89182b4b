"""The outbox: what still has to reach the rest of the house after a commit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.db.models import QuerySet

from market.gateways.database import claim, database_now, one_transaction
from market.models import Event, Outbox

Consumer = Callable[[Event], None]
AT_ONCE = 50
PATIENCE = timedelta(seconds=10)
MOST_PATIENCE = timedelta(hours=1)


@one_transaction
def deliver_due(*, consumers: Mapping[str, Sequence[Consumer]]) -> int:
    """Hand waiting events to their consumers and forget them; says how many.

    A consumer may get an event twice. One that fails rolls the batch back; `put_off` then
    makes the first row wait, so that the others can go on.
    """
    rows = claim(_waiting(), AT_ONCE)
    for row in rows:
        for consumer in consumers.get(row.event.kind, ()):
            consumer(row.event)
    if rows:
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


@one_transaction
def deliver_one(*, pk: int, consumers: Mapping[str, Sequence[Consumer]]) -> None:
    """The same for one row, to find which one of a batch fails."""
    for row in claim(Outbox.objects.select_related("event__log").filter(pk=pk), 1):
        for consumer in consumers.get(row.event.kind, ()):
            consumer(row.event)
        row.delete()


@one_transaction
def put_off(*, pk: int) -> None:
    """Try again later, twice as late each time, at most an hour."""
    row = Outbox.objects.filter(pk=pk).first()
    if row is not None:
        row.attempts += 1
        wait = min(PATIENCE * 2 ** min(row.attempts, 10), MOST_PATIENCE)
        row.try_at = database_now() + wait
        row.save(update_fields=["attempts", "try_at"])


def waiting() -> list[int]:
    return list(_waiting().values_list("pk", flat=True)[:AT_ONCE])


def _waiting() -> QuerySet[Outbox]:
    rows = Outbox.objects.filter(try_at__lte=database_now()).order_by("pk")
    return rows.select_related("event__log")
