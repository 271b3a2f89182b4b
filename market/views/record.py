"""The record's own addresses."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from market.queries.record import keys


@require_safe
def keys_file(request: HttpRequest) -> JsonResponse:
    """Source: record.md 1."""
    return JsonResponse({"keys": keys()})
