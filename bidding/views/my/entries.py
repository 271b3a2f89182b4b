"""An agency's entries: what is coming, running and over; confirm or give up an award."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bidding.actions.awards import confirm, decline
from bidding.enums import AwardStatus
from bidding.forms.awards import DeclineForm
from bidding.queries.my_entries import awards_to_confirm, entry_rows
from market.errors import NotPermitted, Refused
from market.gateways.database import database_now
from market.models import Handler
from market.queries.handlers import handler_of, permissions_held
from market.rules.permissions import Permission
from market.views.lists import page_of


@login_required
@require_http_methods(["GET", "POST"])
def my_entries(request: HttpRequest) -> HttpResponse:
    handler = handler_of(request.user)
    if handler is None or Permission.ENTER not in permissions_held(handler):
        raise NotPermitted
    wrong = DeclineForm()
    if request.method == "POST":
        said = answer(request, handler, wrong := DeclineForm(request.POST))
        if said:
            messages.success(request, said)
            return redirect(request.path)
    agency = handler.organization
    page = page_of(request, entry_rows(agency))
    for row in page:
        row.award_words = AwardStatus(row.award_status).label if row.award_status else ""
    context = {
        "page_obj": page,
        "awards": [
            (award, wrong if award.service_request.no == request.POST.get("no") else DeclineForm())
            for award in awards_to_confirm(agency)
        ],
        "form": wrong,
        "now": database_now(),
    }
    status = 422 if wrong.errors else 200
    return render(request, "bidding/my/entries.html", context, status=status)


def answer(request: HttpRequest, handler: Handler, form: DeclineForm) -> str:
    """What was done, or nothing with the reason in the form."""
    no, form_is_valid = request.POST.get("no", ""), form.is_valid()
    if not form_is_valid:
        return ""
    try:
        if request.POST.get("do") == "confirm":
            confirm(no=no, handler=handler)
            return _("已确认中标，公示期满后签订合同。")
        decline(no=no, handler=handler, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.take(refusal)
        return ""
    return _("已放弃中标。")
