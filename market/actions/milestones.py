"""Delivery and acceptance."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.actions.contracts import party_contract, require_status
from market.actions.deadlines import Opening, close_deadline, set_deadline, set_deadlines
from market.actions.documents import keep
from market.actions.handlers import permit
from market.actions.practitioners import release
from market.enums import (
    ContractStatus,
    DeadlineKind,
    DeliverableStatus,
    Happened,
    MilestoneStatus,
)
from market.errors import NotAllowedNow, NotFound, NotPermitted, Problem, Problems
from market.gateways.database import database_now, lock, one_transaction
from market.gateways.files import Incoming
from market.models import Contract, Deliverable, Handler, Milestone, ServiceRequest
from market.queries.calendar import Counting, due_after
from market.queries.contracts import deliverables_of
from market.queries.rule_sets import rules_of
from market.record import record
from market.rules.calendar import Due
from market.rules.happenings import Happening
from market.rules.payments import payment_rule
from market.rules.permissions import Permission
from market.units import stamp


@one_transaction
def deliver(*, no: str, handler: Handler, milestone: int, file: Incoming) -> Deliverable:
    """The agency hands over a file; a further version after a return. Raises FileRefused."""
    contract, is_buyer = party_contract(no, handler)
    if is_buyer:
        raise NotPermitted
    permit(handler, Permission.ENTER)
    require_status(contract, ContractStatus.SIGNED)
    stage = Milestone.objects.filter(contract=contract, n=milestone).first()
    if stage is None:
        raise NotFound
    if stage.status != MilestoneStatus.OPEN:
        raise NotAllowedNow(status=str(stage.status), allowed=[str(MilestoneStatus.OPEN)])
    now = database_now()
    earlier = deliverables_of(contract).filter(milestone=stage).last()
    document = keep(
        organization=contract.agency,
        service_request=contract.service_request,
        file=file,
        is_public=False,
        now=now,
        replaces=earlier.document if earlier else None,
    )
    deliverable = Deliverable.objects.create(
        milestone=stage,
        n=deliverables_of(contract).count() + 1,
        version=document.version,
        document=document,
        submitted_at=now,
    )
    stage.status = MilestoneStatus.DELIVERED
    stage.save(update_fields=["status"])
    contract.status, contract.delivered_at = ContractStatus.DELIVERED, now
    contract.save(update_fields=["status", "delivered_at"])
    close_deadline(kind=DeadlineKind.DELIVERY, subject=no, now=now)
    rules = rules_of(contract.service_request.rule_set)
    set_deadline(
        kind=DeadlineKind.ACCEPTANCE,
        subject=no,
        due=due_after(now, rules["acceptance_due"], rules),
        rule="acceptance_due",
        now=now,
        organization=contract.buyer,
    )
    facts = {
        "contract": no,
        "milestone": milestone,
        "n": deliverable.n,
        "version": deliverable.version,
        "sha256": document.sha256,
    }
    _tell(contract, Happened.DELIVERABLE_SUBMITTED, facts, now)
    return deliverable


@one_transaction
def accept(*, no: str, handler: Handler, deliverable: int) -> Contract:
    """The buyer accepts what waits for it."""
    contract, delivered = _for_buyer(no, handler, deliverable)
    _accepted(contract, delivered, DeliverableStatus.ACCEPTED, database_now())
    return contract


@one_transaction
def deem_accepted(*, no: str) -> None:
    """The clock: the buyer did not answer in time. Source: domain.md 7.2."""
    row = Contract.objects.get(no=no)
    lock(ServiceRequest.objects, pk=row.service_request_id)
    rows = Contract.objects.select_related("buyer", "agency", "service_request__rule_set")
    contract = rows.get(pk=row.pk)
    now = database_now()
    waiting = deliverables_of(contract).filter(status=DeliverableStatus.SUBMITTED).last()
    close_deadline(kind=DeadlineKind.ACCEPTANCE, subject=no, now=now)
    if contract.status == ContractStatus.DELIVERED and waiting is not None:
        _accepted(contract, waiting, DeliverableStatus.DEEMED_ACCEPTED, now)


@one_transaction
def return_for_work(
    *, no: str, handler: Handler, deliverable: int, defects: Sequence[dict[str, str]]
) -> Contract:
    """Back to the agency with defects tied to clauses, at most `returns_max` times."""
    contract, delivered = _for_buyer(no, handler, deliverable)
    rules = rules_of(contract.service_request.rule_set)
    named = [d for d in defects if d.get("clause", "").strip() and d.get("text", "").strip()]
    if not named or len(named) != len(defects):
        text = _("请逐项写明不符合哪一条约定以及具体问题。")
        raise Problems([Problem("defects", "required", text)])
    returned = deliverables_of(contract).filter(status=DeliverableStatus.RETURNED).count()
    if returned >= rules["returns_max"]:
        text = _("已退回 %(most)s 次，不能再退回。")
        raise Problems([Problem("defects", "returns_used", text, {"most": rules["returns_max"]})])
    now = database_now()
    delivered.status, delivered.answered_at = DeliverableStatus.RETURNED, now
    delivered.defects = named
    delivered.save(update_fields=["status", "answered_at", "defects"])
    stage = delivered.milestone
    stage.status = MilestoneStatus.OPEN
    stage.save(update_fields=["status"])
    contract.status = ContractStatus.SIGNED
    contract.save(update_fields=["status"])
    close_deadline(kind=DeadlineKind.ACCEPTANCE, subject=no, now=now)
    set_deadline(
        kind=DeadlineKind.DELIVERY,
        subject=no,
        due=Due(stage.due),
        rule="",
        now=now,
        organization=contract.agency,
    )
    facts = {
        "contract": no,
        "milestone": stage.n,
        "n": delivered.n,
        "clauses": [defect["clause"] for defect in named],
    }
    _tell(contract, Happened.DELIVERABLE_RETURNED, facts, now)
    return contract


def _for_buyer(no: str, handler: Handler, deliverable: int) -> tuple[Contract, Deliverable]:
    contract, is_buyer = party_contract(no, handler)
    if not is_buyer:
        raise NotPermitted
    permit(handler, Permission.PERFORM_AS_BUYER)
    require_status(contract, ContractStatus.DELIVERED)
    delivered = deliverables_of(contract).filter(n=deliverable).first()
    if delivered is None:
        raise NotFound
    if delivered.status != DeliverableStatus.SUBMITTED:
        allowed = [str(DeliverableStatus.SUBMITTED)]
        raise NotAllowedNow(status=str(delivered.status), allowed=allowed)
    return contract, delivered


def _accepted(
    contract: Contract, delivered: Deliverable, how: DeliverableStatus, now: datetime
) -> None:
    delivered.status, delivered.answered_at = how, now
    delivered.save(update_fields=["status", "answered_at"])
    stage = delivered.milestone
    stage.status = MilestoneStatus.ACCEPTED
    stage.save(update_fields=["status"])
    contract.status, contract.accepted_at = ContractStatus.ACCEPTED, now
    contract.save(update_fields=["status", "accepted_at"])
    close_deadline(kind=DeadlineKind.ACCEPTANCE, subject=contract.no, now=now)
    release(contract=contract, now=now)
    versions = list(deliverables_of(contract).filter(milestone=stage))
    first = versions[0].submitted_at  # The buyer's own days do not make an agency late.
    is_deemed = how == DeliverableStatus.DEEMED_ACCEPTED
    facts = {
        "contract": contract.no,
        "milestone": stage.n,
        "n": delivered.n,
        "version": delivered.version,
        "due_at": stamp(stage.due),
        "submitted_at": stamp(first),
        "returns": len(versions) - 1,
        "delivered_on_time": first < stage.due,
        "accepted_first_time": len(versions) == 1,
    }
    kind = Happened.DELIVERABLE_DEEMED_ACCEPTED if is_deemed else Happened.DELIVERABLE_ACCEPTED
    _tell(contract, kind, facts, now)
    _open_payment_and_reviews(contract, now)


def _open_payment_and_reviews(contract: Contract, now: datetime) -> None:
    rules = rules_of(contract.service_request.rule_set)
    buyer, agency = contract.buyer, contract.agency
    rule = payment_rule(buyer.legal_form, buyer.size, agency.size)
    counting = Counting(rules)
    payment = counting.due_after(now, rules[rule])
    window = counting.due_after(now, rules["review_window"])
    set_deadlines(
        Opening(DeadlineKind.PAYMENT, payment, rule, buyer),
        *(Opening(DeadlineKind.REVIEW, window, "review_window", each) for each in (buyer, agency)),
        subject=contract.no,
        now=now,
    )


def _tell(contract: Contract, kind: Happened, facts: Mapping[str, object], now: datetime) -> None:
    record(f"request/{contract.service_request.no}", Happening(kind, now, facts))
