"""What a buyer decides about the result, and an awarded agency about its award."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bidding.enums import AwardCode
from bidding.forms.service_requests import reason_field
from market.forms.contracts import StepForm

CODES = [AwardCode.INELIGIBLE_NOW, AwardCode.CONFLICT_FOUND]


class AwardForm(StepForm):
    """The first valid rank needs neither code nor reason."""

    alias = forms.ChoiceField(label=_("确定的名次"), widget=forms.RadioSelect)
    code = forms.ChoiceField(
        label=_("不确定第一有效名次的情形"),
        required=False,
        choices=[("", _("不适用")), *[(code.value, code.label) for code in CODES]],
    )
    reason = reason_field(_("理由"), _("理由随中标公告公开"))

    def __init__(self, *args: Any, aliases: Sequence[tuple[str, Any]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["alias"].choices = aliases  # type: ignore[attr-defined]


class DeclineForm(StepForm):
    reason = reason_field(_("放弃的理由"), _("理由公开；放弃中标记入信用"))
