"""Builders for auctions: a request with its entrants, opened and closed by the actions."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

from django.db import connection

from bidding.actions.auctions import perform_due
from bidding.actions.awards import decide_award
from bidding.actions.bids import place_bids
from bidding.actions.entries import close_entries, enter
from bidding.actions.service_requests import publish_request
from bidding.models import Auction, Award, Entry
from bidding.queries.awards import award_of
from bidding.rules.bids import Offer
from market.enums import DeadlineKind
from market.gateways.database import staged_clock
from market.models import Deadline, Event, Handler, Organization, ServiceRequest
from market.record import events_after
from tests.factories import make_agency, make_draft

STEP_FEN = 10_000
CEILING_FEN = 1_000_000


@dataclass
class Field:
    """A request's auction and who stands in it."""

    no: str
    buyer: Handler
    agencies: list[Handler] = field(default_factory=list)

    @property
    def request(self) -> ServiceRequest:
        return ServiceRequest.objects.select_related("rule_set", "buyer").get(no=self.no)

    @property
    def auction(self) -> Auction:
        return Auction.objects.get(service_request__no=self.no)

    def alias(self, place: int) -> str:
        agency = self.agencies[place].organization_id
        return Entry.objects.get(service_request__no=self.no, agency=agency).alias

    def offer(self, place: int, amount_fen: int, key=None, confirmed: bool = True) -> Offer:
        agency_id = self.agencies[place].organization_id
        return Offer(agency_id, key or uuid4(), amount_fen, confirmed)

    def bid(self, place: int, amount_fen: int, **facts):
        """The code of the refusal, or the number of the event."""
        return self.bid_all(self.offer(place, amount_fen, **facts))[0]

    def bid_all(self, *offers: Offer) -> list:
        answers = place_bids(auction_id=self.auction.pk, offers=offers)
        return [answer.refusal or answer.seq for answer in answers]


def clock_at(moment: datetime | None) -> AbstractContextManager[None]:
    """The staged clock; what a draft may leave out is there once it is published."""
    assert moment is not None
    return staged_clock(moment)


def make_entered(count: int = 3, buyer: Handler | None = None, **facts) -> Field:
    """Published, with so many agencies entered; entry is still open."""
    parameters = {"step_fen": STEP_FEN, "base_duration": "10m", "soft_close": "60s"}
    parameters |= facts.pop("method_parameters", {})
    draft = make_draft(buyer, method_parameters=parameters, **facts)
    publish_request(no=draft.no, handler=draft.handler)
    made = Field(draft.no, draft.handler)
    for _n in range(count):
        made.agencies.append(make_agency())
        enter(no=made.no, handler=made.agencies[-1])
    return made


def make_frozen(count: int = 3, **facts) -> Field:
    """Entries are closed; the auction waits for its start."""
    made = make_entered(count, **facts)
    with clock_at(made.request.entry_closes_at):
        close_entries(no=made.no)
    return made


def make_auction(count: int = 3, **facts) -> Field:
    """An open auction. The real clock lies before its opening, so bids come at the opening."""
    made = make_frozen(count, **facts)
    with staged_clock(made.auction.opens_at):
        perform_due(auction_id=made.auction.pk)
    return made


@contextmanager
def before_close(made: Field, seconds: float):
    """So many seconds before the end in force; negative: after it."""
    with staged_clock(made.auction.closes_at - timedelta(seconds=seconds)):
        yield


def close_auction(made: Field) -> None:
    with staged_clock(made.auction.closes_at):
        perform_due(auction_id=made.auction.pk)


def make_closed(*amounts_fen: int, count: int = 3, **facts) -> Field:
    """Closed after these bids, the first by agency 0, the next by agency 1 and so on."""
    made = make_auction(count, **facts)
    for place, amount_fen in enumerate(amounts_fen):
        answer = made.bid(place % count, amount_fen)
        assert isinstance(answer, int), answer
    close_auction(made)
    return made


def kinds(log: str) -> list[str]:
    return [event.kind for event in events_after(log, 0, 1000)]


def last_event(log: str, kind: str) -> Event:
    return Event.objects.filter(log__name=log, kind=kind).order_by("-seq")[0]


def set_standing(agency: Handler, standing: str) -> None:
    """Measures come with a later issue; until then tests set what they would hand down."""
    Organization.objects.filter(pk=agency.organization_id).update(standing=standing)
    agency.organization.refresh_from_db()


def facts_of(log: str, kind: str) -> dict:
    """What the newest event of that kind says."""
    return json.loads(last_event(log, kind).text)["facts"]


def make_decided(*amounts_fen: int, **facts) -> Field:
    """Awarded by the buyer. Three bidders by default: agency 2 leads, then 1, then 0."""
    made = make_closed(*(amounts_fen or (900_000, 880_000, 860_000)), **facts)
    with clock_at(made.auction.closed_at):
        decide_award(no=made.no, handler=made.buyer)
    return made


def award(made: Field) -> Award | None:
    """The award that stands."""
    return award_of(made.request)


def at_end_of(made: Field, kind: DeadlineKind):
    """The clock at the moment when that deadline of the request is over."""
    due = Deadline.objects.get(kind=kind, subject=made.no, done_at__isnull=True)
    return staged_clock(due.due_at)


def at_once(*steps: Callable[[], object]) -> list:
    """What each step gives when all are taken at the same time; a fault is an answer too."""
    ready, answers = Barrier(len(steps)), []

    def take(step: Callable[[], object]) -> None:
        try:
            ready.wait()
            answers.append(step())
        except Exception as fault:
            answers.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=take, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
