"""Telling in an auction's log: the event, the row's number, and news after the commit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bidding.enums import NEXT_AUCTION_STATUS, AuctionStatus
from bidding.models import Auction
from bidding.queries.auctions import last_event_at, log_of
from market.gateways import live
from market.gateways.database import database_now
from market.models import Event
from market.record import record
from market.rules.happenings import Happening
from market.units import stamp


def auction_now(auction: Auction) -> datetime:
    """The database's clock, never earlier than the auction's last event.

    The caller holds the auction's row, so nobody else appends to its log.
    """
    return max_of(database_now(), last_event_at(auction))


def max_of(now: datetime, last: datetime | None) -> datetime:
    return now if last is None else max(now, last)


def tell(auction: Auction, happenings: Iterable[Happening], **changes: Any) -> list[Event]:
    """Append to the auction's log and keep what changed with it. The caller holds the row."""
    if "status" in changes:
        before, after = AuctionStatus(auction.status), changes["status"]
        assert after == before or after in NEXT_AUCTION_STATUS[before], f"{before} to {after}"
    happenings = list(happenings)
    events = record(log_of(auction), *happenings)
    assert events[0].seq == auction.seq + 1, "the auction's row and its log disagree"
    changes["seq"] = events[-1].seq
    for name, value in changes.items():
        setattr(auction, name, value)
    auction.save(update_fields=list(changes))
    topic, news = log_of(auction), news_of(events, happenings)
    transaction.on_commit(lambda: live.publish(topic, news))
    return events


def news_of(events: Sequence[Event], happenings: Sequence[Happening]) -> dict[str, Any]:
    """What the hubs hear after the commit: enough to follow without asking the database."""
    return {
        "from": events[0].seq,
        "to": events[-1].seq,
        "events": [
            {
                "seq": event.seq,
                "at": stamp(event.at),
                "kind": event.kind,
                "facts": dict(happening.facts),
            }
            for event, happening in zip(events, happenings, strict=True)
        ],
    }


def head_facts(event: Event, log: str) -> dict[str, Any]:
    """An event of another log, as one that rests on it names it. Source: record.md 3."""
    return {"log": log, "seq": event.seq, "hash": event.hash}
