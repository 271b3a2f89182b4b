"""allauth's forms in the words of the house: labels above the fields, no placeholders."""

from collections.abc import Mapping
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEW_PASSWORD = {
    "password1": _("新密码"),
    "password2": _("再次输入新密码"),
    "oldpassword": _("当前密码"),
}
CODE = {"code": _("验证码")}


class OurWords:
    """Mixed in before a form of allauth."""

    labels: Mapping[str, str | Promise] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            field.error_messages["required"] = _("请填写此项。")


class SignInForm(OurWords, account.LoginForm):
    labels = {"login": _("邮箱"), "password": _("密码")}


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    labels = {"password": _("密码")}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    labels = NEW_PASSWORD


class SetPasswordForm(OurWords, account.SetPasswordForm):
    labels = NEW_PASSWORD


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    labels = {"email": _("邮箱")}


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    labels = NEW_PASSWORD


class SecondFactorForm(OurWords, factors.AuthenticateForm):
    labels = CODE


class SecondFactorAgainForm(OurWords, factors.ReauthenticateForm):
    labels = CODE


class ActivateSecondFactorForm(OurWords, totp.ActivateTOTPForm):
    labels = CODE
