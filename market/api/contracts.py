"""Contracts over REST: the public part, and the steps of the parties."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from market.actions.contracts import sign
from market.actions.milestones import accept, deliver, return_for_work
from market.actions.payments import claim, confirm, deny
from market.api.bodies import Fields, empty_body
from market.api.idempotency import Steps
from market.api.signed_in import acting_handler
from market.errors import FileRefused, Problem, Problems
from market.gateways.files import Incoming
from market.models import Contract, Payment
from market.queries.contracts import (
    contract_visible_to,
    contracts_visible_to,
    milestones_of,
    own_contract,
    payments_of,
)
from market.queries.handlers import organization_of
from market.units import stamp


def moment(at: Any) -> str | None:
    return None if at is None else stamp(at)


def payment_row(payment: Payment) -> dict[str, Any]:
    return {
        "n": payment.n,
        "milestone": payment.milestone.n,
        "provider": str(payment.provider),
        "amount_fen": payment.amount_fen,
        "status": str(payment.status),
    }


def contract_body(contract: Contract, request: Request) -> dict[str, Any]:
    """The text only for its parties. Source: interfaces.md 8, domain.md 7.1."""
    buyer, agency = contract.buyer, contract.agency
    viewer = organization_of(request.user)
    is_party = viewer is not None and viewer.pk in {buyer.pk, agency.pk}
    body = {
        "no": contract.no,
        "request": contract.service_request.no,
        "status": str(contract.status),
        "parties": {
            "buyer": None if buyer.is_person else {"uscc": buyer.uscc, "name": buyer.name},
            "agency": {"uscc": agency.uscc, "name": agency.name},
        },
        "price_fen": contract.price_fen,
        "text_sha256": contract.text_sha256,
        "milestones": [
            {
                "n": stage.n,
                "name": stage.name,
                "share_bp": stage.share_bp,
                "due_at": moment(stage.due_at),
                "status": str(stage.status),
            }
            for stage in milestones_of(contract)
        ],
        "payments": [payment_row(row) for row in payments_of(contract)] if is_party else [],
        "dates": {
            "opened_at": moment(contract.opened_at),
            "signed_at": moment(contract.signed_at),
            "delivered_at": moment(contract.delivered_at),
            "accepted_at": moment(contract.accepted_at),
            "closed_at": moment(contract.closed_at),
        },
    }
    return {**body, "text": contract.text} if is_party else body


def visible(request: Request, no: str) -> Contract:
    found = contract_visible_to(request.user, no)
    if found is None:
        raise Http404
    return found


class ContractViewSet(Steps, GenericViewSet):
    """GET contracts/, contracts/{no}/."""

    lookup_field = "no"
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        rows = contracts_visible_to(self.request.user)
        return rows.filter(signed_at__isnull=False).order_by("-signed_at", "no")

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="contracts_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([contract_body(row, request) for row in page or []])

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="contracts_retrieve")
    def retrieve(self, request: Request, no: str) -> Response:
        return Response(contract_body(visible(request, no), request))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Sign(Steps):
    """POST contracts/{no}/sign/ `{"text_sha256", "lead"?}`."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        fields = Fields(request.data)
        text_sha256, lead = fields.text("text_sha256"), fields.text("lead")
        fields.done()
        sign(no=no, handler=handler, text_sha256=text_sha256, lead=lead)
        return Response(contract_body(visible(request, no), request))


@extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
class Deliverables(Steps):
    """POST contracts/{no}/deliverables/: multipart `milestone`, `file`."""

    parser_classes = [MultiPartParser]

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        posted: Any = request.data
        file, milestone = request.FILES.get("file"), posted.get("milestone", "")
        found = []
        if unknown := sorted(set(posted) - {"file", "milestone"}):
            text = _("没有这个字段：%(field)s。")
            found += [Problem(name, "unknown_field", text, {"field": name}) for name in unknown]
        if not (milestone.isascii() and milestone.isdigit() and len(milestone) < 5):
            found.append(Problem("milestone", "not_whole", _("应为整数。")))
        if file is None:
            found.append(Problem("file", "required", FileRefused.message))
        if found or file is None:
            raise Problems(found)
        incoming = Incoming(file.name or "", file.file)
        made = deliver(no=no, handler=handler, milestone=int(milestone), file=incoming)
        body = {"n": made.n, "version": made.version, "sha256": made.document.sha256}
        return Response(body, status=201)


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Accept(Steps):
    """POST contracts/{no}/accept/ `{"deliverable": n}`."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        fields = Fields(request.data)
        n = fields.whole("deliverable")
        fields.done()
        accept(no=no, handler=handler, deliverable=n or 0)
        return Response(contract_body(visible(request, no), request))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Return(Steps):
    """POST contracts/{no}/return/ `{"deliverable": n, "defects": [{"clause", "text"}]}`."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        fields = Fields(request.data)
        n, stated = fields.whole("deliverable"), fields.objects("defects")
        rows = [Fields(defect, f"defects.{index}.") for index, defect in enumerate(stated)]
        defects = [{"clause": row.text("clause"), "text": row.text("text")} for row in rows]
        for row in rows:
            fields.problems += row.problems
            row.problems = fields.problems
        fields.done(*rows)
        return_for_work(no=no, handler=handler, deliverable=n or 0, defects=defects)
        return Response(contract_body(visible(request, no), request))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Payments(Steps):
    """GET and POST contracts/{no}/payments/."""

    def get(self, request: Request, no: str) -> Response:
        organization = organization_of(request.user)
        own = own_contract(organization, no) if organization else None
        if own is None:  # Somebody else's payments and missing ones answer alike.
            raise Http404
        rows = payments_of(own)
        body = [payment_row(row) for row in rows]
        return Response({"count": len(body), "next": None, "previous": None, "results": body})

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        fields = Fields(request.data)
        milestone, amount = fields.whole("milestone"), fields.whole("amount_fen")
        provider = fields.text("provider")
        fields.done()
        made = claim(
            no=no,
            handler=handler,
            milestone=milestone or 0,
            amount_fen=amount or 0,
            provider=provider,
        )
        return Response({"n": made.n, "status": str(made.status)}, status=201)


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class ConfirmPayment(Steps):
    """POST contracts/{no}/payments/{n}/confirm/ `{}`."""

    def post(self, request: Request, no: str, n: int) -> Response:
        handler = acting_handler(request)
        empty_body(request.data)
        made = confirm(no=no, handler=handler, n=n)
        return Response({"n": made.n, "status": str(made.status)})


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class DenyPayment(Steps):
    """POST contracts/{no}/payments/{n}/deny/ `{"reason"}`."""

    def post(self, request: Request, no: str, n: int) -> Response:
        handler = acting_handler(request)
        fields = Fields(request.data)
        reason = fields.text("reason")
        fields.done()
        made = deny(no=no, handler=handler, n=n, reason=reason)
        return Response({"n": made.n, "status": str(made.status)})
