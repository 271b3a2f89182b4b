"""Doors of a request for bidding: publish, extend, advance, fail, withdraw, cancel.

Each is called inside the caller's transaction with the locked row of the request.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.actions.deadlines import close_all_deadlines, set_deadline
from market.actions.handlers import permit
from market.actions.notices import issue
from market.actions.service_requests import checked, require
from market.enums import (
    BEFORE_CONTRACT,
    NEXT_REQUEST_STATUS,
    OVER,
    DeadlineKind,
    FailureCode,
    Happened,
    NoticeKind,
    RequestStatus,
)
from market.errors import Problem, Problems, SamePerson
from market.models import Event, Handler, ServiceRequest
from market.queries.calendar import due_after
from market.queries.rule_sets import rules_of
from market.queries.service_requests import facts_of, restricted_terms
from market.record import record
from market.rules.calendar import Due
from market.rules.happenings import Happening
from market.rules.permissions import Permission
from market.rules.restricted_terms import restricted_terms_in
from market.rules.service_requests import (
    RequestFacts,
    missing_problems,
    needs_approval,
    notice_problems,
)
from market.units import stamp


def publication_problems(service_request: ServiceRequest, now: datetime) -> list[Problem]:
    """Everything that keeps a draft from being published, at once: also shown on its page."""
    facts, rules = facts_of(service_request), rules_of(service_request.rule_set)
    try:
        checked(facts, now)
        found = []
    except Problems as wrong:
        found = list(wrong.problems)
    found += missing_problems(facts)
    earliest = due_after(now, rules["min_notice_auction"], rules).at
    return found + notice_problems(facts, now, earliest) + term_problems(facts)


def term_problems(facts: RequestFacts) -> list[Problem]:
    """Words that restrict competition: `block` must go, `warn` needs a published reason."""
    texts = {"title": facts.title, "scope": facts.scope}
    for index, condition in enumerate(facts.conditions):
        texts[f"conditions.{index}.text"] = str(condition.get("text", ""))
    found, terms = [], restricted_terms()
    for name, text in texts.items():
        for hit in restricted_terms_in(text, terms.values()):
            if hit.severity == "warn" and facts.term_reasons.get(hit.code, "").strip():
                continue
            term = terms[hit.code]
            given = {
                "sentence": hit.sentence,
                "term": hit.code,
                "explanation": term.explanation,
                "explanation_en": term.explanation_en,
                "suggestion": term.suggestion,
                "suggestion_en": term.suggestion_en,
                "law": term.law,
            }
            if hit.severity == "block":
                detail = _("“%(sentence)s”限制竞争，不能发布：%(explanation)s")
                found.append(Problem(name, "restricted_term", detail, given))
            else:
                detail = _("“%(sentence)s”可能限制竞争，请修改，或填写公开的理由：%(explanation)s")
                found.append(Problem(name, "reason_required", detail, given))
    return found


def submit_or_publish(service_request: ServiceRequest, handler: Handler, now: datetime) -> Event:
    """The writer's step: to the second person where public money needs one, else public."""
    permit(handler, Permission.WRITE_REQUEST)
    require(service_request, RequestStatus.DRAFT)
    if found := publication_problems(service_request, now):
        raise Problems(found)
    rules = rules_of(service_request.rule_set)
    if not needs_approval(service_request.buyer.legal_form, rules):
        return _publish(service_request, now)
    service_request.status = RequestStatus.PENDING_APPROVAL
    service_request.handler = handler
    service_request.save(update_fields=["status", "handler"])
    log = f"request/{service_request.no}"
    return record(log, Happening(Happened.REQUEST_SUBMITTED, now))[0]


def approve(service_request: ServiceRequest, handler: Handler, now: datetime) -> Event:
    """Another person than the writer publishes. Raises SamePerson, Problems."""
    permit(handler, Permission.APPROVE_REQUEST)
    require(service_request, RequestStatus.PENDING_APPROVAL)
    if handler.user_id == service_request.handler.user_id:
        raise SamePerson
    if found := publication_problems(service_request, now):
        raise Problems(found)
    service_request.approved_by = handler
    return _publish(service_request, now)


def _publish(service_request: ServiceRequest, now: datetime) -> Event:
    service_request.status, service_request.published_at = RequestStatus.PUBLISHED, now
    service_request.reason = ""
    service_request.save(update_fields=["status", "published_at", "approved_by", "reason"])
    event = record(
        f"request/{service_request.no}",
        Happening(Happened.REQUEST_PUBLISHED, now, published_facts(service_request)),
    )[0]
    issue(kind=NoticeKind.REQUEST, service_request=service_request, event=event, facts={}, now=now)
    _entries_close(service_request, now)
    return event


