"""The public part of a contract."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from market.gateways.database import database_now
from market.queries.contracts import contract_visible_to, milestones_of, payments_of


@require_safe
def contract(request: HttpRequest, no: str) -> HttpResponse:
    """Parties, price, dates, milestones and the hash of the text; the text only for parties."""
    found = contract_visible_to(request.user, no)
    if found is None or found.signed_at is None:
        raise Http404
    context = {
        "contract": found,
        "milestones": milestones_of(found),
        "payments": payments_of(found),
        "now": database_now(),
    }
    return render(request, "market/contract.html", context)
