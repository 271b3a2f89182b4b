"""Selections: gather the inputs, let the method decide, keep both."""

from datetime import datetime

from bidding.actions.auction_logs import head_facts
from bidding.enums import Happened
from bidding.methods import DECIDE
from bidding.methods.live_auction import at_floor
from bidding.models import Auction, Selection
from bidding.queries.auctions import log_of, sealed_in
from bidding.rules.bids import AuctionState
from bidding.rules.draws import Draw
from bidding.rules.selections import Inputs, LastPrice
from market.actions.deadlines import set_deadline
from market.actions.publications import advance
from market.enums import DeadlineKind, Method, RequestStatus
from market.models import Event, ServiceRequest
from market.queries.calendar import due_after
from market.queries.rule_sets import rules_of
from market.record import record, reveal
from market.rules.happenings import Happening


def select(
    service_request: ServiceRequest,
    auction: Auction,
    state: AuctionState,
    set_aside: dict[str, str],
    closed: Event,
    now: datetime,
) -> bool:
    """Decide by the request's method and go on to the award; False where nobody is left."""
    rules = rules_of(service_request.rule_set)
    prices = tuple(
        LastPrice(state.entrants[agency_id].alias, price.amount_fen, price.seq)
        for agency_id, price in sorted(state.prices.items(), key=lambda item: item[1])
    )
    inputs = Inputs(prices, set_aside, auction.floor_fen)
    told = []
    tied = at_floor(inputs)
    if len(tied) > 1:
        draw, revealed = draw_among(service_request, tied)
        inputs = Inputs(prices, set_aside, auction.floor_fen, draw.seed)
        told.append(Happening(Happened.TIE_DRAWN, now, {**draw.facts(), "revealed": [revealed]}))
    outcome = DECIDE[Method(service_request.method)](inputs, rules)
    if not outcome.order:
        return False
    steps = [{"kind": step.kind, **step.facts} for step in outcome.steps]
    Selection.objects.create(
        service_request=service_request,
        method=service_request.method,
        inputs=inputs.as_json(),
        steps=steps,
        ranking=outcome.order,
        finished_at=now,
    )
    facts = {"auction": head_facts(closed, log_of(auction)), "ranking": outcome.order}
    told.append(Happening(Happened.SELECTION_FINISHED, now, facts))
    advance(service_request, RequestStatus.DECIDING)
    set_deadline(
        kind=DeadlineKind.AWARD_DECISION,
        subject=service_request.no,
        due=due_after(now, rules["award_decision_due"], rules),
        rule="award_decision_due",
        now=now,
        organization=service_request.buyer,
    )
    record(f"request/{service_request.no}", *told)
    return True


def draw_among(service_request: ServiceRequest, tied: list[str]) -> tuple[Draw, dict[str, str]]:
    """The draw among those who met at the floor, by the value sealed with the list of entries.

    It was fixed before the first bid and could not be chosen afterwards; its salt is revealed with
    it, so that anybody can check this. That the platform alone knew it is what the page says the
    result rests on.
    """
    log = f"request/{service_request.no}"
    event = Event.objects.get(log__name=log, kind=Happened.ENTRIES_CLOSED)
    revealed = {"name": "draw_nonce", **reveal(sealed_in(event)["draw_nonce"])}
    nonces = (("platform", revealed["value"]),)
    return Draw(service_request.no, 1, tuple(tied), nonces), revealed
