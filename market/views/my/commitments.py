"""The letters one's organization has signed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from market.errors import NotPermitted
from market.queries.commitments import commitments_of
from market.queries.handlers import organization_of
from market.rules.commitments import blocks_of
from market.rules.organizations import masked_name


@login_required
@require_GET
def my_commitments(request: HttpRequest) -> HttpResponse:
    """Old versions stay readable, exactly as they were signed."""
    organization = organization_of(request.user)
    if organization is None:
        raise NotPermitted
    letters = [
        {
            "row": row,
            "blocks": blocks_of(row.text),
            "signer": masked_name(row.signed_by.name),
        }
        for row in commitments_of(organization).select_related("signed_by")
    ]
    return render(request, "market/my/commitments.html", {"letters": letters})