def published_facts(service_request: ServiceRequest) -> dict[str, object]:
    """Source: record.md 3."""
    facts = facts_of(service_request)
    buyer = service_request.buyer
    entry_closes_at, opens_at = service_request.times
    return {
        "rule_set": service_request.rule_set.code,
        "rule_set_hash": service_request.rule_set.sha256,
        "service_items": facts.service_items,
        "title": facts.title,
        "ceiling_fen": facts.ceiling_fen,
        "method": str(facts.method),
        "method_parameters": dict(facts.method_parameters),
        "price_basis": str(facts.price_basis),
        "fund_source": str(facts.fund_source),
        "purpose": str(facts.purpose),
        "conditions": [dict(condition) for condition in facts.conditions],
        "entry_closes_at": stamp(entry_closes_at),
        "opens_at": stamp(opens_at),
        "service_days": facts.service_days,
        "buyer": None if buyer.is_person else buyer.uscc,
    }


def _entries_close(service_request: ServiceRequest, now: datetime) -> None:
    set_deadline(
        kind=DeadlineKind.ENTRIES_CLOSE,
        subject=service_request.no,
        due=Due(service_request.times[0]),
        rule="",
        now=now,
    )


def extend(service_request: ServiceRequest, now: datetime) -> Event:
    """Too few entries: once more the original notice, same terms. Source: domain.md 4.7."""
    require(service_request, RequestStatus.PUBLISHED)
    assert service_request.published_at is not None, "only what is published is extended"
    entry_closes_at, opens_at = service_request.times
    notice = entry_closes_at - service_request.published_at
    service_request.entry_closes_at = entry_closes_at + notice
    service_request.opens_at = opens_at + notice
    service_request.extension_count += 1
    service_request.save(update_fields=["entry_closes_at", "opens_at", "extension_count"])
    _entries_close(service_request, now)
    facts = {
        "entry_closes_at": stamp(service_request.entry_closes_at),
        "opens_at": stamp(service_request.opens_at),
        "n": service_request.extension_count,
    }
    log = f"request/{service_request.no}"
    return record(log, Happening(Happened.REQUEST_EXTENDED, now, facts))[0]


def advance(service_request: ServiceRequest, to: RequestStatus) -> None:
    """Move on; the caller records the event that moved it."""
    assert to in NEXT_REQUEST_STATUS[RequestStatus(service_request.status)], (
        f"{service_request.status} does not lead to {to}"
    )
    service_request.status = to
    service_request.save(update_fields=["status"])


def fail(service_request: ServiceRequest, code: FailureCode, now: datetime) -> Event:
    """Nothing came of it; the code says why."""
    service_request.failure_code = code
    event = _over(
        service_request, RequestStatus.FAILED, Happened.REQUEST_FAILED, {"code": str(code)}, now
    )
    issue(
        kind=NoticeKind.FAILURE,
        service_request=service_request,
        event=event,
        facts={"code": str(code)},
        now=now,
    )
    return event


def withdraw(
    service_request: ServiceRequest, handler: Handler, reason: str, now: datetime
) -> Event:
    """Before entry closes, with a public reason."""
    permit(handler, Permission.WRITE_REQUEST)
    require(service_request, RequestStatus.PUBLISHED)
    _reasoned(reason)
    service_request.reason = reason.strip()
    kind, happened = NoticeKind.WITHDRAWAL, Happened.REQUEST_WITHDRAWN
    return _ended(service_request, RequestStatus.WITHDRAWN, happened, kind, {}, now)


def cancel(
    service_request: ServiceRequest, handler: Handler, reason: str, basis: str, now: datetime
) -> Event:
    """The task is really dropped: any time before the contract, reason and basis public."""
    permit(handler, Permission.APPROVE_REQUEST)
    require(service_request, *BEFORE_CONTRACT)
    _reasoned(reason)
    if not basis.strip():
        raise Problems([Problem("basis", "required", _("请写明终止的依据。"))])
    service_request.reason = reason.strip()
    kind, happened = NoticeKind.CANCELLATION, Happened.REQUEST_CANCELLED
    facts = {"basis": basis.strip()}
    return _ended(service_request, RequestStatus.CANCELLED, happened, kind, facts, now)


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Problems([Problem("reason", "required", _("请写明理由，理由将公开。"))])


def _ended(
    service_request: ServiceRequest,
    to: RequestStatus,
    happened: Happened,
    kind: NoticeKind,
    facts: dict[str, str],
    now: datetime,
) -> Event:
    was_public = service_request.published_at is not None
    told = {"reason": service_request.reason, **facts}
    event = _over(service_request, to, happened, told, now)
    if was_public:
        issue(kind=kind, service_request=service_request, event=event, facts=told, now=now)
    return event


def _over(
    service_request: ServiceRequest,
    to: RequestStatus,
    happened: Happened,
    facts: dict[str, str],
    now: datetime,
) -> Event:
    assert to in OVER
    advance(service_request, to)
    service_request.closed_at = now
    service_request.save(update_fields=["closed_at", "failure_code", "reason"])
    close_all_deadlines(subject=service_request.no, now=now)
    return record(f"request/{service_request.no}", Happening(happened, now, facts))[0]
