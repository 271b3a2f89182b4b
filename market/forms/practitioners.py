"""Adding a person who holds a certificate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.forms.choices import offer
from market.forms.qualifications import CertificateForm, kinds


class PractitionerForm(CertificateForm):
    name = forms.CharField(
        label=_("姓名"),
        help_text=_("公开时隐去部分字"),
        max_length=60,
        error_messages={"required": _("请填写姓名。")},
    )
    certificate = forms.ChoiceField(
        label=_("证书种类"), error_messages={"required": _("请选择证书种类。")}
    )
    number = forms.CharField(
        label=_("证书编号"), max_length=60, error_messages={"required": _("请填写证书编号。")}
    )
    field_order = ("name", "certificate", "number", "valid_from", "valid_to")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, prefix="practitioner", **options)
        offer(self, "certificate", [("", _("请选择")), *kinds("practitioner")])
