"""Keys for programs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.enums import TokenScope


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("用途"),
        help_text=_("例如“财务系统读取合同”，便于以后辨认"),
        max_length=60,
        error_messages={"required": _("请填写用途。")},
    )
    scope = forms.ChoiceField(
        label=_("权限"),
        choices=TokenScope.choices,
        initial=TokenScope.READ,
        widget=forms.RadioSelect,
        help_text=_("“办理”可以代表本人发布、报名和出价"),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, prefix="token", **options)
