"""A contract as one of its sides works on it: whose turn it is, until when, what is owed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from market.enums import ContractStatus, DeadlineKind, DeliverableStatus, PaymentStatus
from market.models import (
    Contract,
    Deadline,
    Deliverable,
    Milestone,
    Organization,
    Payment,
    Practitioner,
)
from market.queries.contracts import own_contract
from market.queries.deadlines import open_deadlines
from market.queries.payments import Owed, owed
from market.queries.rule_sets import rules_of
from market.queries.staffing import required_certificates, valid_leads
from market.rules.payments import share_fen
from market.units import shanghai_date


@dataclass(frozen=True)
class Desk:
    """`turn` is the one act that this side can do now: sign, deliver, answer, claim, confirm."""

    contract: Contract
    is_buyer: bool
    now: datetime
    milestone: Milestone
    owed_fen: int
    deliverables: list[Deliverable]
    payments: list[Payment]
    deadlines: list[Deadline]
    owed: Owed | None
    leads: list[Practitioner] | None
    returns_left: int

    @property
    def is_signed_by_me(self) -> bool:
        side = self.contract.buyer_signed_at if self.is_buyer else self.contract.agency_signed_at
        return side is not None

    @property
    def waiting(self) -> Deliverable | None:
        """The deliverable that the buyer has to answer."""
        return next((d for d in self.deliverables if d.status == DeliverableStatus.SUBMITTED), None)

    @property
    def claimed(self) -> Payment | None:
        """The payment that the agency has to answer."""
        return next((p for p in self.payments if p.status == PaymentStatus.CLAIMED), None)

    @property
    def is_settled(self) -> bool:
        return any(p.status == PaymentStatus.SETTLED for p in self.payments)

    @property
    def turn(self) -> str:
        status = self.contract.status
        if status == ContractStatus.DRAFTING and not self.is_signed_by_me:
            return "sign"
        if status == ContractStatus.SIGNED and not self.is_buyer:
            return "deliver"
        if status == ContractStatus.DELIVERED and self.is_buyer and self.waiting:
            return "answer"
        if status == ContractStatus.ACCEPTED and not self.is_settled:
            if self.is_buyer and self.claimed is None:
                return "claim"
            if not self.is_buyer and self.claimed is not None:
                return "confirm"
        return ""

    def deadline(self, kind: DeadlineKind) -> Deadline | None:
        """The open one of this kind; where both sides have one, this side's."""
        mine = self.contract.buyer_id if self.is_buyer else self.contract.agency_id
        found = [due for due in self.deadlines if due.kind == kind]
        own = [due for due in found if due.organization_id == mine]
        return next(iter(own or found), None)

    @property
    def is_provisional(self) -> bool:
        return any(due.is_provisional for due in self.deadlines)


def contract_desk(organization: Organization, no: str, now: datetime) -> Desk | None:
    """None for who is no party."""
    contract = own_contract(organization, no)
    if contract is None:
        return None
    stages = list(contract.milestones.order_by("n"))
    deliverables = Deliverable.objects.filter(milestone__contract=contract)
    payments = Payment.objects.filter(contract=contract).select_related("milestone")
    is_buyer = contract.buyer_id == organization.pk
    rules = rules_of(contract.service_request.rule_set)
    listed = list(deliverables.select_related("document", "milestone").order_by("n"))
    returned = [one for one in listed if one.status == DeliverableStatus.RETURNED]
    return Desk(
        contract=contract,
        is_buyer=is_buyer,
        now=now,
        milestone=stages[0],
        owed_fen=share_fen(contract.price_fen, [stage.share_bp for stage in stages], 1),
        deliverables=listed,
        payments=list(payments.order_by("n")),
        deadlines=list(open_deadlines(no)),
        owed=owed(contract, now),
        leads=None if is_buyer else leads_of(contract, now),
        returns_left=max(0, rules["returns_max"] - len(returned)),
    )


def leads_of(contract: Contract, now: datetime) -> list[Practitioner] | None:
    """Who may lead; None where the request needs nobody by name or the text is signed."""
    if contract.status != ContractStatus.DRAFTING:
        return None
    wanted = required_certificates(contract.service_request)
    if not wanted:
        return None
    first = shanghai_date(now)
    last = first + timedelta(days=contract.service_request.service_days or 0)
    return list(valid_leads(contract, wanted, first, last))
