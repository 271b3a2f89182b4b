"""How people sign in: allauth's questions answered, and a second factor for staff."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.models import User
from market.queries.handlers import Viewer, handler_of

Answer = Callable[[HttpRequest], HttpResponse]
# What a staff member without a second factor may open: setting it up, and leaving.
OPEN_WITHOUT_SECOND_FACTOR = {
    "mfa_activate_totp",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "account_logout",
    "account_change_password",
    "prefs",
    "healthz",
    "readyz",
}


def desk_of(viewer: Viewer) -> str:
    """Where work begins: regulators, operators, everybody else."""
    handler = handler_of(viewer)
    if handler and handler.organization.is_regulator:
        return reverse("regulate")
    if handler and handler.organization.is_operator:
        return reverse("operate")
    return reverse("my")


def is_staff(viewer: Viewer) -> bool:
    handler = handler_of(viewer)
    return bool(handler and (handler.organization.is_regulator or handler.organization.is_operator))


def sign_in(request: HttpRequest, user: User) -> None:
    """Begin a session for somebody whose password was given just now or is not asked."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])


class AccountAdapter(DefaultAccountAdapter):
    """Organizations join on pages of their own, so nobody signs up through allauth."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("该账户已停用。"),
        "email_password_mismatch": gettext_lazy("邮箱或密码不正确。"),
        "enter_current_password": gettext_lazy("请填写当前密码。"),
        "incorrect_password": gettext_lazy("密码不正确。"),
        "invalid_password_reset": gettext_lazy("该链接已失效，请重新申请。"),
        "same_as_current": gettext_lazy("新密码不能与当前密码相同。"),
        "too_many_login_attempts": gettext_lazy("登录失败次数过多，请稍后再试。"),
        "rate_limited": gettext_lazy("操作过于频繁，请稍后再试。"),
        "unknown_email": gettext_lazy("没有使用该邮箱的账户。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A safe `next` comes first; allauth has looked at it before it asks here."""
        return desk_of(request.user)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_settings")


class MFAAdapter(DefaultMFAAdapter):
    """The words of the house."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证码不正确，请填写应用当前显示的 6 位数字。"),
    }


class StaffSecondFactor:
    """Regulators and operators do nothing before they have set up a second factor."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN_WITHOUT_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if not is_staff(request.user) or is_mfa_enabled(request.user):
            return None
        if request.path.startswith(("/api/", "/record/")):
            raise PermissionDenied
        messages.warning(request, _("监管和运营账户须先启用第二验证，再办理其他事项。"))
        return redirect("mfa_activate_totp")
