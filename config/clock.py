"""What falls due and which action performs it: one table for all three apps."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bidding.actions import awards, entries
from bidding.actions.auctions import perform_due
from bidding.queries.auctions import due_auctions, next_auction_at
from market.actions.agencies import overdue_form_check
from market.actions.messages import deliver_due, deliver_one, put_off, waiting
from market.actions.milestones import deem_accepted
from market.actions.payments import settle_silent
from market.actions.record import checkpoint_changed
from market.enums import DeadlineKind, Happened
from market.errors import Busy
from market.gateways.database import database_now
from market.models import Deadline, Event
from market.queries.agencies import agency_by_uscc
from market.queries.deadlines import due_now, next_due_at
from market.units import shanghai_date
from ratings.actions import credit, reviews

log = logging.getLogger(__name__)

AT_ONCE = 200


def _collect(event: Event) -> None:
    credit.collect(event=event)


def _score_newcomer(event: Event) -> None:
    uscc = event.log.name.removeprefix("organization/")
    if agency_by_uscc(uscc) is not None:
        credit.rescore(uscc=uscc)


CONSUMERS: dict[str, list[Callable[[Event], None]]] = {
    **{kind: [_collect] for kind in credit.KINDS},
    Happened.ORGANIZATION_JOINED: [_score_newcomer],
}


def _reveal(deadline: Deadline) -> None:
    reviews.reveal_due(no=deadline.subject, organization=deadline.organization)


# What is not in this table is a date that people are held to; passing it performs nothing.
PERFORM: dict[str, Callable[[Deadline], object]] = {
    DeadlineKind.ENTRIES_CLOSE: lambda due: entries.close_entries(no=due.subject),
    DeadlineKind.AWARD_DECISION: lambda due: awards.decide_award_if_due(no=due.subject),
    DeadlineKind.AWARD_CONFIRMATION: lambda due: awards.lapse_confirmation(no=due.subject),
    DeadlineKind.STANDSTILL_END: lambda due: awards.end_standstill(no=due.subject),
    DeadlineKind.CONTRACT_LAPSE: lambda due: awards.lapse_contract(no=due.subject),
    DeadlineKind.ACCEPTANCE: lambda due: deem_accepted(no=due.subject),
    DeadlineKind.PAYMENT_CONFIRMATION: lambda due: settle_silent(no=due.subject),
    DeadlineKind.REVIEW: _reveal,
    DeadlineKind.FORM_CHECK: lambda due: overdue_form_check(uscc=due.subject),
}


def perform_due_now() -> int:
    """Everything that is due at the database's time, once; says how many things were done.

    Each action locks what it changes and looks again, so any number of workers may do this at
    the same time. One that fails is logged and tried at the next turn; the others go on.
    """
    now = database_now()
    return perform_auctions(now) + perform_deadlines(now) + deliver_outbox()


def perform_auctions(now: datetime) -> int:
    due = list(due_auctions(now)[:AT_ONCE])
    return sum(_attempt(f"auction {one.pk}", perform_due, auction_id=one.pk) for one in due)


def perform_deadlines(now: datetime) -> int:
    due = due_now(list(PERFORM), now).select_related("organization")[:AT_ONCE]
    return sum(_attempt(str(one), PERFORM[one.kind], one) for one in due)


def deliver_outbox() -> int:
    """Hand recorded events to their consumers. One that fails waits; the rest goes on."""
    try:
        return deliver_due(consumers=CONSUMERS)
    except Busy:
        return 0
    except Exception:  # One of the batch failed: find it and put it off.
        log.exception("the outbox is delivered one by one")
    delivered = 0
    for pk in waiting():
        if _attempt(f"outbox {pk}", deliver_one, pk=pk, consumers=CONSUMERS):
            delivered += 1
        else:
            put_off(pk=pk)
    return delivered


def _attempt(name: str, action: Callable[..., object], *args: object, **facts: object) -> int:
    try:
        action(*args, **facts)
    except Busy:
        return 0
    except Exception:
        log.exception("the clock could not perform %s", name)
        return 0
    return 1


def next_at() -> datetime | None:
    """When something falls due next."""
    found = [at for at in (next_due_at(list(PERFORM)), next_auction_at()) if at is not None]
    return min(found, default=None)


class Minutes:
    """What is done once a minute or once a day, by the database's clock."""

    def __init__(self) -> None:
        self.signed_at: datetime | None = None
        self.rescored_on: date | None = None

    def perform(self, now: datetime) -> None:
        if self.signed_at is None or now - self.signed_at >= timedelta(minutes=1):
            self.signed_at = now
            _attempt("checkpoint", checkpoint_changed)
        if self.rescored_on != shanghai_date(now):
            self.rescored_on = shanghai_date(now)
            _attempt("nightly rescore", credit.rescore_all)
