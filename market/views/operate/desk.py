"""The operator's desk: form checks waiting, one press each, and the calendar."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from market.actions.agencies import check_form
from market.enums import DeadlineKind, FormCheck
from market.errors import NotFound, NotPermitted
from market.gateways.database import database_now
from market.queries.agencies import agency_by_uscc, form_checks_waiting
from market.queries.calendar import calendar_years, missing_years
from market.queries.deadlines import due_at_by_subject
from market.queries.handlers import acting, may
from market.rules.permissions import Permission
from market.units import shanghai_date
from market.views.lists import page_of


@login_required
@require_http_methods(["GET", "POST"])
def operate(request: HttpRequest) -> HttpResponse:
    if not may(request.user, Permission.CHECK_FORM):
        raise NotPermitted
    if request.method == "POST":
        agency = agency_by_uscc(request.POST.get("uscc", ""))
        if agency is None:
            raise NotFound
        check_form(uscc=agency.uscc, handler=acting(request.user))
        messages.success(request, _("%(name)s 已通过形式核对。") % {"name": agency.name})
        return redirect("operate")
    now = database_now()
    page = page_of(request, form_checks_waiting())
    due = due_at_by_subject(
        DeadlineKind.FORM_CHECK, [profile.organization.uscc for profile in page]
    )
    this_year = shanghai_date(now).year
    context = {
        "now": now,
        "page_obj": page,
        "checks": [check_row(profile, due) for profile in page],
        "years": [year for year in calendar_years() if year.year >= this_year],
        "missing": missing_years(this_year, this_year + 1),
    }
    return render(request, "market/operate/desk.html", context)


def check_row(profile: Any, due: dict[str, datetime]) -> dict[str, Any]:
    """A deadline is stored exclusive; people are told the last day that is in time."""
    organization = profile.organization
    due_at = due.get(organization.uscc)
    return {
        "last_at": due_at - timedelta(seconds=1) if due_at else None,
        "organization": organization,
        "is_overdue": profile.form_check == FormCheck.OVERDUE,
        "due_at": due_at,
        "warnings": organization.code_warnings,
    }
