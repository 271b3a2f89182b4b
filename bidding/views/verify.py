"""The result of verifying one notice: values side by side, steps, trust label."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bidding.queries.verify_results import Value, Verified, result_of
from market.enums import FailureCode, Method
from market.gateways.database import database_now
from market.queries.organizations import organization_by_uscc
from market.queries.verify import notice_for
from market.units import SHANGHAI, parse_stamp, yuan
from market.views.verify_words import (
    CHAIN,
    EXTENSIONS,
    SIGNATURES,
    WINNER,
    broken_words,
    finding_words,
    script_texts,
    why_words,
)

KEPT_S = 60  # A record is recomputed at most once in this time.
MOST_FINDINGS = 100


@require_GET
def verify_result(request: HttpRequest, code: str) -> HttpResponse:
    """Anybody: what the notice says, what the record says, and whether the record holds."""
    notice = notice_for(code)
    if notice is None:
        raise Http404
    if notice.verify_code != code:
        return redirect("verify_result", notice.verify_code)
    key = f"verified-{notice.pk}"
    kept = cache.get(key)
    if kept is None:
        kept = (result_of(notice), database_now())
        cache.set(key, kept, KEPT_S)
    result, at = kept
    values = [value_row(value) for value in result.values]
    context = {
        "notice": notice,
        "about": notice.service_request,
        "at": at,
        "state": state_of(result),
        "ended_by": result.ended_by,
        "values": values,
        "same_count": sum(row["is_same"] for row in values),
        "checks": checks_of(result),
        "findings": findings_of(result),
        "label": result.label[0],
        "why": why_words()[result.label[1]],
        "head": result.head,
        "signed_at": parse_stamp(result.head["at"]) if result.head else None,
        "auction": result.auction,
        "agency": result.agency,
        "verify_url": settings.SITE_URL + reverse("verify_result", args=[notice.verify_code]),
        "bundle_url": reverse("request_bundle", args=[notice.service_request.no]),
        "texts": script_texts(),
    }
    return render(request, "bidding/verify_result.html", context)


def state_of(result: Verified) -> str:
    """bad: something does not hold; ended: it held, and a later notice ended it; else ok."""
    if result.findings or not all(value.is_same for value in result.values):
        return "bad"
    return "ended" if result.ended_by else "ok"


def value_row(value: Value) -> dict[str, Any]:
    label, word = VALUES[value.name]()
    return {
        "label": label,
        "shown": word(value.shown),
        "recorded": word(value.recorded),
        "is_same": value.is_same,
    }


def plain(value: Any) -> str:
    return "—" if value is None else str(value)


def amount(value: Any) -> str:
    return "—" if value is None else yuan(value)


def moment(value: Any) -> str:
    if value is None:
        return "—"
    return f"{parse_stamp(value).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def organization(value: Any) -> str:
    """By the code that the record holds; the name beside it."""
    found = organization_by_uscc(value) if value else None
    return f"{found.name}（{value}）" if found else plain(value)


def buyer(value: Any) -> str:
    """A person is never named. Source: domain.md 1.1."""
    return organization(value) if value else _("个人业主")


def method(value: Any) -> str:
    return str(Method(value).label) if value in Method.values else plain(value)


def failure(value: Any) -> str:
    return str(FailureCode(value).label) if value in FailureCode.values else plain(value)


def bids(value: tuple[int, int]) -> str:
    return _("%(bids)s 笔，%(bidders)s 家机构") % {"bids": value[0], "bidders": value[1]}


VALUES = {
    "title": lambda: (_("服务需求"), plain),
    "no": lambda: (_("编号"), plain),
    "buyer": lambda: (_("业主"), buyer),
    "method": lambda: (_("选取方式"), method),
    "ceiling_fen": lambda: (_("最高限价（元）"), amount),
    "entry_closes_at": lambda: (_("报名截止"), moment),
    "opens_at": lambda: (_("竞价开始"), moment),
    "agency": lambda: (_("中标机构"), organization),
    "amount_fen": lambda: (_("中标价（元）"), amount),
    "decided_at": lambda: (_("中标决定"), moment),
    "bids": lambda: (_("有效出价"), bids),
    "closed_at": lambda: (_("竞价结束"), moment),
    "price_fen": lambda: (_("合同价（元）"), amount),
    "text_sha256": lambda: (_("合同文本指纹"), plain),
    "code": lambda: (_("流标原因"), failure),
}


def checks_of(result: Verified) -> list[dict[str, str]]:
    """The five steps, each with its outcome."""
    counts, codes = result.counts, {finding.code for finding in result.findings}
    others = codes - CHAIN - SIGNATURES - EXTENSIONS - WINNER
    bid_note = _("还没有出价")
    if counts.bids and counts.refused is None:
        bid_note = _("出价 %(bids)s 笔") % {"bids": counts.bids}
    elif counts.bids:
        told = {"bids": counts.bids, "refused": counts.refused}
        bid_note = _("出价 %(bids)s 笔，未受理 %(refused)s 笔") % told
    extended = _("%(n)s 次") % {"n": counts.extensions}
    if counts.extensions and counts.soft_close_s:
        told = {"n": counts.extensions, "seconds": counts.soft_close_s}
        extended = _("%(n)s 次，窗口 %(seconds)s 秒") % told
    lowest = _("还没有名次")
    if counts.lowest_fen is not None and counts.refused is not None:
        lowest = _("最低有效出价 %(amount)s 元") % {"amount": yuan(counts.lowest_fen)}
    events = _("%(n)s 条，首尾相接") % {"n": counts.events}
    heads = _("签名检查点 %(n)s 个") % {"n": counts.heads}
    is_closed = counts.refused is not None
    steps = [
        (_("事件链完整"), events, codes & CHAIN, True),
        (_("平台签名有效"), heads, codes & SIGNATURES, counts.heads),
        (_("逐条符合规则"), bid_note, others, True),
        (_("延时正确"), extended, codes & EXTENSIONS, counts.bids),
        (_("中标重新计算一致"), lowest, codes & WINNER, is_closed and counts.bids),
    ]
    if not counts.is_whole:
        steps[2:] = [(name, broken_words(), wrong, False) for name, _n, wrong, _is in steps[2:]]
    return [
        {"name": name, "note": note, "state": "bad" if wrong else "ok" if is_there else "muted"}
        for name, note, wrong, is_there in steps
    ]


def findings_of(result: Verified) -> list[dict[str, Any]]:
    words = finding_words()
    return [
        {
            "log": finding.log,
            "seq": finding.seq,
            "code": finding.code,
            "text": words.get(finding.code, words["row"]),
        }
        for finding in result.findings[:MOST_FINDINGS]
    ]
