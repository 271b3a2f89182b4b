"""Everything the page of a request shows, read once, and the eight stages of its life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bidding.enums import AwardStatus
from bidding.models import Auction, Award, Entry
from bidding.queries.auctions import auction_of
from bidding.queries.awards import awards_of
from bidding.queries.eligibility import standstill_rule
from bidding.queries.entries import HIDDEN_COUNT, entry_of
from bidding.queries.selections import selection_of
from market.enums import OVER, ContractStatus, DeadlineKind, RequestStatus
from market.models import Contract, Deadline, Document, Notice, ServiceItem, ServiceRequest
from market.queries.calendar import Counting
from market.queries.contracts import latest_contract
from market.queries.deadlines import deadlines_of
from market.queries.documents import public_documents_of
from market.queries.handlers import Viewer, agency_of
from market.queries.notices import notices_of
from market.queries.rule_sets import rules_of
from market.queries.service_requests import request_visible_to
from market.rules.rule_sets import Rules

_S = RequestStatus
PATH = [
    _S.DRAFT,
    _S.PENDING_APPROVAL,
    _S.PUBLISHED,
    _S.ENTRIES_CLOSED,
    _S.SELECTING,
    _S.DECIDING,
    _S.STANDSTILL,
    _S.AWARDED,
    _S.CONTRACTED,
    _S.COMPLETED,
]


@dataclass(frozen=True)
class Shown:
    """`entry` is the viewer's own, whatever became of it."""

    service_request: ServiceRequest
    rules: Rules
    items: list[ServiceItem]
    auction: Auction | None
    awards: list[Award]
    contract: Contract | None
    deadlines: list[Deadline]
    notices: list[Notice]
    documents: list[Document]
    entry: Entry | None
    now: datetime

    @property
    def award(self) -> Award | None:
        """The one that stands."""
        live = (AwardStatus.DECIDED, AwardStatus.FINAL)
        return next((award for award in self.awards if award.status in live), None)

    @property
    def entry_is_open(self) -> bool:
        """Until the close not even the number of entries is told."""
        return self.service_request.status in HIDDEN_COUNT

    @property
    def is_provisional(self) -> bool:
        return any(due.is_provisional for due in self.deadlines if due.done_at is None)

    def open_due(self, kind: DeadlineKind) -> Deadline | None:
        found = (due for due in self.deadlines if due.kind == kind and due.done_at is None)
        return next(found, None)

    def last_due(self, kind: DeadlineKind) -> datetime | None:
        """Of the newest deadline of that kind, done or not."""
        found = [due.due_at for due in self.deadlines if due.kind == kind]
        return found[-1] if found else None


def shown_request(viewer: Viewer, no: str, now: datetime) -> Shown | None:
    """None for what this viewer may not see. A fixed number of queries."""
    found = request_visible_to(viewer, no)
    if found is None:
        return None
    contract = latest_contract(found)
    return Shown(
        service_request=found,
        rules=rules_of(found.rule_set),
        items=list(found.service_items.order_by("code")),
        auction=auction_of(found),
        awards=list(awards_of(found)),
        contract=contract,
        deadlines=deadlines_of([no, *([contract.no] if contract else [])]),
        notices=list(notices_of(found)),
        documents=list(public_documents_of(found)),
        entry=entry_of(found, agency_of(viewer)),
        now=now,
    )


@dataclass(frozen=True)
class Stage:
    """`planned_at` is the last moment by the rules; `state` done, now, bad or empty."""

    code: str
    planned_at: datetime | None = None
    actual_at: datetime | None = None
    state: str = ""
    is_provisional: bool = False


def stages_of(shown: Shown) -> list[Stage]:
    """What happened and what comes, with the dates that the rule set gives.

    A request that ended early shows what it came to; its end is the last stage.
    """
    asked = shown.service_request
    stages = _planned(shown)
    if asked.status not in OVER or asked.status == _S.COMPLETED:
        return stages
    reached = [stage for stage in stages if stage.actual_at is not None]
    return [*reached, Stage(str(asked.status), actual_at=asked.closed_at, state="bad")]


