"""What a buyer fills in to publish, withdraw, cancel, approve or return a request."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.forms.contracts import StepForm
from market.models import RestrictedTerm


def reason_field(label: Any, hint: Any) -> forms.CharField:
    """Missing reasons are said by the action, with everything else."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonsForm(StepForm):
    """Published reasons for words that may restrict competition."""

    def __init__(self, *args: Any, terms: Sequence[RestrictedTerm], stated: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.terms = {f"reason_{term.code}": term for term in terms}
        for name, term in self.terms.items():
            self.fields[name] = forms.CharField(
                label=_("公开的理由"),
                required=False,
                max_length=500,
                initial=stated.get(term.code, ""),
                widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-Hans"}),
            )

    @property
    def warnings(self) -> list[dict[str, Any]]:
        return [{"term": term, "field": self[name]} for name, term in self.terms.items()]

    def reasons(self) -> dict[str, str]:
        data = self.cleaned_data
        return {term.code: data[name] for name, term in self.terms.items() if data[name].strip()}


class WithdrawForm(StepForm):
    reason = reason_field(_("撤回的理由"), _("理由随撤回公告公开"))


class CancelForm(StepForm):
    reason = reason_field(_("终止的理由"), _("采购任务确已取消的才能终止，理由公开"))
    basis = forms.CharField(
        label=_("依据"),
        help_text=_("例如取消任务的文件名称和文号，公开"),
        required=False,
        max_length=200,
    )


class ApproveForm(StepForm):
    pass


class ReturnForm(StepForm):
    reason = reason_field(_("退回的意见"), _("只有本组织能看"))
