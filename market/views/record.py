"""The record's own addresses: keys, and the description of the API."""

from django.http import HttpRequest, JsonResponse
from drf_spectacular.views import SpectacularJSONAPIView

from market.queries.record import keys

schema = SpectacularJSONAPIView.as_view()


def keys_file(request: HttpRequest) -> JsonResponse:
    """Source: record.md 1."""
    return JsonResponse({"keys": keys()})
