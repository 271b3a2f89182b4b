"""Settings: facts of the organization, its members, one's keys for programs, signing in."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from market.actions.handlers import dismiss, invite
from market.actions.users import issue_token, revoke_token
from market.enums import TokenScope
from market.errors import NotFound, NotPermitted, Problems
from market.forms.handlers import InviteForm
from market.forms.problems import add_problems
from market.forms.users import TokenForm
from market.models import Handler, User
from market.queries.handlers import handler_of, may, members_of
from market.queries.users import tokens_of
from market.rules.permissions import Permission


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("member-password")
@never_cache
def my_settings(request: HttpRequest) -> HttpResponse:
    """Each form of the page takes one step; `step` says which was sent."""
    handler = handler_of(request.user)
    step = STEPS.get(request.POST.get("step", "")) if request.method == "POST" else None
    if request.method == "POST" and step is None:
        raise NotFound
    return step(request, handler) if step else shown(request, handler)


def shown(request: HttpRequest, handler: Handler | None, **given: Any) -> HttpResponse:
    """The page; `given` are the forms that were sent with something missing, or a new key."""
    manages = may(request.user, Permission.MANAGE_MEMBERS)
    bound = [form for form in given.values() if isinstance(form, forms.Form) and form.errors]
    invite_form = given.pop("invite_form", None)
    if manages and handler and invite_form is None:
        invite_form = InviteForm(organization=handler.organization)
    context = {
        "member": handler,
        "members": members_of(handler.organization) if handler else [],
        "manages": manages,
        "invite_form": invite_form,
        "token_form": given.pop("token_form", None) or TokenForm(),
        "tokens": tokens_of(acting_user(request)),
        "has_second_factor": is_mfa_enabled(request.user),
        "errors": bound,
        **given,
    }
    return render(request, "market/my/settings.html", context, status=422 if bound else 200)


def invite_member(request: HttpRequest, handler: Handler | None) -> HttpResponse:
    if handler is None:
        raise NotPermitted
    form = InviteForm(request.POST, organization=handler.organization)
    if form.is_valid():
        try:
            invite(handler=handler, **form.cleaned_data)
        except Problems as refusal:
            add_problems(form, refusal.problems)
        else:
            messages.success(request, _("已任命，对方可以登录办理。"))
            return redirect("my_settings")
    return shown(request, handler, invite_form=form)


def dismiss_member(request: HttpRequest, handler: Handler | None) -> HttpResponse:
    if handler is None:
        raise NotPermitted
    dismiss(handler=handler, user_email=request.POST.get("email", ""))
    messages.success(request, _("已解除，其账户保留，不再代表本组织。"))
    return redirect("my_settings")


def issue_key(request: HttpRequest, handler: Handler | None) -> HttpResponse:
    """The secret stands on this one answer and nowhere else."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return shown(request, handler, token_form=form)
    scope = TokenScope(form.cleaned_data["scope"])
    _token, secret = issue_token(
        user=acting_user(request), scope=scope, name=form.cleaned_data["name"]
    )
    return shown(request, handler, secret=secret)


def revoke_key(request: HttpRequest, handler: Handler | None) -> HttpResponse:
    revoke_token(user=acting_user(request), public_key=request.POST.get("token", ""))
    messages.success(request, _("令牌已停用，使用它的程序不能再办理。"))
    return redirect("my_settings")


STEPS = {
    "invite": invite_member,
    "dismiss": dismiss_member,
    "issue": issue_key,
    "revoke": revoke_key,
}


def acting_user(request: HttpRequest) -> User:
    """Whose settings these are; the page is for signed-in persons only."""
    assert isinstance(request.user, User), "login_required lets nobody else through"
    return request.user
