"""Steps of a request that touch its auction: publish, approve, withdraw, cancel."""

from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bidding.actions.service_requests import (
    approve_request,
    cancel_request,
    publish_request,
    withdraw_request,
)
from market.api.bodies import Fields, empty_body
from market.api.idempotency import Steps
from market.api.service_requests import request_body, visible
from market.api.signed_in import acting_handler


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Publish(Steps):
    """POST requests/{no}/publish/ `{}`: to the public, or to the second person."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        empty_body(request.data)
        publish_request(no=no, handler=handler)
        return Response(request_body(visible(request, no)))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Approve(Steps):
    """POST requests/{no}/approve/ `{}`: the second person publishes."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        empty_body(request.data)
        approve_request(no=no, handler=handler)
        return Response(request_body(visible(request, no)))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Withdraw(Steps):
    """POST requests/{no}/withdraw/ `{"reason"}`."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        fields = Fields(request.data)
        reason = fields.text("reason")
        fields.done()
        withdraw_request(no=no, handler=handler, reason=reason)
        return Response(request_body(visible(request, no)))


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Cancel(Steps):
    """POST requests/{no}/cancel/ `{"reason", "basis"}`."""

    def post(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        fields = Fields(request.data)
        reason, basis = fields.text("reason"), fields.text("basis")
        fields.done()
        cancel_request(no=no, handler=handler, reason=reason, basis=basis)
        return Response(request_body(visible(request, no)))
