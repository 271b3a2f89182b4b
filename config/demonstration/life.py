"""One request as its people live it, from the draft to the award: each yield is a moment."""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bidding.actions.awards import confirm, decide_award, decline
from bidding.actions.bids import place_bid
from bidding.actions.entries import enter, withdraw_entry
from bidding.actions.service_requests import (
    approve_request,
    cancel_request,
    publish_request,
    withdraw_request,
)
from bidding.models import Auction, Award
from bidding.queries.auctions import auction_of
from bidding.queries.awards import award_of
from bidding.rules.bids import Offer
from config.demonstration.cast import Cast
from config.demonstration.hours import Hours, at_hour, spread
from config.demonstration.performance import performance, sign_as
from config.demonstration.projects import CANCEL_BASIS, REASONS_AGAINST, RETURN_REASON
from config.demonstration.stage import Moment, Steps
from config.demonstration.stories import NotAsPlanned, Story
from config.facts import DEFAULT_SET
from market.actions.service_requests import draft, return_request
from market.enums import DeadlineKind, LegalForm
from market.errors import Refused
from market.models import ServiceRequest
from market.queries.contracts import contract_of_request
from market.queries.deadlines import open_deadlines
from market.queries.service_requests import own_request
from market.rules.service_requests import RequestFacts

A_MINUTE = timedelta(minutes=1)


