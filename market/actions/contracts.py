"""Contracts: opened by the award, signed by both, over when everything is done."""

from datetime import datetime, timedelta

from django.utils import translation

from market.actions.deadlines import (
    Opening,
    close_all_deadlines,
    close_deadline,
    set_deadline,
    set_deadlines,
)
from market.actions.handlers import permit
from market.actions.notices import issue
from market.actions.numbers import next_value
from market.actions.practitioners import assign, release
from market.actions.publications import advance
from market.actions.service_requests import request_locked
from market.enums import (
    ContractStatus,
    DeadlineKind,
    Happened,
    NoticeKind,
    RequestStatus,
)
from market.errors import AlreadyDone, NotAllowedNow, NotFound, Problem, Problems, TextChanged
from market.gateways.database import database_now, one_transaction, row_of, with_related
from market.models import Contract, Handler, Milestone, Organization, Practitioner, ServiceRequest
from market.queries.calendar import Counting, due_after
from market.queries.contracts import is_paid
from market.queries.deadlines import is_open
from market.queries.qualifications import practitioners_of
from market.queries.rule_sets import rules_of
from market.queries.staffing import lead_problem, required_certificates, valid_leads
from market.record import record
from market.rules.canonical import sha256
from market.rules.contracts import ContractTerms, contract_text
from market.rules.happenings import Happening
from market.rules.payments import payment_rule
from market.rules.permissions import Permission
from market.rules.rule_sets import Rules
from market.rules.yuan_words import yuan_words
from market.units import Duration, duration_words, shanghai_date, stamp, yuan

WHOLE_BP = 10_000


def open_contract(
    *, service_request: ServiceRequest, agency: Organization, price_fen: int, now: datetime
) -> Contract:
    """The door for bidding: the award is final. One milestone of 100 %, text from the award."""
    rules = rules_of(service_request.rule_set)
    no = f"{service_request.no}-C{next_value(f'{service_request.no}-C')}"
    with translation.override("zh-hans"):  # The Chinese text is the one that is signed.
        text = contract_text(_terms(no, service_request, agency, price_fen, rules))
        name = "全部服务成果"
    contract = Contract.objects.create(
        no=no,
        service_request=service_request,
        buyer=service_request.buyer,
        agency=agency,
        price_fen=price_fen,
        text=text,
        text_sha256=sha256(text),
        opened_at=now,
    )
    Milestone.objects.create(contract=contract, n=1, name=name, share_bp=WHOLE_BP)
    counting = Counting(rules)
    signing = counting.due_after(now, rules["contract_due"])
    sides = (contract.buyer, agency)
    rule = "contract_due"
    set_deadlines(
        *(Opening(DeadlineKind.CONTRACT_SIGNING, signing, rule, side) for side in sides),
        subject=no,
        now=now,
    )
    set_deadline(
        kind=DeadlineKind.CONTRACT_LAPSE,
        subject=service_request.no,
        due=counting.due_after(now, rules["contract_due_max"]),
        rule="contract_due_max",
        now=now,
    )
    facts = {
        "contract": no,
        "price_fen": price_fen,
        "text_sha256": contract.text_sha256,
        "sign_until": stamp(signing.at),
    }
    record(f"request/{service_request.no}", Happening(Happened.CONTRACT_OPENED, now, facts))
    return contract


def _terms(
    no: str, service_request: ServiceRequest, agency: Organization, price_fen: int, rules: Rules
) -> ContractTerms:
    buyer = service_request.buyer
    period = rules[payment_rule(buyer.legal_form, buyer.size, agency.size)]
    items = service_request.service_items.order_by("code")
    return ContractTerms(
        no=no,
        request_no=service_request.no,
        title=service_request.title,
        items="、".join(item.name for item in items),
        scope=service_request.scope,
        buyer="个人业主" if buyer.is_person else f"{buyer.name}（{buyer.uscc}）",
        agency=agency.name,
        agency_uscc=agency.uscc,
        price=yuan(price_fen),
        price_words=yuan_words(price_fen),
        service_days=service_request.service_days or 0,
        payment_period=duration_words(period),
        acceptance_period=duration_words(rules["acceptance_due"]),
        rule_set=service_request.rule_set.code,
    )


def party_contract(no: str, handler: Handler) -> tuple[Contract, bool]:
    """The contract with its request locked, and whether the handler's side is the buyer.

    Somebody else's contract and a missing one answer alike.
    """
    try:
        found = row_of(Contract.objects, no=no)
    except Contract.DoesNotExist:
        raise NotFound from None
    if handler.organization_id not in (found.buyer_id, found.agency_id):
        raise NotFound
    service_request = request_locked(pk=found.service_request_id)
    contract = with_related(row_of(Contract.objects, no=no), "buyer", "agency")
    contract.service_request = service_request
    return contract, contract.buyer_id == handler.organization_id


def require_status(contract: Contract, *allowed: ContractStatus) -> None:
    if contract.status not in allowed:
        raise NotAllowedNow(
            status=str(contract.status), allowed=sorted(str(status) for status in allowed)
        )


