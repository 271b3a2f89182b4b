"""What the agency offers, where, and a few words about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from market.actions.agencies import change_profile
from market.errors import NotPermitted, Problems
from market.forms.agencies import ProfileForm, grouped_items
from market.forms.problems import add_problems
from market.queries.handlers import acting, agency_of, may
from market.rules.permissions import Permission
from market.views.sent import posted


@login_required
@require_http_methods(["GET", "POST"])
def my_profile(request: HttpRequest) -> HttpResponse:
    agency = agency_of(request.user)
    if agency is None:
        raise NotPermitted
    form = ProfileForm(posted(request), profile=agency.agency)
    if form.is_valid():
        try:
            change_profile(handler=acting(request.user), **form.cleaned_data)
        except Problems as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, _("机构资料已更新。"))
            return redirect("my_profile")
    context = {
        "agency": agency,
        "form": form,
        "groups": ticked_groups(form),
        "manages": may(request.user, Permission.MANAGE_AGENCY),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "market/my/profile.html", context, status=status)


def ticked_groups(form: ProfileForm) -> list[dict[str, Any]]:
    """Items by category, each with whether it is chosen now."""
    chosen = set(form["service_items"].value() or [])
    return [
        {
            "name": name,
            "items": [
                {"code": code, "name": word, "is_chosen": code in chosen} for code, word in items
            ],
            "is_open": any(code in chosen for code, _word in items),
        }
        for name, items in grouped_items()
    ]
