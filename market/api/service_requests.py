"""Requests over REST: lists and drafts. Steps that touch bidding are in its own API."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from market.actions.service_requests import draft, edit, return_request
from market.api.bodies import Fields, whole_numbers_only
from market.api.idempotency import Steps
from market.api.signed_in import acting_handler
from market.forms.service_requests import RequestFilter
from market.models import ServiceRequest
from market.queries.record import keys, log_by_name, logs_of_request, record_page, rule_set_texts
from market.queries.service_requests import (
    facts_of,
    request_visible_to,
    requests_listed,
    requests_visible_to,
)
from market.rules.service_requests import RequestFacts
from market.units import stamp


def request_body(service_request: ServiceRequest) -> dict[str, Any]:
    """A request as the API shows it; the contact only where the page shows it too."""
    facts = facts_of(service_request)
    buyer = service_request.buyer
    return {
        "no": service_request.no,
        "status": str(service_request.status),
        "held": False,
        "service_item": facts.service_items[0],
        "service_items": facts.service_items,
        "title": facts.title,
        "scope": facts.scope,
        "division_code": facts.division_code,
        "ceiling_fen": facts.ceiling_fen,
        "method": str(facts.method),
        "method_parameters": facts.method_parameters,
        "conditions": list(facts.conditions),
        "price_basis": str(facts.price_basis),
        "fund_source": str(facts.fund_source),
        "purpose": str(facts.purpose),
        "entry_closes_at": moment(facts.entry_closes_at),
        "opens_at": moment(facts.opens_at),
        "service_days": facts.service_days,
        "contact": facts.contact,
        "buyer": None if buyer.is_person else {"uscc": buyer.uscc, "name": buyer.name},
        "rule_set": facts.rule_set,
        "published_at": moment(service_request.published_at),
        "extension_count": service_request.extension_count,
        "failure_code": service_request.failure_code or None,
        "reason": service_request.reason or None,
    }


def moment(at: Any) -> str | None:
    return None if at is None else stamp(at)


def read_facts(data: Any) -> RequestFacts:
    """The body of a draft. Raises Problems, BadBody."""
    data = whole_numbers_in_lists_only(data)
    fields = Fields(data)
    first, more = fields.text("service_item"), fields.texts("service_items")
    items = [first] if first else []
    facts = RequestFacts(
        service_items=items + [code for code in more if code != first],
        title=fields.text("title"),
        scope=fields.text("scope"),
        division_code=fields.text("division_code"),
        ceiling_fen=fields.whole("ceiling_fen"),
        price_basis=fields.text("price_basis", "total"),
        fund_source=fields.text("fund_source", "private"),
        purpose=fields.text("purpose", "owner"),
        method=fields.text("method", "live_auction"),
        method_parameters=fields.object("method_parameters"),
        conditions=fields.objects("conditions"),
        avoid=fields.objects("avoid"),
        term_reasons=fields.object("term_reasons"),
        entry_closes_at=fields.moment("entry_closes_at"),
        opens_at=fields.moment("opens_at"),
        service_days=fields.whole("service_days"),
        contact=fields.text("contact"),
        rule_set=fields.text("rule_set"),
        repost_of=fields.text("repost_of"),
    )
    fields.done()
    return facts


def whole_numbers_in_lists_only(data: Any) -> Any:
    """Nested parts hold plain values; top-level numbers are judged field by field."""
    if not isinstance(data, dict):
        return data
    return {
        key: whole_numbers_only(value) if isinstance(value, dict | list) else value
        for key, value in data.items()
    }


class ServiceRequestViewSet(Steps, GenericViewSet):
    """GET requests/, requests/{no}/; POST draft; PATCH a draft."""

    lookup_field = "no"
    filterset_class = RequestFilter

    def get_queryset(self) -> Any:
        return requests_listed(self.request.user).prefetch_related("service_items")

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="requests_list")
    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([request_body(row) for row in page or []])

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def create(self, request: Request) -> Response:
        made = draft(handler=acting_handler(request), facts=read_facts(request.data))
        return Response(request_body(made), status=201)

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="requests_retrieve")
    def retrieve(self, request: Request, no: str) -> Response:
        return Response(request_body(visible(request, no)))

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def partial_update(self, request: Request, no: str) -> Response:
        data: Any = Fields(request.data).data
        earlier = request_body(visible(request, no))
        writable = set(RequestFacts.__dataclass_fields__) | {"service_item"}
        kept = {k: v for k, v in earlier.items() if k in writable and v is not None}
        if "service_item" in data:
            kept.pop("service_items", None)
        facts = read_facts({**kept, **data})
        made = edit(no=no, handler=acting_handler(request), facts=facts)
        return Response(request_body(made))


def visible(request: Request, no: str) -> ServiceRequest:
    found = request_visible_to(request.user, no)
    if found is None:
        raise Http404
    return found


class Return(Steps):
    """POST requests/{no}/return/ `{"reason"}`: the second person sends it back."""

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, no: str) -> Response:
        visible(request, no)
        fields = Fields(request.data)
        reason = fields.text("reason")
        fields.done()
        return_request(no=no, handler=acting_handler(request), reason=reason)
        return Response(request_body(visible(request, no)))


class RequestRecord(Steps):
    """GET requests/{no}/record/?after=N: the public log of a request."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, no: str) -> Response:
        if not requests_visible_to(request.user).filter(no=no, published_at__isnull=False).exists():
            raise Http404
        return Response(record_page(f"request/{no}", after_of(request)))


def after_of(request: Request) -> int:
    """`after` below 0 counts as 0; what is no number counts as 0."""
    text = request.query_params.get("after", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


class RequestBundle(Steps):
    """GET requests/{no}/record/bundle/: one file for the verifiers."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, no: str) -> Response:
        found = visible(request, no)
        if found.published_at is None:
            raise Http404
        are_open = log_by_name(f"request/{no}") is not None and entries_are_open(found)
        names = logs_of_request(found, entries_are_open=are_open)
        body = {
            "logs": [served(name, found) for name in names],
            "keys": keys(),
            "rule_sets": rule_set_texts([found.rule_set.code]),
        }
        headers = {"Content-Disposition": f'attachment; filename="{no}.json"'}
        return Response(body, headers=headers)


def entries_are_open(service_request: ServiceRequest) -> bool:
    """The log of entries is a secret until entry is closed. Source: live-auction.md 3."""
    return service_request.status not in {
        "draft",
        "pending_approval",
        "published",
        "withdrawn",
    }


def served(name: str, service_request: ServiceRequest) -> dict[str, Any]:
    """A log as a bundle holds it. What shows ranks only keeps its bids to itself until the close.

    Source: record.md 1.
    """
    page = record_page(name, 0, limit=None)
    is_rank_only = service_request.method_parameters.get("visibility") == "rank_only"
    runs = service_request.status in {"entries_closed", "selecting"}
    if name.startswith("auction/") and is_rank_only and runs:
        page |= {"events": [], "head": None, "checkpoints": []}
    return page
