"""Service items, divisions, rule sets, the commitment letter, notices: public information."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from market.api.idempotency import Steps
from market.forms.notices import NoticeFilter
from market.gateways.database import database_now
from market.models import Commitment, CommitmentText, Notice, RuleSet, ServiceItem
from market.queries.cities import divisions
from market.queries.commitments import commitments_public, current_text
from market.queries.notices import notices_visible
from market.queries.rule_sets import rule_set_by_code, rule_sets
from market.queries.service_items import item_by_code, service_items
from market.rules.canonical import sha256
from market.units import stamp


def item_body(item: ServiceItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "name_en": item.name_en,
        "category": item.category,
        "supervisor_sector": item.supervisor_sector,
        "legal_basis": item.legal_basis,
        "approval_served": item.approval_served,
        "time_limit": item.time_limit,
        "time_limit_by_law": item.time_limit_by_law,
        "fee_basis": item.fee_basis,
        "fee_note": item.fee_note,
        "price_unit": item.price_unit,
        "price_band_fen": item.price_band_fen,
        "promised_days": item.promised_days,
        "may_do_yourself": item.may_do_yourself,
        "self_note": item.self_note,
        "required_qualification": item.required_qualification,
        "status": str(item.status),
        "cancelled_on": item.cancelled_on.isoformat() if item.cancelled_on else None,
        "cancel_basis": item.cancel_basis,
        "cancel_note": item.cancel_note,
    }


class ServiceItemViewSet(Steps, GenericViewSet):
    """GET service-items/, service-items/{code}/."""

    lookup_field = "code"
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return service_items()

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="service_items_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([item_body(item) for item in page or []])

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="service_items_retrieve")
    def retrieve(self, request: Request, code: str) -> Response:
        item = item_by_code(code)
        if item is None:
            raise Http404
        return Response(item_body(item))


class Divisions(Steps):
    """GET divisions/: the codes that filters know."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        rows = divisions()
        results = [{"code": r.code, "name": r.name, "name_en": r.name_en} for r in rows]
        return Response({"count": len(rows), "next": None, "previous": None, "results": results})


def rule_set_row(row: RuleSet) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "demonstration": row.is_demonstration,
        "rule_set_hash": row.sha256,
        "effective_from": stamp(row.effective_from) if row.effective_from else None,
    }


class RuleSetViewSet(Steps, GenericViewSet):
    """GET rule-sets/, rule-sets/{code}/ with its canonical `text`."""

    lookup_field = "code"
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return rule_sets()

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="rule_sets_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([rule_set_row(row) for row in page or []])

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="rule_sets_retrieve")
    def retrieve(self, request: Request, code: str) -> Response:
        row = rule_set_by_code(code)
        if row is None:
            raise Http404
        return Response({**rule_set_row(row), "text": row.text})


def commitment_row(row: Commitment) -> dict[str, Any]:
    return {
        "agency": {"uscc": row.organization.uscc, "name": row.organization.name},
        "version": row.commitment_text.version,
        "text_sha256": row.text_sha256,
        "signed_at": stamp(row.signed_at),
    }


class CommitmentViewSet(Steps, GenericViewSet):
    """GET commitments/, and commitments/current/: version and text."""

    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return commitments_public()

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="commitments_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([commitment_row(row) for row in page or []])


class CurrentCommitment(Steps):
    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        text: CommitmentText = current_text(database_now())
        return Response(
            {
                "version": text.version,
                "text": text.text,
                "text_en": text.text_en,
                "text_sha256": sha256(text.text),
                "in_force_from": stamp(text.in_force_from),
            }
        )


def notice_body(notice: Notice) -> dict[str, Any]:
    return {
        "no": notice.no,
        "kind": str(notice.kind),
        "request": notice.service_request.no,
        "title": notice.service_request.title,
        "facts": notice.facts,
        "verify_code": notice.verify_code,
        "issued_at": stamp(notice.issued_at),
        "event": {
            "log": notice.event.log.name,
            "seq": notice.event.seq,
            "hash": notice.event.hash,
        },
    }


class NoticeViewSet(Steps, GenericViewSet):
    """GET notices/."""

    filterset_class = NoticeFilter

    def get_queryset(self) -> Any:
        return notices_visible().order_by("-issued_at", "no")

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="notices_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([notice_body(row) for row in page or []])
