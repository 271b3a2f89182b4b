"""What a request must state before it is published, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.enums import FundSource, LegalForm, Method, PriceBasis, Purpose
from market.errors import Problem
from market.rules.live_auctions import parameter_problems
from market.units import stamp

MAX_FEN = 10**14
MAX_SERVICE_DAYS = 3650
CONDITION_KINDS = {"bar", "info"}
TESTS = {"qualification", "practitioner", "grade_min"}


@dataclass(frozen=True)
class RequestFacts:
    """A draft as written; None and empty mean not stated yet. Amounts are fen."""

    service_items: list[str] = field(default_factory=list)
    title: str = ""
    scope: str = ""
    division_code: str = ""
    ceiling_fen: int | None = None
    price_basis: str = PriceBasis.TOTAL
    fund_source: str = FundSource.PRIVATE
    purpose: str = Purpose.OWNER
    method: str = Method.LIVE_AUCTION
    method_parameters: Mapping[str, Any] = field(default_factory=dict)
    conditions: Sequence[Mapping[str, Any]] = ()
    avoid: Sequence[Mapping[str, Any]] = ()
    term_reasons: Mapping[str, str] = field(default_factory=dict)
    entry_closes_at: datetime | None = None
    opens_at: datetime | None = None
    service_days: int | None = None
    contact: str = ""
    rule_set: str = ""
    repost_of: str = ""


def value_problems(facts: RequestFacts, rules: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the values that are stated; a draft may leave out the rest."""
    found = []
    amount = facts.ceiling_fen
    if amount is not None and not 0 < amount <= MAX_FEN:
        text = _("最高限价应大于 0 元，不超过 1 万亿元。")
        found.append(Problem("ceiling_fen", "bad_amount", text))
    if facts.service_days is not None and not 0 < facts.service_days <= MAX_SERVICE_DAYS:
        text = _("服务期应为 1 至 %(most)s 日。")
        found.append(Problem("service_days", "out_of_range", text, {"most": MAX_SERVICE_DAYS}))
    for name, value, choices in (
        ("method", facts.method, Method.values),
        ("price_basis", facts.price_basis, PriceBasis.values),
        ("fund_source", facts.fund_source, FundSource.values),
        ("purpose", facts.purpose, Purpose.values),
    ):
        if value not in choices:
            text = _("可选值为 %(choices)s。")
            given = {"choices": "、".join(choices)}
            found.append(Problem(name, "choice_unknown", text, given))
    if len(facts.title) > 120:
        found.append(Problem("title", "too_long", _("标题不超过 120 个字。")))
    if len(facts.scope) > 5000:
        found.append(Problem("scope", "too_long", _("服务内容不超过 5000 个字。")))
    if len(facts.contact) > 120:
        found.append(Problem("contact", "too_long", _("联系方式不超过 120 个字。")))
    if facts.entry_closes_at and facts.opens_at and facts.opens_at < facts.entry_closes_at:
        text = _("竞价开始时间不能早于报名截止时间。")
        found.append(Problem("opens_at", "times_in_order", text))
    if amount and facts.method == Method.LIVE_AUCTION:
        found += parameter_problems(facts.method_parameters, amount, rules)
    for index, condition in enumerate(facts.conditions):
        found += condition_problems(f"conditions.{index}", condition)
    for index, avoided in enumerate(facts.avoid):
        if not avoided.get("agency") or not avoided.get("reason"):
            text = _("回避名单须写明机构和理由。")
            found.append(Problem(f"avoid.{index}", "required", text))
    return found


def condition_problems(name: str, condition: Mapping[str, Any]) -> list[Problem]:
    found = []
    if not str(condition.get("text", "")).strip():
        found.append(Problem(f"{name}.text", "required", _("请写明条件内容。")))
    if condition.get("kind") not in CONDITION_KINDS:
        text = _("条件类型为 bar（限制）或 info（说明）。")
        found.append(Problem(f"{name}.kind", "choice_unknown", text))
    test = condition.get("test")
    if test is not None and not (isinstance(test, Mapping) and TESTS & set(test)):
        text = _("条件的检验方式应为 qualification、practitioner 或 grade_min。")
        found.append(Problem(f"{name}.test", "choice_unknown", text))
    return found


REQUIRED = {
    "service_items": _("请选择中介服务事项。"),
    "title": _("请填写需求标题。"),
    "scope": _("请写明服务内容。"),
    "ceiling_fen": _("请填写最高限价。"),
    "service_days": _("请填写服务期。"),
    "contact": _("请填写联系方式。"),
    "entry_closes_at": _("请填写报名截止时间。"),
    "opens_at": _("请填写竞价开始时间。"),
}


def missing_problems(facts: RequestFacts) -> list[Problem]:
    """Everything a publication still needs, at once."""
    return [
        Problem(name, "required", text)
        for name, text in REQUIRED.items()
        if not (value := getattr(facts, name)) or (isinstance(value, str) and not value.strip())
    ]


def notice_problems(facts: RequestFacts, now: datetime, earliest_close: datetime) -> list[Problem]:
    """The publication period. Source: domain.md 4.3."""
    closes_at = facts.entry_closes_at
    if closes_at is None or (closes_at >= earliest_close and closes_at > now):
        return []
    text = _("报名截止时间不能早于 %(earliest)s（最短公告期）。")
    given = {"earliest_at": stamp(max(earliest_close, now))}
    return [Problem("entry_closes_at", "notice_too_short", text, given)]


def needs_approval(legal_form: str, rules: Mapping[str, Any]) -> bool:
    """Public money needs a second person to publish. Source: domain.md 1.3."""
    return bool(rules["buyer_approval_public"]) and legal_form in LegalForm.PUBLIC  # type: ignore[attr-defined]
