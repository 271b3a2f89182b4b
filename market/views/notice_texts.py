"""The formal text of a notice, in the language of the page, from the record and its facts.

What was published stands in the event, so a later change of the request changes no notice.
"""

import json
import re
from datetime import timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from market.enums import FailureCode, FundSource, Method, NoticeKind
from market.models import Notice, Organization
from market.queries.organizations import organization_by_uscc
from market.rules.yuan_words import yuan_words
from market.units import SHANGHAI, Duration, duration_words, parse_stamp, yuan


def recorded_facts(notice: Notice) -> dict[str, Any]:
    """Facts of the event that the notice publishes."""
    facts: dict[str, Any] = json.loads(notice.event.text)["facts"]
    return facts


def buyer_name(notice: Notice) -> str:
    buyer = notice.service_request.buyer
    return _("个人业主") if buyer.is_person else buyer.name


def buyer_words(notice: Notice) -> str | SafeString:
    """A person is never named. Source: domain.md 1.1."""
    buyer = notice.service_request.buyer
    return buyer_name(notice) if buyer.is_person else name_words(buyer)


def name_words(organization: Organization) -> str | SafeString:
    """The English name in an English page where there is one."""
    if (get_language() or "").startswith("en") and organization.name_en:
        return organization.name_en
    return chinese(organization.name)


