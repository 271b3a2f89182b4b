"""What an organization states when it joins, and everything that is wrong with it at once."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from market.enums import LegalForm, Size
from market.errors import Problem
from market.rules import uscc as code_rules

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Characters that turn, hide or imitate text (bidi marks, zero width): names carry none.
HIDDEN = re.compile(
    r"[\u0000-\u001f\u007f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
FORM_BY_PREFIX = {
    "11": LegalForm.ORGAN,
    "12": LegalForm.INSTITUTION,
    "51": LegalForm.ASSOCIATION,
    "52": LegalForm.PRIVATE_NON_ENTERPRISE,
    "91": LegalForm.ENTERPRISE,
    "92": LegalForm.SELF_EMPLOYED,
    "93": LegalForm.COOPERATIVE,
}


@dataclass(frozen=True)
class FirstHandler:
    """The person who joins for the organization and becomes its administrator."""

    name: str = ""
    email: str = ""
    password: str | None = ""


@dataclass(frozen=True)
class Identity:
    """Facts of an organization; a person as buyer leaves `uscc` and `legal_rep` empty."""

    uscc: str = ""
    name: str = ""
    legal_rep: str = ""
    legal_form: str = ""
    size: str = ""
    division_code: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    name_en: str = ""
    legal_rep_identity: str = ""


@dataclass(frozen=True)
class AgencyEntry:
    identity: Identity
    handler: FirstHandler
    categories: list[str] = field(default_factory=list)
    divisions: list[str] = field(default_factory=list)
    commitment_version: str = ""
    commitment_accepted: bool = False
    service_items: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BuyerEntry:
    identity: Identity
    handler: FirstHandler
    commitment_version: str = ""
    commitment_accepted: bool = False

    @property
    def is_person(self) -> bool:
        return not self.identity.uscc and not self.identity.legal_rep


def missing(name: str, detail: object) -> Problem:
    return Problem(name, "required", detail)  # type: ignore[arg-type]


def identity_problems(identity: Identity, *, is_person: bool = False) -> list[Problem]:
    found = []
    if not identity.name.strip():
        found.append(missing("name", _("请填写名称。")))
    elif HIDDEN.search(identity.name):
        found.append(Problem("name", "hidden_characters", _("名称含有不可见字符，请删除。")))
    if not is_person:
        found += code_problems(identity)
        if not identity.legal_rep.strip():
            found.append(missing("legal_rep", _("请填写法定代表人或负责人姓名。")))
    if identity.legal_form and identity.legal_form not in LegalForm.values:
        found.append(Problem("legal_form", "choice_unknown", _("请选择组织类型。")))
    if identity.size and identity.size not in Size.values:
        found.append(Problem("size", "choice_unknown", _("请选择企业规模。")))
    return found


def code_problems(identity: Identity) -> list[Problem]:
    if not identity.uscc.strip():
        return [missing("uscc", _("请填写统一社会信用代码。"))]
    if not code_rules.check(identity.uscc).has_form:
        text = _("统一社会信用代码应为 18 位数字或大写字母，不含 I、O、S、V、Z。")
        return [Problem("uscc", "uscc_form", text)]
    return []


def handler_problems(handler: FirstHandler) -> list[Problem]:
    found = []
    if not handler.name.strip():
        found.append(missing("handler.name", _("请填写经办人姓名。")))
    if not handler.email.strip():
        found.append(missing("handler.email", _("请填写经办人邮箱。")))
    elif not EMAIL.fullmatch(handler.email.strip()):
        text = _("邮箱格式不正确，例如 name@company.cn。")
        found.append(Problem("handler.email", "email_form", text))
    if handler.password == "":
        found.append(missing("handler.password", _("请设置登录密码。")))
    return found


def legal_form_of(identity: Identity, *, is_person: bool = False) -> LegalForm:
    """As declared, else what the first two characters of the code say."""
    if is_person:
        return LegalForm.PERSON
    if identity.legal_form:
        return LegalForm(identity.legal_form)
    code = code_rules.normalised(identity.uscc)
    return FORM_BY_PREFIX.get(code[:2], LegalForm.OTHER)


def masked_name(name: str) -> str:
    """张三 -> 张*, 王小明 -> 王*明. What is masked already stays."""
    name = name.strip()
    if not name or "*" in name:
        return name
    if len(name) <= 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]
