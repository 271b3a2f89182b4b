"""Declaring certificates of the agency."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.forms.choices import offer
from market.queries.service_items import certificate_kinds
from market.rules.catalogue import local_name

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NO_DAY = {"required": _("请填写日期。"), "invalid": _("日期格式如 2026-11-30。")}


def kinds(holder: str) -> list[tuple[str, str]]:
    """What the catalogue asks for; other certificates are for information only."""
    return [(code, local_name(kind)) for code, kind in certificate_kinds(holder).items()]


class CertificateForm(forms.Form):
    """The dates between which a certificate holds."""

    valid_from = forms.DateField(label=_("有效期起"), widget=DAY, error_messages=NO_DAY)
    valid_to = forms.DateField(
        label=_("有效期止"),
        help_text=_("最后一个有效日；须覆盖服务期"),
        widget=DAY,
        error_messages=NO_DAY,
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first: date | None = facts.get("valid_from")
        last: date | None = facts.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("有效期止不能早于有效期起。"))
        return facts


class QualificationForm(CertificateForm):
    code = forms.ChoiceField(
        label=_("资质种类"), error_messages={"required": _("请选择资质种类。")}
    )
    number = forms.CharField(
        label=_("证书编号"), max_length=60, error_messages={"required": _("请填写证书编号。")}
    )
    grade = forms.CharField(
        label=_("等级或类别"), help_text=_("如“甲级”，没有的不填"), required=False, max_length=20
    )
    issuer = forms.CharField(label=_("发证机关"), required=False, max_length=120)
    field_order = ("code", "number", "grade", "issuer", "valid_from", "valid_to")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, prefix="qualification", **options)
        offer(self, "code", [("", _("请选择")), *kinds("organization")])

    def name(self) -> str:
        """The Chinese name of the kind: it goes on the record as the law calls it."""
        return str(certificate_kinds("organization")[self.cleaned_data["code"]]["name_zh"])
