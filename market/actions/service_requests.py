"""Requests: drafting and submitting. What publishes and moves them is in publications.py."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.actions.handlers import permit
from market.actions.numbers import next_value
from market.enums import Happened, RequestStatus
from market.errors import NotAllowedNow, NotFound, Problem, Problems
from market.gateways.database import database_now, lock, one_transaction, with_related
from market.models import Handler, RuleSet, ServiceItem, ServiceRequest
from market.queries.cities import division_codes
from market.queries.rule_sets import rule_set_in_force, rules_of, selectable_rule_sets
from market.queries.service_items import active_items
from market.record import record
from market.rules.happenings import Happening
from market.rules.live_auctions import completed
from market.rules.permissions import Permission
from market.rules.service_requests import RequestFacts, value_problems
from market.units import shanghai_date

BENCHMARK = "benchmark"
COLUMNS = (
    "title",
    "scope",
    "division_code",
    "ceiling_fen",
    "price_basis",
    "fund_source",
    "purpose",
    "method",
    "entry_closes_at",
    "opens_at",
    "service_days",
    "contact",
)


@one_transaction
def draft(*, handler: Handler, facts: RequestFacts) -> ServiceRequest:
    """A draft with its public number; one's own matter until it is submitted. Raises Problems."""
    permit(handler, Permission.WRITE_REQUEST)
    now = database_now()
    rule_set, items = checked(facts, now)
    year = shanghai_date(now).year
    service_request = ServiceRequest(
        no=f"{settings.CITY}-{year}-{next_value(f'{settings.CITY}-{year}'):06d}",
        buyer=handler.organization,
        handler=handler,
        created_at=now,
    )
    if facts.repost_of:
        earlier = ServiceRequest.objects.filter(
            no=facts.repost_of, buyer=handler.organization
        ).first()
        service_request.repost_of = earlier
    return _written(service_request, facts, rule_set, items)


@one_transaction
def edit(*, no: str, handler: Handler, facts: RequestFacts) -> ServiceRequest:
    """Rewrite a draft. Raises Problems, NotFound, NotAllowedNow."""
    permit(handler, Permission.WRITE_REQUEST)
    service_request = own_locked(no, handler)
    require(service_request, RequestStatus.DRAFT)
    rule_set, items = checked(facts, database_now())
    return _written(service_request, facts, rule_set, items)


@one_transaction
def return_request(*, no: str, handler: Handler, reason: str) -> ServiceRequest:
    """The second person sends it back to the writer, with a reason."""
    permit(handler, Permission.APPROVE_REQUEST)
    service_request = own_locked(no, handler)
    require(service_request, RequestStatus.PENDING_APPROVAL)
    now = database_now()
    service_request.status, service_request.reason = RequestStatus.DRAFT, reason
    service_request.save(update_fields=["status", "reason"])
    record(f"request/{no}", Happening(Happened.REQUEST_RETURNED, now))
    return service_request


def own_locked(no: str, handler: Handler) -> ServiceRequest:
    """The handler's own request, locked. Somebody else's and a missing one answer alike."""
    try:
        return request_locked(no=no, buyer=handler.organization_id)
    except ServiceRequest.DoesNotExist:
        raise NotFound from None


def published_locked(no: str) -> ServiceRequest:
    """The published request, locked; a draft and a missing one answer alike."""
    try:
        service_request = request_locked(no=no)
    except ServiceRequest.DoesNotExist:
        raise NotFound from None
    if service_request.published_at is None:
        raise NotFound
    return service_request


def request_locked(**key: Any) -> ServiceRequest:
    """The row, locked, with the rule set, which nearly every step asks."""
    return with_related(lock(ServiceRequest.objects, **key), "rule_set")


def require(service_request: ServiceRequest, *allowed: RequestStatus) -> None:
    """Raises NotAllowedNow with the states that allow the step."""
    if service_request.status not in allowed:
        raise NotAllowedNow(
            status=str(service_request.status), allowed=sorted(str(status) for status in allowed)
        )


def checked(facts: RequestFacts, now: datetime) -> tuple[RuleSet, list[ServiceItem]]:
    """The rule set and the items, first the main one. Raises Problems with all at once."""
    found: list[Problem] = []
    rule_set = rule_set_in_force(now)
    if facts.rule_set and facts.rule_set != rule_set.code:
        chosen = [r for r in selectable_rule_sets(now) if r.code == facts.rule_set]
        if not chosen or (facts.rule_set == BENCHMARK and settings.RATE_LIMITS):
            found.append(Problem("rule_set", "choice_unknown", _("不能选用这个规则版本。")))
        else:
            rule_set = chosen[0]
    found += value_problems(facts, rules_of(rule_set))
    items = {item.code: item for item in active_items().filter(code__in=facts.service_items)}
    if not facts.service_items:
        found.append(Problem("service_items", "required", _("请选择中介服务事项。")))
    elif unknown := [code for code in facts.service_items if code not in items]:
        text = _("没有这个服务事项，或事项已取消：%(unknown)s。")
        given = {"unknown": "、".join(unknown)}
        found.append(Problem("service_items", "item_unknown", text, given))
    if facts.division_code and facts.division_code not in division_codes():
        text = _("没有这个行政区划：%(unknown)s。")
        given = {"unknown": facts.division_code}
        found.append(Problem("division_code", "choice_unknown", text, given))
    if found:
        raise Problems(found)
    return rule_set, [items[code] for code in facts.service_items]


def _written(
    service_request: ServiceRequest,
    facts: RequestFacts,
    rule_set: RuleSet,
    items: list[ServiceItem],
) -> ServiceRequest:
    for name in COLUMNS:
        setattr(service_request, name, getattr(facts, name))
    parameters: dict[str, Any] = dict(facts.method_parameters)
    if facts.ceiling_fen:
        parameters = completed(parameters, facts.ceiling_fen, rules_of(rule_set))
    service_request.method_parameters = parameters
    service_request.conditions = [dict(condition) for condition in facts.conditions]
    service_request.avoid = [dict(avoided) for avoided in facts.avoid]
    service_request.term_reasons = dict(facts.term_reasons)
    service_request.rule_set, service_request.service_item = rule_set, items[0]
    service_request.save()
    service_request.service_items.set(items)
    return service_request