class Life:
    """The steps of a story. `at` is when the last one was taken."""

    def __init__(self, story: Story, cast: Cast, hours: Hours) -> None:
        self.story, self.cast, self.hours = story, cast, hours
        self.at = at_hour(hours.working(story.published_on), 9, spread(story.key, 50))
        self.no = ""
        self._request: ServiceRequest | None = None

    def __iter__(self) -> Steps:
        """Raises NotAsPlanned where an action refuses: then the plan is wrong."""
        try:
            yield from self.steps()
        except Refused as refusal:
            why = getattr(refusal, "problems", refusal.facts)
            told = f"{self.story.key} {self.no} at {self.at}: {refusal.code} {why}"
            raise NotAsPlanned(told) from refusal

    def steps(self) -> Steps:
        yield Moment(self.at)
        self.write()
        if self.story.stops_at == "publish":
            return
        yield from self.publication()
        if self.story.stops_at == "approve":
            return
        yield from self.entries()
        if self.story.ends in ("withdrawn", "cancelled_open"):
            yield from self.early_end()
            return
        yield from self.bidding()
        yield from self.awarding()

    def next(self, step: str, days: int, hour: int | None = None) -> datetime:
        """When the next step is taken: as the plan fixes it, else some working days later."""
        fixed = self.story.moments.get(step)
        self.at = fixed or self.hours.after(self.at, days, self.story.key + step, hour)
        return self.at

    def request(self) -> ServiceRequest:
        """The request as it was drafted: good for what never changes."""
        assert self._request is not None
        return self._request

    def request_now(self) -> ServiceRequest:
        found = own_request(self.cast.organization(self.story.buyer), self.no)
        assert found is not None
        return found

    def entry_closes_at(self) -> datetime:
        at = self.request_now().entry_closes_at
        assert at is not None
        return at

    def auction(self) -> Auction:
        found = auction_of(self.request())
        assert found is not None
        return found

    def award(self) -> Award | None:
        return award_of(self.request())

    # The buyer's side until the publication.
    def write(self) -> None:
        story = self.story
        closes_at = story.moments.get("closes") or self.hours.after(
            self.at, story.notice_days + 1, story.key + "closes", hour=16
        )
        opens_at = story.moments.get("opens") or self.hours.auction(closes_at, 1, story.key)
        facts = RequestFacts(
            service_items=list(story.items),
            title=story.title,
            scope=story.scope,
            division_code=self.cast.organization(story.buyer).division_code,
            ceiling_fen=story.ceiling_fen,
            fund_source=story.fund_source,
            purpose=story.purpose,
            method_parameters=self.parameters(),
            conditions=story.conditions,
            entry_closes_at=closes_at,
            opens_at=opens_at,
            service_days=story.service_days,
            contact=self.cast.organization(story.buyer).phone,
            rule_set=DEFAULT_SET,
        )
        self._request = draft(handler=self.cast.writer(story.buyer), facts=facts)
        self.no = self._request.no

    def parameters(self) -> dict[str, Any]:
        return {"step_fen": self.story.step_fen, "visibility": self.story.visibility}

    def publication(self) -> Steps:
        buyer = self.story.buyer
        publish_request(no=self.no, handler=self.cast.writer(buyer))
        if self.cast.organization(buyer).legal_form not in LegalForm.PUBLIC:  # type: ignore[attr-defined]
            return
        if self.story.is_returned_once:
            yield Moment(self.advance(timedelta(minutes=40)), is_quiet=True)
            admin = self.cast.admin(buyer)
            return_request(no=self.no, handler=admin, reason=RETURN_REASON)
            yield Moment(self.advance(timedelta(minutes=25)))
            publish_request(no=self.no, handler=self.cast.writer(buyer))
        if self.story.stops_at == "approve":
            return
        yield Moment(self.advance(timedelta(minutes=50)))
        approve_request(no=self.no, handler=self.cast.admin(buyer))

    def advance(self, length: timedelta) -> datetime:
        self.at += length
        return self.at

    # The agencies' side until the close.
    def entries(self) -> Steps:
        story, published_at = self.story, self.at
        times = [
            (self.hours.after(published_at, n % 3, f"{story.key}{agency}"), agency)
            for n, agency in enumerate(story.entrants)
        ]
        for self.at, agency in sorted(times):
            yield Moment(self.at, is_quiet=True)
            enter(no=self.no, handler=self.cast.admin(agency))
        for agency in story.leaves:
            yield Moment(self.next("leave", 1), is_quiet=True)
            withdraw_entry(no=self.no, handler=self.cast.admin(agency))
        if story.latecomers:
            yield Moment(self.entry_closes_at() + 5 * A_MINUTE)
            for n, agency in enumerate(story.latecomers):
                self.at = self.entry_closes_at() - timedelta(hours=3 + n)
                yield Moment(self.at, is_quiet=True)
                enter(no=self.no, handler=self.cast.admin(agency))

    def early_end(self) -> Steps:
        buyer = self.story.buyer
        yield Moment(self.next("end", 1), is_quiet=True)
        if self.story.ends == "withdrawn":
            reason = REASONS_AGAINST["withdrawn"]
            withdraw_request(no=self.no, handler=self.cast.writer(buyer), reason=reason)
        else:
            self.cancel()

    def cancel(self) -> None:
        cancel_request(
            no=self.no,
            handler=self.cast.admin(self.story.buyer),
            reason=REASONS_AGAINST["cancelled"],
            basis=CANCEL_BASIS,
        )

    def bidding(self) -> Steps:
        if not self.story.presses:
            return
        auction = self.auction()
        for n, press in enumerate(self.story.presses):
            yield Moment(auction.opens_at + timedelta(seconds=press.after_s), is_quiet=True)
            offer = Offer(
                agency_id=self.cast.admin(press.agency).organization_id,
                key=uuid5(NAMESPACE_URL, f"{auction.no}/{n}"),
                amount_fen=press.amount_fen,
                confirmed=press.is_confirmed,
            )
            place_bid(auction_id=auction.pk, offer=offer)
        self.at = self.auction().closes_at

    # Awards, one after the other.
    def awarding(self) -> Steps:
        story = self.story
        if not story.presses or story.stops_at == "decide":
            return
        if not story.clock_decides:
            yield Moment(self.next("decide", 1))
            decide_award(no=self.no, handler=self.cast.writer(story.buyer))
        else:
            yield Moment(self.hours.after(self.at, 2, story.key + "clock"), is_quiet=True)
        for fate in story.awards:
            award = self.award()
            if award is None:
                return
            yield from self.answer(award, fate)
        contract = contract_of_request(self.request())
        if contract is not None:
            yield from performance(self, contract)

    def answer(self, award: Award, fate: str) -> Steps:
        """What the awarded agency does with it. A contract left unsigned ends the award too."""
        agency = self.cast.by_id(award.entry.agency_id)
        if self.story.stops_at == "confirm":
            return
        if fate == "lapsed":
            yield Moment(award.confirm_due_at + 5 * A_MINUTE, is_quiet=True)
            self.at = award.confirm_due_at
            return
        self.at = max(self.at, award.decided_at)
        days = 0 if spread(self.story.key, 2) else 1
        yield Moment(self.next("confirm", days), is_heard=fate == "declined")
        handler = self.cast.admin(agency)
        if fate == "declined":
            decline(no=self.no, handler=handler, reason=REASONS_AGAINST["declined"])
            return
        confirm(no=self.no, handler=handler)
        if self.story.ends == "cancelled_standstill":
            yield Moment(self.advance(timedelta(minutes=30)), is_quiet=True)
            self.cancel()
            return
        self.at = max(self.at, award.standstill_until)
        yield Moment(self.at + 5 * A_MINUTE, is_quiet=True)
        if fate in ("unsigned_by_agency", "unsigned_by_buyer"):
            yield from self.leave_unsigned(award, fate)

    def leave_unsigned(self, award: Award, fate: str) -> Steps:
        """One side signs, the other does not, until the contract lapses."""
        is_buyers_fault = fate == "unsigned_by_buyer"
        signs = self.cast.by_id(award.entry.agency_id) if is_buyers_fault else self.story.buyer
        yield Moment(self.next("sign", 2), is_quiet=True)
        contract = contract_of_request(self.request())
        assert contract is not None
        sign_as(self, contract, signs)
        [lapse] = open_deadlines(self.no).filter(kind=DeadlineKind.CONTRACT_LAPSE)
        yield Moment(lapse.due_at + 5 * A_MINUTE, is_quiet=True)
        self.at = lapse.due_at
