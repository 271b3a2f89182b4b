"""Enter a request: every check with its reason, one tick, a receipt."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bidding.actions.entries import enter, withdraw_entry
from bidding.enums import EntryStatus
from bidding.errors import reason_words
from bidding.forms.entries import EnterForm
from bidding.queries.auctions import auction_of
from bidding.queries.eligibility import eligibility
from bidding.queries.entries import entry_of
from market.enums import RequestStatus
from market.errors import NotPermitted, Refused
from market.gateways.database import database_now
from market.models import Handler, ServiceRequest
from market.queries.handlers import handler_of, permissions_held
from market.queries.qualifications import practitioners_of
from market.queries.service_requests import request_visible_to
from market.rules.organizations import masked_name
from market.rules.permissions import Permission


@login_required
@require_http_methods(["GET", "POST"])
def enter_request(request: HttpRequest, no: str) -> HttpResponse:
    handler, asked = entrant(request, no)
    entry = entry_of(asked, handler.organization)
    is_in = entry is not None and entry.status == EntryStatus.CONFIRMED
    if request.POST.get("do") == "withdraw" and is_in:
        withdraw_entry(no=no, handler=handler)
        messages.success(request, _("已退出报名，截止前可以再次报名。"))
        return redirect(request.path)
    form = None if is_in else enter_form(request, handler)
    if form is not None and form.is_valid():
        try:
            enter(no=no, handler=handler, **declared(form.cleaned_data))
        except Refused as refusal:
            form.take(refusal)
        else:
            return redirect(request.path)
    checks = [] if is_in else eligibility(asked, handler.organization)
    context = {
        "asked": asked,
        "entry": entry,
        "is_in": is_in,
        "auction": auction_of(asked),
        "form": form,
        "checks": checks,
        "wrong_count": sum(not check.is_ok for check in checks),
        "void_words": reason_words(entry.void_code) if entry else "",
        "now": database_now(),
        "is_open": asked.status == RequestStatus.PUBLISHED,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "bidding/enter.html", context, status=status)


def entrant(request: HttpRequest, no: str) -> tuple[Handler, ServiceRequest]:
    """Raises NotPermitted for who acts for no agency, Http404."""
    handler = handler_of(request.user)
    if handler is None or Permission.ENTER not in permissions_held(handler):
        raise NotPermitted
    asked = request_visible_to(request.user, no)
    if asked is None or asked.published_at is None:
        raise Http404
    return handler, asked


def enter_form(request: HttpRequest, handler: Handler) -> EnterForm:
    people = practitioners_of(handler.organization)
    leads = [(one.public_key, f"{masked_name(one.name)} {one.number}") for one in people]
    return EnterForm(request.POST if request.method == "POST" else None, leads=leads)


def declared(data: dict[str, Any]) -> dict[str, Any]:
    return {"conflicts": data["conflicts"], "practitioner_keys": data.get("leads", [])}
