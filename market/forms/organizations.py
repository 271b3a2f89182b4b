"""What an organization or a person fills in to join."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from market.enums import LegalForm
from market.forms.agencies import category_choices, division_choices
from market.forms.choices import offer
from market.forms.problems import add_problems
from market.gateways.database import database_now
from market.queries.joining import commitment_problems, taken_problems
from market.rules import uscc as code_rules
from market.rules.organizations import (
    BuyerEntry,
    FirstHandler,
    Identity,
    handler_problems,
    identity_problems,
)

BUYER_FORMS = [choice for choice in LegalForm.choices if choice[0] != LegalForm.PERSON]


class JoinForm(forms.Form):
    """Identity and first handler. What is missing is said by the rules, all at once."""

    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        help_text=_("18 位，见营业执照或登记证书；全角和空格会自动整理"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("名称"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    legal_rep = forms.CharField(
        label=_("法定代表人或负责人"),
        help_text=_("公开时隐去部分字"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    handler_name = forms.CharField(
        label=_("经办人姓名"),
        help_text=_("经办人是本组织的管理员，可再任命他人"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    handler_email = forms.CharField(
        label=_("经办人邮箱"),
        help_text=_("用来登录，不公开"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    handler_password = forms.CharField(
        label=_("登录密码"),
        help_text=_("至少 8 位，不要与姓名、邮箱相近；签署承诺书以它为准"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    is_person = False

    def identity(self) -> Identity:
        facts = self.cleaned_data
        return Identity(
            uscc=facts.get("uscc", ""),
            name=facts.get("name", ""),
            legal_rep=facts.get("legal_rep", ""),
            legal_form=facts.get("legal_form", ""),
        )

    def first_handler(self) -> FirstHandler:
        facts = self.cleaned_data
        return FirstHandler(
            name=facts.get("handler_name", ""),
            email=facts.get("handler_email", ""),
            password=facts.get("handler_password", ""),
        )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        identity, first = self.identity(), self.first_handler()
        add_problems(
            self,
            [
                *identity_problems(identity, is_person=self.is_person),
                *handler_problems(first),
                *taken_problems(identity, first),
            ],
        )
        return facts


class AgencyIdentityForm(JoinForm):
    """Step 1 of 2. `kept_password` was typed before and need not be typed again."""

    def __init__(self, *args: Any, kept_password: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept_password = kept_password
        if kept_password:
            self.fields["handler_password"].help_text = _("已设置；留空即沿用，填写则更换")

    def clean_handler_password(self) -> str:
        return self.cleaned_data["handler_password"] or self.kept_password


class CommitmentForm(forms.Form):
    """The tick that signs the letter, in the version that was read."""

    commitment_version = forms.CharField(widget=forms.HiddenInput, required=False)
    commitment_accepted = forms.BooleanField(
        label=_("本组织已阅读全文，作出以上承诺"),
        help_text=_("签署即时生效，可随时查看；签署人、时间和文本指纹一并存证"),
        required=False,
    )


class AgencyScopeForm(CommitmentForm):
    """Step 2 of 2: what and where, and the letter."""

    categories = forms.MultipleChoiceField(
        label=_("服务类别"),
        help_text=_("所选类别的全部事项，入驻后可在机构资料中逐项增减"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    divisions = forms.MultipleChoiceField(
        label=_("服务区域"),
        help_text=_("供业主查找；一次入驻，各区域的需求都可报名"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "categories", category_choices())
        offer(self, "divisions", division_choices())


class WideningForm(CommitmentForm):
    """An agency becomes a buyer too: who it is is known, and the letter is signed again."""

    def entry(self) -> BuyerEntry:
        return BuyerEntry(
            identity=Identity(),
            handler=FirstHandler(),
            commitment_version=self.cleaned_data["commitment_version"],
            commitment_accepted=self.cleaned_data["commitment_accepted"],
        )


class BuyerForm(JoinForm, CommitmentForm):
    """One step: an organization, or a person without code and representative."""

    KINDS = (("organization", _("企业、机关或其他组织")), ("person", _("个人")))

    kind = forms.ChoiceField(
        label=_("以什么身份发布需求"),
        choices=KINDS,
        initial="organization",
        widget=forms.RadioSelect,
        help_text=_("个人不填代码和法定代表人，对外只显示“个人业主”"),
    )
    legal_form = forms.ChoiceField(
        label=_("组织类型"),
        help_text=_("不选则按代码判断；国有企业请选择，其需求须由另一人审核后发布"),
        choices=[("", _("按代码判断")), *BUYER_FORMS],
        required=False,
    )
    field_order = (
        "kind",
        "uscc",
        "legal_form",
        "name",
        "legal_rep",
        "handler_name",
        "handler_email",
        "handler_password",
    )

    def clean(self) -> dict[str, Any]:
        self.is_person = self.cleaned_data.get("kind") == "person"
        if self.is_person:  # Whatever a browser sent along in the fields that a person leaves out.
            self.cleaned_data |= {"uscc": "", "legal_rep": "", "legal_form": ""}
        facts = super().clean()
        add_problems(self, commitment_problems(self.entry(), database_now()))
        return facts

    def entry(self) -> BuyerEntry:
        return BuyerEntry(
            identity=self.identity(),
            handler=self.first_handler(),
            commitment_version=self.cleaned_data.get("commitment_version", ""),
            commitment_accepted=self.cleaned_data.get("commitment_accepted", False),
        )


def code_warnings(uscc: str) -> list[str]:
    """Check digits that do not fit: said in words, never a stop. Source: domain.md 1.2."""
    checked = code_rules.check(uscc)
    wanted = {
        "body_check": (17, code_rules.body_check),
        "code_check": (18, code_rules.code_check),
    }
    text = gettext(
        "统一社会信用代码第 %(place)s 位是 %(digit)s，按校验规则应为 %(wanted)s。"
        "早期代码可能如此，可以继续；如填写有误，请返回修改。"
    )
    return [
        text % {"place": place, "digit": checked.code[place - 1], "wanted": work_out(checked.code)}
        for place, work_out in (wanted[name] for name in checked.warnings)
    ]
