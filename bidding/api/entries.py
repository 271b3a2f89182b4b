"""POST and DELETE requests/{no}/entries/: enter and withdraw."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bidding.actions.entries import enter, withdraw_entry
from market.api.bodies import Fields
from market.api.idempotency import Steps
from market.api.service_requests import visible
from market.api.signed_in import acting_handler
from market.errors import Problem, Problems


@extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
class Entries(Steps):
    def post(self, request: Request, no: str) -> Response:
        """`{"commitment": true, "conflicts": []}`, both optional."""
        handler = acting_handler(request)
        visible(request, no)
        fields = Fields({"commitment": True, **Fields(request.data).data})
        is_committed, conflicts = fields.flag("commitment"), fields.texts("conflicts")
        fields.done()
        if not is_committed:
            text = _("报名须承诺所报信息真实。")
            raise Problems([Problem("commitment", "required", text)])
        entry = enter(no=no, handler=handler, conflicts=conflicts)
        return Response({"alias": entry.alias, "status": str(entry.status)}, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, no: str) -> Response:
        handler = acting_handler(request)
        visible(request, no)
        withdraw_entry(no=no, handler=handler)
        return Response(status=204)
