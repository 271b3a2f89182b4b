"""Public numbers, counted without gaps in each series."""

from market.gateways.database import lock
from market.models import Counter


def next_value(name: str) -> int:
    """The next number of a series, inside the caller's transaction."""
    try:
        counter = lock(Counter.objects, name=name)
    except Counter.DoesNotExist:  # Once in its life; every other number saves the question.
        Counter.objects.bulk_create([Counter(name=name)], ignore_conflicts=True)
        counter = lock(Counter.objects, name=name)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value
