"""What is owed, since when, with interest."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from market.enums import ContractStatus, DeadlineKind
from market.models import Contract, Deadline, Organization
from market.queries.calendar import due_after
from market.queries.contracts import is_paid
from market.queries.rule_sets import rules_of
from market.rules.payments import days_late, interest_fen, payment_rule


def payment_due_at(contract: Contract) -> datetime:
    """The exclusive moment by which the contract had to be paid; it counts from acceptance."""
    first = (
        Deadline.objects.filter(kind=DeadlineKind.PAYMENT, subject=contract.no)
        .order_by("set_at", "pk")
        .first()
    )
    if first is not None:
        return first.due_at
    assert contract.accepted_at is not None, "nothing is due before acceptance"
    rules = rules_of(contract.service_request.rule_set)
    buyer, agency = contract.buyer, contract.agency
    rule = payment_rule(buyer.legal_form, buyer.size, agency.size)
    return due_after(contract.accepted_at, rules[rule], rules).at


@dataclass(frozen=True)
class Owed:
    """What the buyer owes now; interest in fen to today."""

    amount_fen: int
    due_at: datetime
    days_late: int
    interest_fen: int


def owed(contract: Contract, now: datetime) -> Owed | None:
    """None before acceptance and once everything is paid."""
    if contract.accepted_at is None or is_paid(contract):
        return None
    due_at = payment_due_at(contract)
    late = days_late(due_at, now)
    rate = rules_of(contract.service_request.rule_set)["late_interest_bp_daily"]
    return Owed(contract.price_fen, due_at, late, interest_fen(contract.price_fen, late, rate))


def contracts_in_arrears(now: datetime) -> QuerySet[Contract]:
    """Accepted, past the payment date and not claimed; longest first."""
    late = Deadline.objects.filter(kind=DeadlineKind.PAYMENT, done_at__isnull=True, due_at__lte=now)
    rows = Contract.objects.filter(status=ContractStatus.ACCEPTED, no__in=late.values("subject"))
    return rows.select_related("buyer", "agency", "service_request__rule_set").order_by(
        "accepted_at"
    )


def buyers_arrears(buyer: Organization, now: datetime) -> QuerySet[Contract]:
    return contracts_in_arrears(now).filter(buyer=buyer)


def arrears(now: datetime) -> list[tuple[Contract, Owed]]:
    """What is owed too late, with interest to today; longest first."""
    found = [(contract, owed(contract, now)) for contract in contracts_in_arrears(now)]
    return [(contract, due) for contract, due in found if due is not None]
