"""Payments by bank transfer: claimed by the buyer, confirmed by the agency."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.actions.contracts import complete_if_done, party_contract, require_status
from market.actions.deadlines import close_deadline, set_deadline
from market.actions.handlers import permit
from market.enums import (
    ContractStatus,
    DeadlineKind,
    Happened,
    MilestoneStatus,
    PaymentProvider,
    PaymentStatus,
)
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problem, Problems, WrongAmount
from market.gateways.database import database_now, lock, one_transaction
from market.models import Contract, Handler, Milestone, Payment, ServiceRequest
from market.queries.calendar import due_after
from market.queries.contracts import milestone_price_fen
from market.queries.payments import payment_due_at
from market.queries.rule_sets import rules_of
from market.record import record
from market.rules.calendar import Due
from market.rules.happenings import Happening
from market.rules.payments import days_late, interest_fen, payment_rule
from market.rules.permissions import Permission


@one_transaction
def claim(*, no: str, handler: Handler, milestone: int, amount_fen: int, provider: str) -> Payment:
    """The buyer says it has paid. Starting again while one is live answers that one."""
    contract, is_buyer = party_contract(no, handler)
    if not is_buyer:
        raise NotPermitted
    permit(handler, Permission.PERFORM_AS_BUYER)
    require_status(contract, ContractStatus.ACCEPTED)
    if provider not in PaymentProvider.values:
        text = _("可选付款方式为 %(choices)s。")
        given = {"choices": "、".join(PaymentProvider.values)}
        raise Problems([Problem("provider", "choice_unknown", text, given)])
    stage = Milestone.objects.filter(contract=contract, n=milestone).first()
    if stage is None:
        raise NotFound
    if stage.status != MilestoneStatus.ACCEPTED:
        raise NotAllowedNow(status=str(stage.status), allowed=[str(MilestoneStatus.ACCEPTED)])
    owed = milestone_price_fen(contract, stage)
    if amount_fen != owed:
        raise WrongAmount(owed_fen=owed)
    live = Payment.objects.filter(milestone=stage).exclude(status=PaymentStatus.DENIED).first()
    if live is not None:
        return live
    now = database_now()
    payment = Payment.objects.create(
        contract=contract,
        n=Payment.objects.filter(contract=contract).count() + 1,
        milestone=stage,
        provider=provider,
        amount_fen=amount_fen,
        claimed_at=now,
    )
    rules = rules_of(contract.service_request.rule_set)
    close_deadline(kind=DeadlineKind.PAYMENT, subject=no, now=now)
    set_deadline(
        kind=DeadlineKind.PAYMENT_CONFIRMATION,
        subject=no,
        due=due_after(now, rules["payment_confirm_due"], rules),
        rule="payment_confirm_due",
        now=now,
        organization=contract.agency,
    )
    facts = {"n": payment.n, "milestone": milestone, "amount_fen": amount_fen}
    _tell(contract, Happened.PAYMENT_CLAIMED, facts, now)
    return payment


@one_transaction
def confirm(*, no: str, handler: Handler, n: int) -> Payment:
    """The agency has the money."""
    contract, payment = _for_agency(no, handler, n)
    _settled(contract, payment, database_now(), was_silent=False)
    return payment


@one_transaction
def deny(*, no: str, handler: Handler, n: int, reason: str) -> Payment:
    """The money did not arrive: the payment falls due again on its old date."""
    contract, payment = _for_agency(no, handler, n)
    if not reason.strip():
        raise Problems([Problem("reason", "required", _("请写明未收到款项的情况。"))])
    now = database_now()
    payment.status, payment.answered_at = PaymentStatus.DENIED, now
    payment.reason = reason.strip()
    payment.save(update_fields=["status", "answered_at", "reason"])
    close_deadline(kind=DeadlineKind.PAYMENT_CONFIRMATION, subject=no, now=now)
    buyer, agency = contract.buyer, contract.agency
    set_deadline(
        kind=DeadlineKind.PAYMENT,
        subject=no,
        due=Due(payment_due_at(contract)),
        rule=payment_rule(buyer.legal_form, buyer.size, agency.size),
        now=now,
        organization=buyer,
    )
    _tell(contract, Happened.PAYMENT_DENIED, {"n": n, "milestone": payment.milestone.n}, now)
    return payment


@one_transaction
def settle_silent(*, no: str) -> None:
    """The clock: claimed and not denied in time counts as paid, flagged. Source: domain.md 7.4."""
    row = Contract.objects.get(no=no)
    lock(ServiceRequest.objects, pk=row.service_request_id)
    rows = Contract.objects.select_related("buyer", "agency", "service_request__rule_set")
    contract = rows.get(pk=row.pk)
    now = database_now()
    close_deadline(kind=DeadlineKind.PAYMENT_CONFIRMATION, subject=no, now=now)
    payment = Payment.objects.filter(contract=contract, status=PaymentStatus.CLAIMED).last()
    if payment is not None:
        _settled(contract, payment, now, was_silent=True)


def _for_agency(no: str, handler: Handler, n: int) -> tuple[Contract, Payment]:
    contract, is_buyer = party_contract(no, handler)
    if is_buyer:
        raise NotPermitted
    permit(handler, Permission.ENTER)
    payment = Payment.objects.filter(contract=contract, n=n).select_related("milestone").first()
    if payment is None:
        raise NotFound
    if payment.status != PaymentStatus.CLAIMED:
        raise NotAllowedNow(status=str(payment.status), allowed=[str(PaymentStatus.CLAIMED)])
    return contract, payment


def _settled(contract: Contract, payment: Payment, now: datetime, *, was_silent: bool) -> None:
    """Lateness counts to the day of the settled claim. Source: domain.md 7.4."""
    payment.status, payment.answered_at = PaymentStatus.SETTLED, now
    payment.was_silent = was_silent
    payment.save(update_fields=["status", "answered_at", "was_silent"])
    close_deadline(kind=DeadlineKind.PAYMENT_CONFIRMATION, subject=contract.no, now=now)
    rules = rules_of(contract.service_request.rule_set)
    late = days_late(payment_due_at(contract), payment.claimed_at)
    facts = {
        "n": payment.n,
        "milestone": payment.milestone.n,
        "amount_fen": payment.amount_fen,
        "days_late": late,
        "interest_fen": interest_fen(payment.amount_fen, late, rules["late_interest_bp_daily"]),
        "was_silent": was_silent,
    }
    _tell(contract, Happened.PAYMENT_SETTLED, facts, now)
    complete_if_done(contract, now)


def _tell(contract: Contract, kind: Happened, facts: Mapping[str, object], now: datetime) -> None:
    told = {"contract": contract.no, **facts}
    record(f"request/{contract.service_request.no}", Happening(kind, now, told))
