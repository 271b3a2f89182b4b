"""Certificates of the agency and of its people: declared at once, verified after."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from market.actions.practitioners import add
from market.actions.qualifications import declare
from market.enums import Verification
from market.errors import NotPermitted, Problems
from market.forms.practitioners import PractitionerForm
from market.forms.problems import add_problems
from market.forms.qualifications import QualificationForm, kinds
from market.gateways.database import database_now
from market.models import Organization, Qualification
from market.queries.handlers import acting, agency_of, may
from market.queries.qualifications import practitioners_of, qualifications_of
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.rules.organizations import masked_name
from market.rules.permissions import Permission
from market.units import shanghai_date


@login_required
@require_http_methods(["GET", "POST"])
def my_qualifications(request: HttpRequest) -> HttpResponse:
    """Two forms; `step` says which was sent."""
    agency = agency_of(request.user)
    if agency is None:
        raise NotPermitted
    step = request.POST.get("step")
    declared = QualificationForm(request.POST if step == "declare" else None)
    added = PractitionerForm(request.POST if step == "add" else None)
    if declared.is_valid() and declare_certificate(request, declared):
        return redirect("my_qualifications")
    if added.is_valid() and add_person(request, added):
        return redirect("my_qualifications")
    is_wrong = any(form.is_bound and form.errors for form in (declared, added))
    context = {
        "declare_form": declared,
        "add_form": added,
        "errors": [form for form in (declared, added) if form.is_bound],
        "manages": may(request.user, Permission.MANAGE_AGENCY),
        **certificates_of(agency),
    }
    status = 422 if is_wrong else 200
    return render(request, "market/my/qualifications.html", context, status=status)


def declare_certificate(request: HttpRequest, form: QualificationForm) -> bool:
    try:
        declare(handler=acting(request.user), name=form.name(), **form.cleaned_data)
    except Problems as refusal:
        add_problems(form, refusal.problems)
        return False
    messages.success(request, _("资质已申报，即时有效，核验后更新标识。"))
    return True


def add_person(request: HttpRequest, form: forms.Form) -> bool:
    try:
        add(handler=acting(request.user), **form.cleaned_data)
    except Problems as refusal:
        add_problems(form, refusal.problems)
        return False
    messages.success(request, _("从业人员已登记。"))
    return True


def certificates_of(agency: Organization) -> dict[str, Any]:
    """What the agency and its people hold, with what runs out soon by the rule set in force."""
    now = database_now()
    today = shanghai_date(now)
    notice = rules_of(rule_set_in_force(now))["expiry_notice_1"]
    soon = today + timedelta(days=notice.count) if notice.unit == "d" else today
    words = dict(kinds("practitioner"))
    return {
        "qualifications": [
            {
                "row": row,
                "state": state_of(row, today),
                "is_soon": today <= row.valid_to <= soon,
            }
            for row in qualifications_of(agency)
        ],
        "practitioners": [
            {
                "name": masked_name(row.name),
                "certificate": words.get(row.certificate, row.certificate),
                "row": row,
                "is_over": row.valid_to < today,
                "is_soon": today <= row.valid_to <= soon,
            }
            for row in practitioners_of(agency)
        ],
    }


def state_of(row: Qualification, today: Any) -> str:
    """A certificate whose last day is over has expired, whatever was verified before."""
    return Verification.EXPIRED if row.valid_to < today else row.verification