def moment(text: str) -> str:
    """A stamp of the record, as tables write it."""
    return parse_stamp(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def last_day(text: str) -> str:
    """An exclusive instant at 00:00 is the end of the day before."""
    return (parse_stamp(text).astimezone(SHANGHAI) - timedelta(seconds=1)).strftime("%Y-%m-%d")


def chinese(words: str) -> str | SafeString:
    """What people wrote, and sums in capital words, say their language in an English page."""
    if (get_language() or "").startswith("en"):
        return format_html('<span lang="zh-Hans">{}</span>', words)
    return words


def whole(number: str) -> SafeString:
    """A number that no line breaks in two."""
    return format_html('<span class="u-nowrap">{}</span>', number)


def digest(value: str) -> SafeString:
    return format_html('<span class="u-mono u-13">{}</span>', value)


def sentence(text: str, **facts: object) -> SafeString:
    """A translated sentence with facts in its named places, escaped."""
    return format_html(re.sub(r"%\((\w+)\)s", r"{\1}", text), **facts)


def sum_words(fen: int) -> SafeString:
    words = chinese(yuan_words(fen))
    return sentence(_("%(amount)s 元（%(words)s）"), amount=yuan(fen), words=words)


def row(label: str, value: object) -> dict[str, object]:
    return {"label": label, "value": value}


def formal_text(notice: Notice) -> dict[str, Any]:
    """`paragraphs`, then `rows` of facts."""
    facts = recorded_facts(notice)
    return {
        NoticeKind.REQUEST: request_text,
        NoticeKind.AWARD: award_text,
        NoticeKind.FAILURE: failure_text,
        NoticeKind.WITHDRAWAL: withdrawal_text,
        NoticeKind.CANCELLATION: cancellation_text,
        NoticeKind.CONTRACT: contract_text,
    }[NoticeKind(notice.kind)](notice, facts)


def named(notice: Notice) -> dict[str, object]:
    request = notice.service_request
    return {"buyer": buyer_words(notice), "title": chinese(request.title), "no": whole(request.no)}


def basics(notice: Notice) -> list[dict[str, object]]:
    request = notice.service_request
    return [
        row(_("需求编号"), request.no),
        row(_("项目业主"), buyer_words(notice)),
        row(_("选取方式"), Method(request.method).label),
    ]


def request_text(notice: Notice, facts: dict[str, Any]) -> dict[str, Any]:
    text = _(
        "%(buyer)s现就“%(title)s”公开选取中介服务机构，采用实时竞价，有效出价最低者中标。"
        "服务状态正常的机构均可报名，不收取任何费用。"
    )
    parameters = facts["method_parameters"]
    rows = [
        *basics(notice),
        row(_("服务内容"), chinese(notice.service_request.scope)),
        row(_("最高限价"), sum_words(facts["ceiling_fen"])),
        row(_("降价幅度"), _("%(amount)s 元") % {"amount": yuan(parameters["step_fen"])}),
        row(_("报名截止"), moment(facts["entry_closes_at"])),
        row(_("竞价开始"), moment(facts["opens_at"])),
        *auction_rows(parameters),
        row(_("服务期限"), _("%(days)s 日，自合同签订起") % {"days": facts["service_days"]}),
        row(_("资金来源"), FundSource(facts["fund_source"]).label),
        *[row(_("报名条件"), chinese(one["text"])) for one in facts["conditions"]],
        row(_("联系方式"), chinese(notice.service_request.contact)),
        row(_("规则版本"), facts["rule_set"]),
    ]
    return {"paragraphs": [sentence(text, **named(notice))], "rows": rows}


def auction_rows(parameters: dict[str, Any]) -> list[dict[str, object]]:
    """Length and soft close, as this request has them."""
    rows = []
    if length := parameters.get("base_duration"):
        rows.append(row(_("竞价时长"), duration_words(Duration.parse(length))))
    if window := parameters.get("soft_close"):
        text = _("结束前 %(window)s内有新出价，自该笔起重新计 %(window)s")
        rows.append(row(_("延时"), text % {"window": duration_words(Duration.parse(window))}))
    return rows


def award_text(notice: Notice, facts: dict[str, Any]) -> dict[str, Any]:
    """The name behind the alias is what the decision revealed in the record."""
    codes = {one["alias"]: one["value"] for one in facts["revealed"]}
    agency = organization_by_uscc(codes.get(facts["alias"], ""))
    name = name_words(agency) if agency else facts["alias"]
    text = _(
        "%(buyer)s的服务需求“%(title)s”（%(no)s）经实时竞价，确定%(agency)s为中标机构，"
        "中标价 %(amount)s。公示至 %(until)s 24:00，北京时间。"
    )
    told = named(notice) | {
        "agency": name,
        "amount": sum_words(facts["amount_fen"]),
        "until": last_day(facts["standstill_until"]),
    }
    rows = [
        *basics(notice),
        row(_("中标机构"), name),
        row(_("统一社会信用代码"), agency.uscc if agency else ""),
        row(_("竞价代号"), facts["alias"]),
        row(_("中标价"), sum_words(facts["amount_fen"])),
        row(_("最高限价"), sum_words(notice.service_request.ceiling_fen or 0)),
        row(_("竞价名次"), _("第 %(rank)s 名") % {"rank": facts["rank"]}),
    ]
    if facts.get("reason"):
        rows.append(row(_("未按名次确定的理由"), chinese(facts["reason"])))
    return {"paragraphs": [sentence(text, **told)], "rows": rows}


def failure_text(notice: Notice, facts: dict[str, Any]) -> dict[str, Any]:
    why = FailureCode(facts["code"]).label
    text = _("%(buyer)s的服务需求“%(title)s”（%(no)s）流标。原因：%(why)s。")
    return {
        "paragraphs": [sentence(text, **named(notice), why=why)],
        "rows": [*basics(notice), row(_("流标原因"), why)],
    }


def withdrawal_text(notice: Notice, facts: dict[str, Any]) -> dict[str, Any]:
    text = _("%(buyer)s在报名截止前撤回服务需求“%(title)s”（%(no)s）。")
    return {
        "paragraphs": [sentence(text, **named(notice))],
        "rows": [*basics(notice), row(_("撤回理由"), chinese(facts["reason"]))],
    }


def cancellation_text(notice: Notice, facts: dict[str, Any]) -> dict[str, Any]:
    text = _("%(buyer)s终止服务需求“%(title)s”（%(no)s），选取不再进行。")
    rows = [
        *basics(notice),
        row(_("终止理由"), chinese(facts["reason"])),
        row(_("终止依据"), chinese(facts["basis"])),
    ]
    return {"paragraphs": [sentence(text, **named(notice))], "rows": rows}


def contract_text(notice: Notice, facts: dict[str, Any]) -> dict[str, Any]:
    agency = organization_by_uscc(facts["agency"])
    name = name_words(agency) if agency else facts["agency"]
    text = _(
        "%(buyer)s与%(agency)s就“%(title)s”（%(no)s）签订服务合同，合同价 %(amount)s，"
        "价格与服务内容同中标结果一致。"
    )
    told = named(notice) | {"agency": name, "amount": sum_words(facts["price_fen"])}
    rows = [
        *basics(notice),
        row(_("中标机构"), name),
        row(_("统一社会信用代码"), facts["agency"]),
        row(_("合同编号"), facts["contract"]),
        row(_("合同价"), sum_words(facts["price_fen"])),
        row(_("服务成果交付"), last_day(facts["milestones"][-1]["due_at"])),
        row(_("合同文本指纹"), digest(facts["text_sha256"])),
    ]
    return {"paragraphs": [sentence(text, **told)], "rows": rows}
