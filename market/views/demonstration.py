"""Signing in, and one press per role on a demonstration that only this machine can reach."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from market.accounts import desk_of, sign_in
from market.gateways.demonstration import DemonstrationAccount, demonstration_accounts
from market.queries.cities import is_demonstration
from market.queries.users import user_by_email

ROLES = {  # Icon, name, what the role does.
    "buyer": ("file-text", _("项目业主"), _("发布需求、确认结果、验收付款")),
    "agency": ("gavel", _("中介服务机构"), _("报名、竞价、履约")),
    "regulator_inspector": ("search", _("监管检查人员"), _("监看竞价、核验资质、查看超期")),
    "regulator_decider": ("scale", _("监管决定人员"), _("监看竞价、管理本单位人员")),
    "operator": ("building-2", _("平台运营方"), _("形式核对、工作日历")),
}


def accounts_offered() -> dict[str, DemonstrationAccount]:
    """Empty anywhere but on a demonstration that is bound to loopback."""
    if not (settings.IS_LOOPBACK and is_demonstration()):
        return {}
    return {one.role: one for one in demonstration_accounts() if one.role in ROLES}


class SignIn(LoginView):
    """allauth's page, with the roles of a demonstration beside it."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        offered = accounts_offered()
        roles = [
            {
                "value": role,
                "icon": icon,
                "name": name,
                "does": does,
                "organization": offered[role].organization,
            }
            for role, (icon, name, does) in ROLES.items()
            if role in offered
        ]
        return super().get_context_data(**given) | {"roles": roles}


@require_POST
@never_cache
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Without password and second factor: the accounts are made up and so is the city."""
    account = accounts_offered().get(request.POST.get("role", ""))
    user = user_by_email(account.email) if account else None
    if user is None:
        raise Http404
    sign_in(request, user)
    onward = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure())
    return redirect(onward if is_safe else desk_of(user))
