"""Writing and reading the record: record(), seal(), reveal(), events_after()."""

import secrets
from collections.abc import Iterable
from typing import Any

from market.gateways.database import lock, row_of
from market.models import Event, Log, Outbox, Salt
from market.rules.canonical import canonical, event_hash, sealed_digest
from market.rules.happenings import Happening
from market.units import stamp

VERSION = 1
NO_HASH = "0" * 64
# Events of these logs have consumers beyond the page: credit today.
POSTED = ("request/", "organization/")


def record(log: str, *happenings: Happening) -> list[Event]:
    """Append to a log inside the caller's transaction; the events come back numbered and hashed.

    Locks the head of the log, which is the last lock an action takes. Times never decrease:
    an event whose clock lies before the head takes the head's time.
    """
    try:
        head = lock(Log.objects, name=log)
    except Log.DoesNotExist:  # Once in its life; every other event saves the question.
        Log.objects.bulk_create([Log(name=log)], ignore_conflicts=True)
        head = lock(Log.objects, name=log)
    events = []
    for happening in happenings:
        head.at = happening.at if head.at is None else max(head.at, happening.at)
        head.seq += 1
        body: dict[str, Any] = {
            "v": VERSION,
            "log": log,
            "seq": head.seq,
            "at": stamp(head.at),
            "kind": str(happening.kind),
            "facts": dict(happening.facts),
            "prev": head.hash,
        }
        if happening.sealed:
            body["sealed"] = dict(happening.sealed)
        text = canonical(body)
        head.hash = event_hash(text)
        events.append(
            Event(log=head, seq=head.seq, at=head.at, kind=body["kind"], text=text, hash=head.hash)
        )
    Event.objects.bulk_create(events)
    head.save(update_fields=["seq", "hash", "at"])
    if log.startswith(POSTED):
        Outbox.objects.bulk_create(Outbox(event=event, try_at=event.at) for event in events)
    return events


def seal(value: str) -> str:
    """The digest that stands for a value in the record; value and salt are kept apart."""
    salt = secrets.token_hex(32)
    digest = sealed_digest(salt, value)
    Salt.objects.create(digest=digest, salt=salt, value=value)
    return digest


def reveal(digest: str) -> dict[str, str]:
    """Value and salt behind a digest, for `revealed` in a later event."""
    row = row_of(Salt.objects, digest=digest)
    return {"value": row.value, "salt": row.salt}


def reveal_all(digests: Iterable[str]) -> dict[str, dict[str, str]]:
    """The same for many at once, by digest. Raises KeyError where one is not known."""
    wanted = list(digests)
    rows = {row.digest: row for row in Salt.objects.filter(digest__in=wanted)}
    return {digest: {"value": rows[digest].value, "salt": rows[digest].salt} for digest in wanted}


def events_after(log: str, seq: int, limit: int) -> list[Event]:
    """The events of a log with higher numbers, in order."""
    return list(Event.objects.filter(log__name=log, seq__gt=seq).order_by("seq")[:limit])