def _planned(shown: Shown) -> list[Stage]:
    asked, rules, auction = shown.service_request, shown.rules, shown.auction
    counting = Counting(rules)
    last = shown.awards[-1] if shown.awards else None
    is_closed = asked.status in PATH and PATH.index(_S(asked.status)) > PATH.index(_S.PUBLISHED)
    is_closed = is_closed or bool(asked.closed_at and auction and auction.closed_at)
    base = timedelta(seconds=auction.base_duration_s) if auction else timedelta()
    closes_at = (auction.closed_at or auction.closes_at) if auction else None
    begins = closes_at or (asked.opens_at + base if asked.opens_at else None)

    def due(kind: DeadlineKind, at: datetime | None, key: str) -> datetime | None:
        known = shown.last_due(kind)
        if known is not None or at is None:
            return known
        return counting.due_after(at, rules[key]).at

    decided_by = due(DeadlineKind.AWARD_DECISION, begins, "award_decision_due")
    decided_at = last.decided_at if last else None
    standstill = due(DeadlineKind.STANDSTILL_END, decided_at or decided_by, standstill_rule(asked))
    final_at = last.ended_at if last and last.status == AwardStatus.FINAL else None
    sign_by = due(DeadlineKind.CONTRACT_SIGNING, final_at or standstill, "contract_due")
    signed_at = accepted_at = done_at = None
    if shown.contract is not None and shown.contract.signed_at is not None:
        signed_at, accepted_at = shown.contract.signed_at, shown.contract.accepted_at
        is_done = shown.contract.status == ContractStatus.CLOSED
        done_at = shown.contract.closed_at if is_done else None
    stages = [
        ("publish", None, asked.published_at),
        ("entry", asked.entry_closes_at, asked.entry_closes_at if is_closed else None),
        ("auction", asked.opens_at, auction.closed_at if auction else None),
        ("decision", decided_by, decided_at),
        ("standstill", standstill, final_at),
        ("contract", sign_by, signed_at),
        ("service", shown.last_due(DeadlineKind.DELIVERY), accepted_at),
        ("review", shown.last_due(DeadlineKind.REVIEW), done_at),
    ]
    return _with_states(shown, stages)


CURRENT = {
    _S.DRAFT: "publish",
    _S.PENDING_APPROVAL: "publish",
    _S.PUBLISHED: "entry",
    _S.ENTRIES_CLOSED: "auction",
    _S.SELECTING: "auction",
    _S.DECIDING: "decision",
    _S.STANDSTILL: "standstill",
    _S.AWARDED: "contract",
    _S.CONTRACTED: "service",
}
# Whose overrun marks a stage: only dates that people are held to.
HELD_TO = {
    "decision": {DeadlineKind.AWARD_DECISION},
    "contract": {DeadlineKind.CONTRACT_SIGNING},
    "service": {DeadlineKind.DELIVERY, DeadlineKind.ACCEPTANCE, DeadlineKind.PAYMENT},
    "review": {DeadlineKind.PAYMENT},
}


def _with_states(
    shown: Shown, stages: Sequence[tuple[str, datetime | None, datetime | None]]
) -> list[Stage]:
    current = CURRENT.get(_S(shown.service_request.status), "")
    if current == "service" and shown.contract and shown.contract.accepted_at:
        current = "review"
    late = {due.kind for due in shown.deadlines if due.done_at is None and due.due_at <= shown.now}
    found, is_past = [], bool(current) or shown.service_request.status == _S.COMPLETED
    for code, planned_at, actual_at in stages:
        is_past = is_past and code != current
        state = "done" if is_past else ""
        if code == current:
            state = "bad" if late & HELD_TO.get(code, set()) else "now"
        if shown.service_request.status in OVER:
            state = "done" if actual_at else state
        found.append(Stage(code, planned_at, actual_at if state == "done" else None, state))
    return found


@dataclass(frozen=True)
class Placed:
    """One line of the result. The agency is None where its name may not be read."""

    rank: int
    alias: str
    amount_fen: int
    award: Award | None
    is_reserve: bool


def result_of(shown: Shown) -> list[Placed]:
    """The ranking with what became of each rank; empty before the selection has finished."""
    selection = selection_of(shown.service_request)
    if selection is None:
        return []
    amounts = {one["alias"]: one["amount_fen"] for one in selection.inputs["prices"]}
    awards = {award.entry.alias: award for award in shown.awards}
    return [
        Placed(
            rank=place,
            alias=alias,
            amount_fen=amounts[alias],
            award=awards.get(alias),
            is_reserve=1 < place <= 1 + shown.rules["reserves"],
        )
        for place, alias in enumerate(selection.ranking, start=1)
    ]
