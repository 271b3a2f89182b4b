"""/api/docs/: the description of the API as a page, made from the schema itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from market.gateways.api_schema import operations


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Works without script and without anything from elsewhere."""
    return render(request, "market/api_docs.html", {"operations": operations()})
