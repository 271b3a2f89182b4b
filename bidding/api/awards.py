"""Awards over REST: decide, confirm, decline; the list."""

from typing import Any

from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from bidding.actions.awards import confirm, decide_award, decline
from bidding.models import Award
from bidding.queries.awards import awards_visible
from market.api.bodies import Fields, empty_body
from market.api.idempotency import Steps
from market.api.service_requests import request_body, visible
from market.api.signed_in import acting_handler
from market.units import stamp


def award_row(award: Award) -> dict[str, Any]:
    """The winner's name is public from the decision on. Source: domain.md 5.1 (6)."""
    agency, asked = award.entry.agency, award.service_request
    return {
        "request": asked.no,
        "title": asked.title,
        "agency": {"uscc": agency.uscc, "name": agency.name},
        "alias": award.entry.alias,
        "rank": award.rank,
        "amount_fen": award.amount_fen,
        "ceiling_fen": asked.ceiling_fen,
        "status": str(award.status),
        "code": award.code or None,
        "decided_at": stamp(award.decided_at),
        "standstill_until": stamp(award.standstill_until),
    }


class AwardViewSet(Steps, GenericViewSet):
    """GET awards/."""

    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return awards_visible().order_by("-decided_at", "-pk")

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="awards_list")
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([award_row(row) for row in page or []])


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Decide(Steps):
    """POST requests/{no}/award/ `{"alias"?, "code"?, "reason"?}`."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        fields = Fields(request.data)
        alias, code, reason = fields.text("alias"), fields.text("code"), fields.text("reason")
        fields.done()
        decide_award(no=no, handler=handler, alias=alias or None, code=code, reason=reason)
        return Response(request_body(visible(request, no)))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Confirm(Steps):
    """POST requests/{no}/confirm-award/ `{}` by the awarded agency."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        empty_body(request.data)
        confirm(no=no, handler=handler)
        return Response(request_body(visible(request, no)))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Decline(Steps):
    """POST requests/{no}/decline-award/ `{"reason"}` by the awarded agency."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        fields = Fields(request.data)
        reason = fields.text("reason")
        fields.done()
        decline(no=no, handler=handler, reason=reason)
        return Response(request_body(visible(request, no)))
