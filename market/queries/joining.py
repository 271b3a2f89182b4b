"""What keeps an organization from joining: everything that is missing or taken, at once."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from market.errors import Problem
from market.queries.cities import division_codes
from market.queries.commitments import current_text
from market.queries.organizations import uscc_is_taken
from market.queries.rule_sets import rule_set_in_force, rules_of
from market.queries.service_items import categories_in_use
from market.queries.users import user_by_email
from market.rules import uscc as code_rules
from market.rules.organizations import (
    AgencyEntry,
    BuyerEntry,
    FirstHandler,
    Identity,
    handler_problems,
    identity_problems,
    legal_form_of,
)


def agency_problems(entry: AgencyEntry, now: datetime, *, has_account: bool) -> list[Problem]:
    """Everything that keeps an agency from joining; the one-time notice."""
    found = []
    if not has_account:
        found += identity_problems(entry.identity) + handler_problems(entry.handler)
        found += taken_problems(entry.identity, entry.handler)
    rules = rules_of(rule_set_in_force(now))
    if legal_form_of(entry.identity) == "self_employed" and not rules["self_employed_agency"]:
        found.append(Problem("uscc", "form_not_admitted", _("本市场暂不接受个体工商户入驻。")))
    known = set(categories_in_use())
    if not entry.categories:
        found.append(Problem("categories", "required", _("请至少选择一个服务类别。")))
    elif unknown := sorted(set(entry.categories) - known):
        text = _("没有这个服务类别：%(unknown)s。")
        found.append(Problem("categories", "choice_unknown", text, {"unknown": "、".join(unknown)}))
    if not entry.divisions:
        found.append(Problem("divisions", "required", _("请至少选择一个服务区域。")))
    elif unknown := sorted(set(entry.divisions) - division_codes()):
        text = _("没有这个行政区划：%(unknown)s。")
        found.append(Problem("divisions", "choice_unknown", text, {"unknown": "、".join(unknown)}))
    return found + commitment_problems(entry, now)


def commitment_problems(entry: AgencyEntry | BuyerEntry, now: datetime) -> list[Problem]:
    version = current_text(now).version
    if entry.commitment_accepted is not True:
        text = _("请阅读并接受告知承诺书。")
        return [Problem("commitment.accepted", "required", text, {"version": version})]
    if entry.commitment_version != version:
        text = _("告知承诺书现行版本为 %(version)s，请重新阅读。")
        return [Problem("commitment.version", "version_changed", text, {"version": version})]
    return []


def taken_problems(identity: Identity, first: FirstHandler) -> list[Problem]:
    found = []
    code = code_rules.normalised(identity.uscc)
    if code and uscc_is_taken(code):
        text = _("该统一社会信用代码已经入驻，请登录或联系本组织管理员。")
        found.append(Problem("uscc", "uscc_taken", text))
    if first.email.strip() and user_by_email(first.email) is not None:
        found.append(Problem("handler.email", "email_taken", _("该邮箱已有账户，请直接登录。")))
    if first.password:
        try:
            validate_password(first.password)
        except ValidationError as fault:
            found += [
                Problem("handler.password", error.code or "password", text)
                for error, text in zip(fault.error_list, fault.messages, strict=True)
            ]
    return found
