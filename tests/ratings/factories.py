"""Builders for what ratings judge: parties, and contracts at each stage, made by actions."""

from dataclasses import dataclass
from itertools import count

from django.db import transaction

from market.actions.contracts import open_contract, sign
from market.actions.messages import deliver_due
from market.actions.milestones import accept, deliver, return_for_work
from market.actions.payments import claim, confirm
from market.enums import RequestStatus
from market.gateways.database import database_now
from market.models import (
    Contract,
    Document,
    Event,
    Handler,
    Organization,
    RuleSet,
    ServiceItem,
    ServiceRequest,
)
from ratings.actions.credit import KINDS, collect
from ratings.actions.reviews import review
from tests.factories import ITEM, make_agency, make_buyer, make_file

numbers = count(1)
BUYER_DIMENSIONS = ("quality", "timeliness", "attitude", "fee", "standard")
AGENCY_DIMENSIONS = ("clarity", "payment", "acceptance", "integrity")


@dataclass
class Deal:
    """A contract with who acts for its sides."""

    no: str
    buyer: Handler
    agency: Handler

    @property
    def contract(self) -> Contract:
        return Contract.objects.get(no=self.no)

    @property
    def log(self) -> str:
        return f"request/{self.contract.service_request.no}"


def make_awarded_request(buyer: Handler, rule_set: str = "city_2026_1") -> ServiceRequest:
    """As bidding leaves it when the award is final."""
    n, now = next(numbers), database_now()
    item = ServiceItem.objects.get(code=ITEM)
    made = ServiceRequest.objects.create(
        no=f"TL-2026-9{n:05d}",
        buyer=buyer.organization,
        handler=buyer,
        rule_set=RuleSet.objects.get(code=rule_set),
        status=RequestStatus.AWARDED,
        service_item=item,
        title=f"环评报告表编制 {n}",
        scope="编制报告表",
        ceiling_fen=5_000_000,
        method="live_auction",
        method_parameters={},
        service_days=30,
        contact="办公室",
        entry_closes_at=now,
        opens_at=now,
        created_at=now,
        published_at=now,
    )
    made.service_items.add(item)
    return made


def make_contract(
    buyer: Handler | None = None,
    agency: Handler | None = None,
    *,
    rule_set: str = "city_2026_1",
    price_fen: int = 4_000_000,
) -> Deal:
    """Opened, not signed."""
    buyer, agency = buyer or make_buyer(), agency or make_agency()
    with transaction.atomic():
        contract = open_contract(
            service_request=make_awarded_request(buyer, rule_set),
            agency=agency.organization,
            price_fen=price_fen,
            now=database_now(),
        )
    return Deal(contract.no, buyer, agency)


def sign_both(deal: Deal) -> Deal:
    for handler in (deal.buyer, deal.agency):
        sign(no=deal.no, handler=handler, text_sha256=deal.contract.text_sha256)
    return deal


def deliver_to(deal: Deal) -> int:
    return deliver(no=deal.no, handler=deal.agency, milestone=1, file=make_file()).n


def make_delivered(**facts) -> Deal:
    deal = sign_both(make_contract(**facts))
    deliver_to(deal)
    return deal


def make_accepted(*, returns: int = 0, **facts) -> Deal:
    """Delivered and accepted, after so many returns."""
    deal = sign_both(make_contract(**facts))
    for _n in range(returns):
        defects = [{"clause": "1", "text": "缺少附图"}]
        return_for_work(
            no=deal.no, handler=deal.buyer, deliverable=deliver_to(deal), defects=defects
        )
    accept(no=deal.no, handler=deal.buyer, deliverable=deliver_to(deal))
    return deal


def pay(deal: Deal) -> Deal:
    price_fen = deal.contract.price_fen
    n = claim(
        no=deal.no,
        handler=deal.buyer,
        milestone=1,
        amount_fen=price_fen,
        provider="bank_transfer",
    ).n
    confirm(no=deal.no, handler=deal.agency, n=n)
    return deal


def marks_for_agency(*scores: int) -> dict[str, int]:
    given = scores * 5 if len(scores) == 1 else scores
    return dict(zip(BUYER_DIMENSIONS, given, strict=True))


def marks_for_buyer(*scores: int) -> dict[str, int]:
    given = scores * 4 if len(scores) == 1 else scores
    return dict(zip(AGENCY_DIMENSIONS, given, strict=True))


def review_by_buyer(deal: Deal, *scores: int, **facts):
    return review(no=deal.no, handler=deal.buyer, scores=marks_for_agency(*scores), **facts)


def review_by_agency(deal: Deal, *scores: int, **facts):
    return review(no=deal.no, handler=deal.agency, scores=marks_for_buyer(*scores), **facts)


def make_rated(*scores: int, agency: Handler | None = None, buyer: Handler | None = None) -> Deal:
    """Accepted, paid and reviewed by both; credit has been collected."""
    deal = pay(make_accepted(agency=agency, buyer=buyer))
    bad = {}
    if 1 in scores or sum(scores) <= 2 * len(scores):
        [document] = [deliverable_document(deal)]
        bad = {
            "text": "成果多处数据与现场不符，退回后仍未改正，影响审批。",
            "reasons": ["report_errors"],
            "evidence": [document.public_key],
        }
    review_by_buyer(deal, *(scores or (5,)), **bad)
    review_by_agency(deal, 5)
    collect_all()
    return deal


def deliverable_document(deal: Deal) -> Document:
    rows = Document.objects.filter(service_request=deal.contract.service_request)
    return rows.latest("stored_at")


def collect_all() -> None:
    """What the worker does after each commit."""
    while deliver_due(consumers={str(kind): [_collect] for kind in KINDS}):
        pass


def _collect(event: Event) -> None:
    collect(event=event)


def fresh(organization: Organization) -> Organization:
    return Organization.objects.get(pk=organization.pk)
