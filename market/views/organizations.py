"""Joining the market: an agency in two steps, a buyer in one, all of it without script."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from market.accounts import sign_in
from market.actions.organizations import join_as_buyer, join_market
from market.errors import Problems
from market.forms.organizations import (
    AgencyIdentityForm,
    AgencyScopeForm,
    BuyerForm,
    WideningForm,
    code_warnings,
)
from market.forms.problems import add_problems
from market.gateways.database import database_now
from market.gateways.signing import closed, opened
from market.models import Handler
from market.queries.cities import city
from market.queries.handlers import agency_of, buyer_of, handler_of, may
from market.queries.service_requests import matching_open_requests
from market.rules.organizations import AgencyEntry, FirstHandler, Identity
from market.rules.permissions import Permission
from market.views.joining import letter, one_time_notice, wizard
from market.views.sent import posted

KEPT = "register_agency"  # In the session, encrypted: it holds a password that is not stored yet.
KEPT_SECONDS = 2 * 60 * 60


def kept_answers(request: HttpRequest) -> dict[str, Any]:
    """What was typed in either step so far: neither going back nor the other language loses it."""
    token = request.session.get(KEPT, "")
    text = opened(token, max_age_seconds=KEPT_SECONDS) if token else None
    return json.loads(text) if text else {}


def keep_answers(request: HttpRequest, **steps: Any) -> None:
    request.session[KEPT] = closed(json.dumps(kept_answers(request) | steps))


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "market/register.html")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("handler_password")
@never_cache
def register_agency(request: HttpRequest) -> HttpResponse:
    """Step 1 is asked of newcomers; an organization that buys already begins with step 2."""
    if agency_of(request.user):
        return redirect("register_done")
    handler = handler_of(request.user)
    if handler is not None and not may_widen(request, "is_buyer"):
        return redirect("my")
    is_second = handler is not None or request.GET.get("step") == "2"
    return second_step(request, handler) if is_second else first_step(request)


def may_widen(request: HttpRequest, kind: str) -> bool:
    """The administrator of a buyer makes it an agency too, and the other way round."""
    handler = handler_of(request.user)
    is_one = handler is not None and getattr(handler.organization, kind)
    return is_one and may(request.user, Permission.MANAGE_MEMBERS)


def first_step(request: HttpRequest) -> HttpResponse:
    answers = kept_answers(request).get("identity", {})
    form = AgencyIdentityForm(
        posted(request), initial=answers, kept_password=answers.get("handler_password", "")
    )
    if form.is_valid():
        keep_answers(request, identity=form.cleaned_data)
        return redirect(f"{reverse('register_agency')}?step=2")
    context = {
        **wizard(1),
        "form": form,
        "notice": one_time_notice(form.data if form.is_bound else answers, form),
    }
    return render(request, "market/register_agency.html", context, status=status_of(form))


def second_step(request: HttpRequest, handler: Handler | None) -> HttpResponse:
    answers = kept_answers(request)
    identity = answers.get("identity")
    if identity is None and handler is None:
        return redirect("register_agency")
    here = city()
    scope = answers.get("scope") or {"divisions": [here.division_code] if here else []}
    form = AgencyScopeForm(posted(request), initial=scope)
    if request.POST.get("go") == "back":
        form.is_valid()
        keep_answers(request, scope=form.cleaned_data)
        return redirect("register_agency")
    if form.is_valid() and (joined := joined_agency(request, form, identity, handler)):
        return joined
    context = {
        **wizard(2),
        **letter(),
        "form": form,
        "warnings": code_warnings(identity["uscc"]) if identity else [],
        "is_widening": handler is not None,
        "notice": one_time_notice(
            {**(identity or {}), **({} if not form.is_bound else form.cleaned_data)},
            form,
            has_account=handler is not None,
        ),
    }
    return render(request, "market/register_agency_scope.html", context, status=status_of(form))


def joined_agency(
    request: HttpRequest,
    form: AgencyScopeForm,
    identity: dict[str, Any] | None,
    handler: Handler | None,
) -> HttpResponse | None:
    """Join and go on to the end page; None where the form has now learnt what is missing."""
    facts, stated = form.cleaned_data, identity or {}
    entry = AgencyEntry(
        identity=Identity(
            uscc=stated.get("uscc", ""),
            name=stated.get("name", ""),
            legal_rep=stated.get("legal_rep", ""),
        ),
        handler=FirstHandler(
            name=stated.get("handler_name", ""),
            email=stated.get("handler_email", ""),
            password=stated.get("handler_password", ""),
        ),
        categories=facts["categories"],
        divisions=facts["divisions"],
        commitment_version=facts["commitment_version"],
        commitment_accepted=facts["commitment_accepted"],
    )
    try:
        joined = join_market(entry=entry, handler=handler)
    except Problems as refusal:
        add_problems(form, refusal.problems)
        return None
    request.session.pop(KEPT, None)
    if handler is None:
        sign_in(request, joined.handler.user)
    return redirect("register_done")


@login_required
@require_GET
def register_done(request: HttpRequest) -> HttpResponse:
    """Nothing waits for a person: the agency may enter requests now."""
    agency = agency_of(request.user)
    if agency is None:
        return redirect("my")
    context = {
        "agency": agency,
        "now": database_now(),
        "matching": matching_open_requests(request.user, agency)[:3],
    }
    return render(request, "market/register_done.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("handler_password")
@never_cache
def register_buyer(request: HttpRequest) -> HttpResponse:
    handler = handler_of(request.user)
    if buyer_of(request.user) or (
        request.user.is_authenticated and not may_widen(request, "is_agency")
    ):
        return redirect("my")
    form = BuyerForm(posted(request)) if handler is None else WideningForm(posted(request))
    if form.is_valid() and (joined := joined_buyer(request, form, handler)):
        return joined
    trail = [(_("入驻与注册"), reverse("register"))]
    context = {**letter(), "form": form, "trail": trail, "is_widening": handler is not None}
    return render(request, "market/register_buyer.html", context, status=status_of(form))


def joined_buyer(
    request: HttpRequest, form: BuyerForm | WideningForm, handler: Handler | None
) -> HttpResponse | None:
    """Join and go on to the desk; None where the form has now learnt what is missing."""
    try:
        joined = join_as_buyer(entry=form.entry(), handler=handler)
    except Problems as refusal:
        add_problems(form, refusal.problems)
        return None
    if handler is None:
        sign_in(request, joined.handler.user)
    return redirect("my")


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
