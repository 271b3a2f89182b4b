"""Beside the panel: what and whose, the six rules, and how to take part."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bidding.enums import Visibility
from bidding.models import Auction
from market.enums import Standing
from market.queries.rule_sets import rules_of
from market.units import SHANGHAI, yuan


def facts_of_room(auction: Auction) -> list[dict[str, Any]]:
    asked, english = auction.service_request, (get_language() or "").startswith("en")
    item, buyer = asked.service_item, asked.buyer
    has_english = english and item.name_en
    who = _("个人业主") if buyer.is_person else buyer.name
    return [
        {"label": auction.no},
        {
            "label": item.name_en if has_english else item.name,
            "href": reverse("service_item", args=[item.code]),
            "lang": "zh-Hans" if english and not has_english else "",
        },
        {"label": who, "lang": "" if buyer.is_person else "zh-Hans" if english else ""},
        {
            "label": _("实时竞价 · %(visibility)s")
            % {"visibility": Visibility(auction.visibility).label}
        },
    ]


def rule_rows(auction: Auction) -> list[dict[str, str]]:
    """The six lines. Every figure is the auction's or the rule set's."""
    rules = rules_of(auction.service_request.rule_set)
    points = abs(rules["credit_events"]["gave_up_after_award"]["centipoints"]) // 100
    seconds = auction.soft_close_s
    if auction.max_extensions is not None:
        extensions = _("最多 %(n)s 次") % {"n": auction.max_extensions}
    elif auction.latest_end_at is not None:
        latest = auction.latest_end_at.astimezone(SHANGHAI)
        extensions = _("最晚 %(time)s 结束") % {"time": f"{latest:%H:%M:%S}"}
    else:
        extensions = _("不限")
    window = _("结束前 %(n)s 秒内有新出价，自该笔起重新计 %(n)s 秒") % {"n": seconds}
    step = _("1 档 %(step)s 元") % {"step": yuan(auction.step_fen)}
    penalty = ngettext("中标后放弃，信用分扣 %(n)s 分", "中标后放弃，信用分扣 %(n)s 分", points) % {
        "n": points
    }
    return [
        {"label": _("最高限价"), "value": _("%(sum)s 元") % {"sum": yuan(auction.ceiling_fen)}},
        {"label": _("降价幅度"), "value": step},
        {"label": _("延时窗口"), "value": window},
        {"label": _("延时次数"), "value": extensions},
        {"label": _("中标规则"), "value": _("有效出价最低者中标")},
        {"label": _("违约处理"), "value": penalty},
    ]


def conditions_of(auction: Auction) -> list[dict[str, str]]:
    """How to take part, for whoever looks on."""
    asked = auction.service_request
    closes = asked.times[0].astimezone(SHANGHAI)
    texts = [one["text"] for one in asked.conditions] or [_("符合本事项所列资质条件")]
    return [
        {"label": _("报名截止"), "value": f"{closes:%Y-%m-%d %H:%M}"},
        {"label": _("报名条件"), "value": "；".join(texts)},
        {"label": _("回避"), "value": _("与业主、审批部门无隶属或利益关系")},
        {"label": _("服务状态"), "value": str(Standing.ACTIVE.label)},
    ]
