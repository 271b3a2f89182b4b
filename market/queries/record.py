"""The logs as they are served and verified."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from market.gateways.signing import key_id, public_key
from market.models import Checkpoint, Event, Log, RuleSet, ServiceRequest
from market.units import stamp

PAGE = 1_000
NO_HASH = "0" * 64


def log_by_name(name: str) -> Log | None:
    return Log.objects.filter(name=name).first()


def logs() -> QuerySet[Log]:
    return Log.objects.order_by("name")


def logs_changed(limit: int) -> list[str]:
    rows = Log.objects.filter(seq__gt=F("checkpoint_seq")).order_by("pk")
    return list(rows.values_list("name", flat=True)[:limit])


def head_of(log: Log | None) -> dict[str, Any]:
    """`at` is that of its event; an empty log has number 0 and zeros. Source: record.md 1."""
    if log is None or log.at is None:
        return {"seq": 0, "hash": NO_HASH, "at": None}
    return {"seq": log.seq, "hash": log.hash, "at": stamp(log.at)}


def checkpoints_of(name: str) -> list[dict[str, Any]]:
    rows = Checkpoint.objects.filter(log__name=name).order_by("seq")
    return [
        {
            "log": name,
            "seq": row.seq,
            "hash": row.hash,
            "at": stamp(row.at),
            "key_id": row.key_id,
            "signature": row.signature,
        }
        for row in rows
    ]


def record_page(name: str, after: int, limit: int | None = PAGE) -> dict[str, Any]:
    """One page of a log as interfaces.md 6 shapes it; without a limit, all of it."""
    log = log_by_name(name)
    rows = Event.objects.filter(log=log, seq__gt=after).order_by("seq").values_list("text", "hash")
    events = [{"text": text, "hash": digest} for text, digest in rows[:limit]] if log else []
    last = after + len(events)
    return {
        "log": name,
        "public_key": public_key(),
        "events": events,
        "next_after": last if log and events and last < log.seq else None,
        "head": head_of(log),
        "checkpoints": checkpoints_of(name),
    }


def keys() -> list[dict[str, Any]]:
    """The one key so far; a successor would be announced in the record first."""
    key = public_key()
    return [
        {"key_id": key_id(key), "public_key": key, "from": None, "until": None, "announced": None}
    ]


def events_of(name: str) -> Iterator[tuple[int, str, str]]:
    """Number, text and hash of every event, streamed: for verifying long logs."""
    rows = Event.objects.filter(log__name=name).order_by("seq")
    yield from rows.values_list("seq", "text", "hash").iterator(chunk_size=2_000)


def logs_of_request(service_request: ServiceRequest, *, entries_are_open: bool) -> list[str]:
    """Names of a request's logs; its entries are served from their close on."""
    no = service_request.no
    names = [f"request/{no}"]
    if entries_are_open:
        names.append(f"entries/{no}")
    auctions = Log.objects.filter(name__startswith=f"auction/{no}-A").order_by("name")
    return names + list(auctions.values_list("name", flat=True))


def rule_set_texts(codes: list[str]) -> list[dict[str, str]]:
    rows = RuleSet.objects.filter(code__in=codes).order_by("code")
    return [{"code": row.code, "text": row.text, "rule_set_hash": row.sha256} for row in rows]


def events_in(name: str) -> "QuerySet[Event]":
    """Of one log, in order, for a page of it."""
    return Event.objects.filter(log__name=name).order_by("seq")


def last_checkpoint(name: str) -> Checkpoint | None:
    """The newest signed head of a log."""
    return Checkpoint.objects.filter(log__name=name).order_by("-seq").first()
