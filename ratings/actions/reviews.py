"""Reviews: written by both sides, hidden until both have or the window is over."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.actions.contracts import complete_if_done, party_contract
from market.actions.deadlines import close_deadline
from market.actions.documents import keep
from market.actions.handlers import permit
from market.enums import DeadlineKind
from market.errors import NotAllowedNow, Problem, Problems
from market.gateways.database import database_now, lock, one_transaction
from market.gateways.files import Incoming
from market.models import Contract, Document, Handler, Organization, ServiceRequest
from market.queries.calendar import due_after
from market.queries.rule_sets import rules_of
from market.record import record, reveal, seal
from market.rules.canonical import canonical, sha256
from market.rules.happenings import Happening
from market.rules.permissions import Permission
from market.rules.rule_sets import Rules
from market.units import stamp
from ratings import errors
from ratings.enums import DIMENSIONS, Happened, ReviewSide
from ratings.models import Review, ReviewReason
from ratings.queries.reviews import (
    REVIEWABLE,
    contract_with_rules,
    evidence_of,
    hidden_reviews,
    polarities_of,
    review_closes_at,
    review_count,
    review_deadlines,
    review_of,
    reviewed_id,
    side_of,
    window_of,
)
from ratings.rules.reviews import Draft, check, is_visible, rounded_mean

PERMISSIONS = {
    ReviewSide.BUYER_TO_AGENCY: Permission.PERFORM_AS_BUYER,
    ReviewSide.AGENCY_TO_BUYER: Permission.ENTER,
}
PLATFORM = "platform"


@one_transaction
def review(
    *,
    no: str,
    handler: Handler,
    scores: Mapping[str, Any],
    text: str = "",
    reasons: Sequence[str] = (),
    evidence: Sequence[str] = (),
    files: Sequence[Incoming] = (),
) -> Review:
    """One side reviews the other after the acceptance, or changes its hidden review once.

    `evidence` are public keys of files of the request, `files` new ones that are stored with it.
    Becomes visible at once where the other side has reviewed already. Raises NotFound for who
    is no party, NotAllowedNow, ReviewClosed, AlreadyReviewed, Problems, FileRefused.
    Source: domain.md 8.
    """
    contract, is_buyer = party_contract(no, handler)
    side = ReviewSide.BUYER_TO_AGENCY if is_buyer else ReviewSide.AGENCY_TO_BUYER
    permit(handler, PERMISSIONS[side])
    now = database_now()
    rules = rules_of(contract.service_request.rule_set)
    earlier = review_of(contract, side)
    _require_open(contract, handler.organization, earlier, rules, now)
    draft = Draft(scores, text, tuple(dict.fromkeys(reasons)), len(set(evidence)) + len(files))
    known = _checked(draft, evidence, contract, side, rules)

    given = earlier or Review(
        public_key=secrets.token_hex(6),
        contract=contract,
        side=side,
        reviewed_id=reviewed_id(contract, side),
        submitted_at=now,
    )
    documents = [*known, *(_stored(contract, handler, file, now) for file in files)]
    given.handler, given.scores, given.text = handler, dict(scores), text.strip()
    given.reasons, given.changed_at = list(draft.reasons), now if earlier else None
    given.digest = seal(canonical(content_of(given, documents)))
    given.save()
    given.evidence.set(documents)
    close_deadline(kind=DeadlineKind.REVIEW, subject=no, now=now, organization=handler.organization)
    facts = {"contract": no, "side": side.value, "is_change": earlier is not None}
    sealed = {"review": given.digest}
    record(_log(contract), Happening(Happened.REVIEW_SUBMITTED, now, facts, sealed))
    _reveal_if_due(contract, now)
    given.refresh_from_db(fields=["revealed_at"])
    return given


@one_transaction
def reveal_due(*, no: str, organization: Organization | None = None) -> None:
    """The clock: the windows of a contract that are over close, and what was hidden is shown.

    May run many times; one that is early or late changes nothing but the moment of showing.
    """
    contract = contract_with_rules(no)
    lock(ServiceRequest.objects, pk=contract.service_request_id)
    contract = contract_with_rules(no)
    now = database_now()
    for window in review_deadlines(no).filter(done_at__isnull=True, due_at__lte=now):
        if organization is not None and window.organization_id != organization.pk:
            continue
        close_deadline(
            kind=DeadlineKind.REVIEW, subject=no, now=now, organization=window.organization
        )
        side = side_of(contract, window.organization)
        assert side is not None, "a review window belongs to a party"
        facts = {"contract": no, "side": side.value}
        record(_log(contract), Happening(Happened.REVIEW_WINDOW_CLOSED, now, facts))
    _reveal_if_due(contract, now)


@one_transaction
def load_review_reasons(*, reasons: Sequence[Mapping[str, Any]]) -> None:
    """The reasons a review may name; told once per change. A code once used stays."""
    now = database_now()
    known = {row.code: row for row in ReviewReason.objects.all()}
    changed = []
    for each in reasons:
        row = known.get(each["code"]) or ReviewReason(code=each["code"])
        facts = {
            "name": each["name_zh"],
            "name_en": each["name_en"],
            "side": each["side"],
            "dimension": each["dimension"],
            "polarity": each["polarity"],
        }
        if all(getattr(row, name) == value for name, value in facts.items()):
            continue
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
        changed.append(row.code)
    if changed:
        facts = {"codes": sorted(changed)}
        record(PLATFORM, Happening(Happened.REVIEW_REASONS_PUBLISHED, now, facts))


def content_of(given: Review, documents: Iterable[Document]) -> dict[str, Any]:
    """What is sealed when a review is given and stands in clear when it is shown."""
    return {
        "scores": given.scores,
        "reasons": given.reasons,
        "text_sha256": sha256(given.text) if given.text else None,
        "evidence": sorted(document.sha256 for document in documents),
    }


def _require_open(
    contract: Contract,
    reviewer: Organization,
    earlier: Review | None,
    rules: Rules,
    now: datetime,
) -> None:
    window = window_of(contract.no, reviewer)
    if contract.status not in REVIEWABLE or window is None:
        allowed = sorted(status.value for status in REVIEWABLE)
        raise NotAllowedNow(status=str(contract.status), allowed=allowed)
    if earlier is not None:
        change_until = due_after(earlier.submitted_at, rules["review_change_window"], rules).at
        if earlier.revealed_at or earlier.changed_at or now >= change_until:
            raise errors.AlreadyReviewed
    if now >= window.due_at:
        raise errors.ReviewClosed(closed_at=stamp(window.due_at))


def _checked(
    draft: Draft, evidence: Sequence[str], contract: Contract, side: ReviewSide, rules: Rules
) -> list[Document]:
    """The files named, after the rule has been asked. Raises Problems with everything at once."""
    found = evidence_of(contract, evidence)
    problems = []
    if len(found) != len(set(evidence)):
        text = _("证据须为本项目的文件。")
        problems.append(Problem("evidence", "unknown_document", text))
    dimensions = [dimension.value for dimension in DIMENSIONS[side]]
    try:
        check(draft, dimensions, polarities_of(side), rules)
    except Problems as refusal:
        problems = [*refusal.problems, *problems]
    if problems:
        raise Problems(problems)
    return found


def _stored(contract: Contract, handler: Handler, file: Incoming, now: datetime) -> Document:
    """Evidence is read by the parties of the contract."""
    return keep(
        organization=handler.organization,
        service_request=contract.service_request,
        file=file,
        is_public=False,
        now=now,
    )


def _reveal_if_due(contract: Contract, now: datetime) -> None:
    """Show both together; then the contract may be done."""
    if is_visible(review_count(contract), now, review_closes_at(contract.no)):
        happenings = []
        for given in hidden_reviews(contract):
            given.revealed_at = now
            given.save(update_fields=["revealed_at"])
            happenings.append(Happening(Happened.REVIEW_REVEALED, now, _revealed(given)))
        if happenings:
            record(_log(contract), *happenings)
    complete_if_done(contract, now)


def _revealed(given: Review) -> dict[str, Any]:
    """Marks and hashes; with the salt anybody can compute the digest that was sealed."""
    return {
        **content_of(given, given.evidence.all()),
        "contract": given.contract.no,
        "side": str(given.side),
        "mark": rounded_mean(given.scores.values()),
        "submitted_at": stamp(given.changed_at or given.submitted_at),
        "salt": reveal(given.digest)["salt"],
    }


def _log(contract: Contract) -> str:
    return f"request/{contract.service_request.no}"
