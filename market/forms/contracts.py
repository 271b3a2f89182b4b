"""What the parties of a contract fill in: signature, deliverable, return, payment."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.errors import Problem, Problems, Refused

MOST_DEFECTS = 5


class StepForm(forms.Form):
    """A form of one step; a refusal is shown in it."""

    def take(self, refusal: Refused) -> None:
        """Problems at their fields; what concerns no field, above the form."""
        problems: Iterable[Problem] = getattr(refusal, "problems", ())
        for problem in problems:
            name = self.field_of(problem.field)
            self.add_error(name if name in self.fields else None, problem.text)
        if not isinstance(refusal, Problems):
            self.add_error(None, refusal.text)

    def field_of(self, path: str) -> str:
        return path.replace(".", "_")


class SignForm(StepForm):
    """The hash says which text was read."""

    text_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    lead = forms.ChoiceField(label=_("项目负责人"), required=False)
    agreed = forms.BooleanField(
        label=_("已阅读合同全文，同意签署"),
        error_messages={"required": _("签署前请阅读全文并勾选。")},
    )

    def __init__(self, *args: Any, leads: list[tuple[str, str]] | None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        if leads is None:
            del self.fields["lead"]
        else:
            self.fields["lead"].choices = leads  # type: ignore[attr-defined]


class DeliverForm(StepForm):
    milestone = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    file = forms.FileField(
        label=_("服务成果文件"),
        help_text=_("PDF、图片、Word、Excel 或压缩包，不超过 20 MB；只有合同双方能看"),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的，请重新选择。")},
    )


class ReturnForm(StepForm):
    """Defects, each tied to a clause of the contract."""

    deliverable = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for row in range(MOST_DEFECTS):
            self.fields[f"defects_{row}_clause"] = forms.CharField(
                label=_("不符合的约定"), required=False, max_length=100
            )
            self.fields[f"defects_{row}_text"] = forms.CharField(
                label=_("问题"), required=False, max_length=500
            )

    @property
    def defect_fields(self) -> list[dict[str, Any]]:
        return [
            {"clause": self[f"defects_{row}_clause"], "text": self[f"defects_{row}_text"]}
            for row in range(MOST_DEFECTS)
        ]

    def field_of(self, path: str) -> str:
        return "defects_0_clause" if path == "defects" else super().field_of(path)

    def defects(self) -> list[dict[str, str]]:
        """Rows in which anything was written."""
        rows = [
            {
                "clause": self.cleaned_data[f"defects_{row}_clause"].strip(),
                "text": self.cleaned_data[f"defects_{row}_text"].strip(),
            }
            for row in range(MOST_DEFECTS)
        ]
        return [row for row in rows if any(row.values())]


class AcceptForm(StepForm):
    deliverable = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ClaimForm(StepForm):
    """The sum is printed on the button and sent with it."""

    milestone = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    amount_fen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ConfirmForm(StepForm):
    n = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DenyForm(StepForm):
    n = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = forms.CharField(
        label=_("未收到的情况"),
        help_text=_("告知业主，例如账户、日期"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
