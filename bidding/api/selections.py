"""GET requests/{no}/selection/: method, inputs, each step and the outcome."""

from django.http import Http404
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bidding.queries.selections import selection_of
from market.api.idempotency import Steps
from market.api.service_requests import visible
from market.units import stamp


class SelectionRecord(Steps):
    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, no: str) -> Response:
        """Before the method has finished there is nothing to see: 404."""
        selection = selection_of(visible(request, no))
        if selection is None:
            raise Http404
        return Response(
            {
                "request": no,
                "method": str(selection.method),
                "inputs": selection.inputs,
                "steps": selection.steps,
                "ranking": selection.ranking,
                "finished_at": stamp(selection.finished_at),
            }
        )
