"""Reviews of an organization, what one may still write, and how they add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from market.enums import ContractStatus, DeadlineKind
from market.models import Contract, Deadline, Document, Handler, Organization, RuleSet
from market.queries.calendar import due_after
from market.queries.rule_sets import rules_of
from ratings.enums import DIMENSIONS, ReviewSide
from ratings.models import Review, ReviewReason
from ratings.rules.reviews import Summary, summary

# Its deliverable is accepted: from here on both sides review. Source: domain.md 8.
REVIEWABLE = frozenset({ContractStatus.ACCEPTED, ContractStatus.CLOSED})


def side_of(contract: Contract, organization: Organization | None) -> ReviewSide | None:
    """The side on which an organization reviews; None for who is no party."""
    if organization is None:
        return None
    if organization.pk == contract.buyer_id:
        return ReviewSide.BUYER_TO_AGENCY
    return ReviewSide.AGENCY_TO_BUYER if organization.pk == contract.agency_id else None


def reviewed_id(contract: Contract, side: str) -> int:
    return contract.agency_id if side == ReviewSide.BUYER_TO_AGENCY else contract.buyer_id


def review_deadlines(contract_no: str) -> QuerySet[Deadline]:
    """The windows of a contract, one per side, also those that are over."""
    rows = Deadline.objects.filter(kind=DeadlineKind.REVIEW, subject=contract_no)
    return rows.select_related("organization").order_by("due_at", "pk")


def window_of(contract_no: str, organization: Organization) -> Deadline | None:
    return review_deadlines(contract_no).filter(organization=organization).last()


def review_closes_at(contract_no: str) -> datetime:
    """The end of the window: by then every review given is shown."""
    return max(window.due_at for window in review_deadlines(contract_no))


def review_of(contract: Contract, side: str) -> Review | None:
    return Review.objects.filter(contract=contract, side=side).first()


def review_count(contract: Contract) -> int:
    return Review.objects.filter(contract=contract).count()


def hidden_reviews(contract: Contract) -> list[Review]:
    """Given and not yet shown; the buyer's first."""
    rows = Review.objects.filter(contract=contract, revealed_at__isnull=True)
    return list(rows.select_related("contract").order_by("-side"))


def reasons_of(side: str) -> list[ReviewReason]:
    """In order of dimension as printed, what is good first."""
    order = [dimension.value for dimension in DIMENSIONS[ReviewSide(side)]]
    rows = list(ReviewReason.objects.filter(side=side))
    return sorted(rows, key=lambda row: (order.index(row.dimension), row.polarity == "bad", row.pk))


def polarities_of(side: str) -> dict[str, str]:
    return dict(ReviewReason.objects.filter(side=side).values_list("code", "polarity"))


def reasons_by_code() -> dict[str, ReviewReason]:
    """A few rows, that never change without an event."""
    return {row.code: row for row in ReviewReason.objects.all()}


def evidence_of(contract: Contract, keys: Sequence[str]) -> list[Document]:
    """Those of the keys that are files of this contract's request, each once."""
    rows = Document.objects.filter(
        service_request_id=contract.service_request_id, public_key__in=keys
    )
    return list(rows.order_by("pk"))


def evidence_choices(contract: Contract) -> list[Document]:
    """Files of the request that can be named as evidence, newest first."""
    rows = Document.objects.filter(service_request_id=contract.service_request_id)
    return list(rows.order_by("-stored_at", "-pk"))


def visible_reviews(organization: Organization, side: ReviewSide) -> QuerySet[Review]:
    """What is shown of an organization, newest first. More rows do not mean more queries."""
    rows = Review.objects.filter(reviewed=organization, side=side, revealed_at__isnull=False)
    related = rows.select_related(
        "contract__service_request__service_item", "contract__buyer", "contract__agency"
    )
    return related.order_by("-revealed_at", "-pk")


@dataclass(frozen=True)
class Told:
    """Reviews added up under the rule set that is named."""

    summary: Summary
    side: ReviewSide
    rule_set: str
    min_shown: int


def summary_of(organization: Organization, side: ReviewSide, rule_set: RuleSet) -> Told:
    rules = rules_of(rule_set)
    rows = visible_reviews(organization, side).values_list("scores", flat=True)
    dimensions = [dimension.value for dimension in DIMENSIONS[side]]
    told = summary(rows, dimensions, rules)
    return Told(told, side, rule_set.code, rules["review_min_shown"])


@dataclass(frozen=True)
class Discipline:
    """How many of the reviews that were due from an organization it gave."""

    due: int
    given: int


def discipline_of(organization: Organization) -> Discipline:
    """Counted over windows that are done: given, or over. Source: domain.md 8."""
    windows = Deadline.objects.filter(
        kind=DeadlineKind.REVIEW, organization=organization, done_at__isnull=False
    )
    mine = Review.objects.filter(
        handler__organization=organization, contract__no=OuterRef("subject")
    )
    given = list(windows.annotate(is_given=Exists(mine)).values_list("is_given", flat=True))
    return Discipline(len(given), sum(given))


@dataclass(frozen=True)
class Desk:
    """What the page of one side shows: its window, what it gave, whether it may write now."""

    contract: Contract
    side: ReviewSide
    closes_at: datetime | None
    mine: Review | None
    theirs: Review | None
    may_write: bool
    change_until: datetime | None
    min_chars: int
    reasons: list[ReviewReason]
    documents: list[Document]


def review_desk(handler: Handler | None, no: str, now: datetime) -> Desk | None:
    """None for who acts for no side of that contract. What the other gave is there once shown."""
    related = ("buyer", "agency", "service_request__rule_set", "service_request__service_item")
    contract = Contract.objects.select_related(*related).filter(no=no).first()
    side = side_of(contract, handler.organization) if contract and handler else None
    if contract is None or handler is None or side is None:
        return None
    rules = rules_of(contract.service_request.rule_set)
    window = window_of(no, handler.organization)
    given = {row.side: row for row in Review.objects.filter(contract=contract)}
    mine = given.pop(side, None)
    theirs = next((row for row in given.values() if row.revealed_at), None)
    change_until = None
    if mine is not None and not mine.revealed_at and not mine.changed_at:
        change_until = due_after(mine.submitted_at, rules["review_change_window"], rules).at
    is_open = contract.status in REVIEWABLE and window is not None and now < window.due_at
    return Desk(
        contract=contract,
        side=side,
        closes_at=window.due_at if window else None,
        mine=mine,
        theirs=theirs,
        may_write=is_open and (mine is None or (change_until is not None and now < change_until)),
        change_until=change_until,
        min_chars=rules["bad_review_min_chars"],
        reasons=reasons_of(side),
        documents=evidence_choices(contract),
    )


def contract_with_rules(no: str) -> Contract:
    """Raises Contract.DoesNotExist: the clock knows its contracts."""
    related = ("buyer", "agency", "service_request__rule_set", "service_request__service_item")
    return Contract.objects.select_related(*related).get(no=no)


def scores_in_order(review: Review) -> Mapping[str, int]:
    return {each.value: review.scores[each] for each in DIMENSIONS[ReviewSide(review.side)]}
