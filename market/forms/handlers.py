"""Appointing a colleague."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.actions.handlers import roles_of_kind
from market.forms.choices import offer
from market.models import Organization


class InviteForm(forms.Form):
    """What is missing is said by the action, all at once."""

    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    email = forms.CharField(
        label=_("邮箱"),
        help_text=_("用来登录；已有账户且未代表其他组织的，直接任命"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("角色"), required=False)
    password = forms.CharField(
        label=_("初始密码"),
        help_text=_("当面告知本人，由本人登录后更换；已有账户的不用填写"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, organization: Organization, **options: Any) -> None:
        super().__init__(data, prefix="member", **options)
        offer(
            self,
            "role",
            [(role.value, role.label) for role in roles_of_kind(organization)],
        )
