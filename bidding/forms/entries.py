"""What an agency declares when it enters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bidding.enums import ConflictCode
from bidding.rules.conflicts import DECLARABLE
from market.forms.contracts import StepForm

CONFLICTS = [(code.value, code.label) for code in ConflictCode if code in DECLARABLE]


class EnterForm(StepForm):
    """No conflict is the ordinary case and needs no tick."""

    conflicts = forms.MultipleChoiceField(
        label=_("应当回避的情形"),
        help_text=_("没有就不选；有任何一项即不能报名，主动申报不影响信用"),
        required=False,
        choices=CONFLICTS,
        widget=forms.CheckboxSelectMultiple,
    )
    leads = forms.MultipleChoiceField(
        label=_("拟派的项目负责人"),
        help_text=_("报名时可以不填，签订合同时确定"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    commitment = forms.BooleanField(
        label=_("承诺所报信息真实，满足公告的报名条件，中标后按期签约履约"),
        error_messages={"required": _("报名须承诺所报信息真实。")},
    )

    def __init__(self, *args: Any, leads: Sequence[tuple[str, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        if leads:
            self.fields["leads"].choices = leads  # type: ignore[attr-defined]
        else:
            del self.fields["leads"]