@one_transaction
def sign(*, no: str, handler: Handler, text_sha256: str, lead: str = "") -> Contract:
    """One side signs the text it read; equal hashes of both make the contract.

    `lead` is the public key of the leading practitioner, named by the agency where the request
    needs one. Raises NotPermitted, NotAllowedNow, TextChanged, AlreadyDone, Problems.
    """
    contract, is_buyer = party_contract(no, handler)
    permit(handler, Permission.PERFORM_AS_BUYER if is_buyer else Permission.ENTER)
    require_status(contract, ContractStatus.DRAFTING)
    if text_sha256 != contract.text_sha256:
        raise TextChanged(text_sha256=contract.text_sha256)
    side = "buyer_signed_at" if is_buyer else "agency_signed_at"
    if getattr(contract, side) is not None:
        raise AlreadyDone
    now = database_now()
    if not is_buyer:
        _name_lead(contract, lead, now)
    setattr(contract, side, now)
    contract.save(update_fields=[side])
    close_deadline(
        kind=DeadlineKind.CONTRACT_SIGNING,
        subject=no,
        now=now,
        organization=handler.organization,
    )
    if contract.buyer_signed_at and contract.agency_signed_at:
        _signed(contract, now)
    else:
        facts = {"contract": no, "side": "buyer" if is_buyer else "agency"}
        log = f"request/{contract.service_request.no}"
        record(log, Happening(Happened.CONTRACT_SIGNED_BY_ONE, now, facts))
    return contract


def _name_lead(contract: Contract, lead: str, now: datetime) -> None:
    """Fix who leads, for the days of the service. Source: domain.md 2.2."""
    first = shanghai_date(now)
    last = first + timedelta(days=contract.service_request.service_days or 0)
    wanted = required_certificates(contract.service_request)
    chosen: Practitioner | None = None
    if lead:
        chosen = practitioners_of(contract.agency).filter(public_key=lead).first()
        problem = lead_problem(chosen, contract, wanted, first, last)
        if problem is not None:
            raise Problems([problem])
    elif wanted:
        chosen = next(iter(valid_leads(contract, wanted, first, last)), None)
        if chosen is None:
            raise Problems([_no_lead()])
    if chosen is not None:
        assign(practitioner=chosen, contract=contract, first_day=first, last_day=last)


def _no_lead() -> Problem:
    text = translation.gettext_lazy("没有在服务期内有效且未被占用的负责人员，请先登记。")
    return Problem("lead", "practitioner_missing", text)


def _signed(contract: Contract, now: datetime) -> None:
    service_request = contract.service_request
    rules = rules_of(service_request.rule_set)
    contract.status, contract.signed_at = ContractStatus.SIGNED, now
    contract.save(update_fields=["status", "signed_at"])
    delivery = Duration(service_request.service_days or 0, "d", moves=True)
    due = due_after(now, delivery, rules)
    milestone = Milestone.objects.get(contract=contract)
    milestone.due_at = due.at
    milestone.save(update_fields=["due_at"])
    close_deadline(kind=DeadlineKind.CONTRACT_LAPSE, subject=service_request.no, now=now)
    set_deadline(
        kind=DeadlineKind.DELIVERY,
        subject=contract.no,
        due=due,
        rule="",
        now=now,
        organization=contract.agency,
    )
    advance(service_request, RequestStatus.CONTRACTED)
    buyer = contract.buyer
    facts = {
        "contract": contract.no,
        "price_fen": contract.price_fen,
        "text_sha256": contract.text_sha256,
        "buyer": None if buyer.is_person else buyer.uscc,
        "agency": contract.agency.uscc,
        "milestones": [{"n": 1, "share_bp": milestone.share_bp, "due_at": stamp(due.at)}],
    }
    event = record(
        f"request/{service_request.no}", Happening(Happened.CONTRACT_SIGNED, now, facts)
    )[0]
    issue(
        kind=NoticeKind.CONTRACT,
        service_request=service_request,
        event=event,
        facts=facts,
        now=now,
    )


def lapse(service_request: ServiceRequest, now: datetime) -> list[str]:
    """The door for bidding: not signed by the last day. Says which sides had not signed."""
    contract = Contract.objects.get(service_request=service_request, status=ContractStatus.DRAFTING)
    unsigned = [
        side
        for side, at in (
            ("buyer", contract.buyer_signed_at),
            ("agency", contract.agency_signed_at),
        )
        if at is None
    ]
    contract.status, contract.closed_at = ContractStatus.TERMINATED, now
    contract.save(update_fields=["status", "closed_at"])
    release(contract=contract, now=now)
    close_all_deadlines(subject=contract.no, now=now)
    facts = {"contract": contract.no, "unsigned": unsigned}
    record(f"request/{service_request.no}", Happening(Happened.CONTRACT_NOT_SIGNED, now, facts))
    return unsigned


def complete_if_done(contract: Contract, now: datetime) -> bool:
    """Accepted, paid, reviews over: then contract and request are done. Inside a transaction."""
    is_done = (
        contract.status == ContractStatus.ACCEPTED
        and is_paid(contract)
        and not is_open(DeadlineKind.REVIEW, contract.no)
    )
    if not is_done:
        return False
    contract.status, contract.closed_at = ContractStatus.CLOSED, now
    contract.save(update_fields=["status", "closed_at"])
    close_all_deadlines(subject=contract.no, now=now)
    service_request = contract.service_request
    advance(service_request, RequestStatus.COMPLETED)
    service_request.closed_at = now
    service_request.save(update_fields=["closed_at"])
    facts = {"contract": contract.no}
    record(f"request/{service_request.no}", Happening(Happened.REQUEST_COMPLETED, now, facts))
    return True
