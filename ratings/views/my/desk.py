"""The desk: what an organization has to do, soonest first; nothing else."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bidding.queries.entries import my_entries
from bidding.queries.live_rows import live_rows
from market.enums import UNPUBLISHED, DeadlineKind
from market.gateways.database import database_now
from market.models import Deadline, Organization
from market.queries.deadlines import titles_of, to_do
from market.queries.handlers import organization_of
from market.queries.service_requests import requests_of

ACTS = {
    DeadlineKind.AWARD_DECISION: "my_award",
    DeadlineKind.AWARD_CONFIRMATION: "my_entries",
    DeadlineKind.CONTRACT_SIGNING: "my_contract",
    DeadlineKind.DELIVERY: "my_contract",
    DeadlineKind.ACCEPTANCE: "my_contract",
    DeadlineKind.PAYMENT: "my_contract",
    DeadlineKind.PAYMENT_CONFIRMATION: "my_contract",
    DeadlineKind.REVIEW: "my_contract_review",
    DeadlineKind.FORM_CHECK: "operate",
}
WITHOUT_NUMBER = {"my_entries", "operate"}


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    organization = organization_of(request.user)
    if organization is None:
        return redirect("register")
    if organization.is_regulator or organization.is_operator:
        return redirect("regulate" if organization.is_regulator else "operate")
    now = database_now()
    entered = {entry.service_request_id for entry in my_entries(organization)}
    rooms = [
        row
        for row in live_rows(request.user, now)
        if row.auction.service_request_id in entered
        or row.auction.service_request.buyer_id == organization.pk
    ]
    context = {
        "now": now,
        "items": items_of(to_do(organization)),
        "rooms": rooms,
        "drafts": drafts_of(organization),
    }
    return render(request, "ratings/my/desk.html", context)


def items_of(deadlines: Iterable[Deadline]) -> list[dict[str, Any]]:
    """One line per act, with its page. A date that rests on a provisional calendar says so."""
    rows = [row for row in deadlines if row.kind in ACTS]
    titles = titles_of(rows)
    return [
        {
            "what": row.get_kind_display(),
            "title": titles.get(row.subject, row.subject),
            "meta": provisional_words(row),
            "href": address_of(row),
            "due_at": row.due_at,
        }
        for row in rows
    ]


def provisional_words(row: Deadline) -> str:
    if not row.is_provisional:
        return row.subject
    return _("暂按法定节假日推算，以国务院办公厅通知为准")


def address_of(row: Deadline) -> str:
    name = ACTS[DeadlineKind(row.kind)]
    return reverse(name) if name in WITHOUT_NUMBER else reverse(name, args=[row.subject])


def drafts_of(organization: Organization) -> Any:
    if not organization.is_buyer:
        return []
    return requests_of(organization).filter(status__in=UNPUBLISHED)
