"""What a verification found, in words: for the page, and as data for its script."""

from typing import Any

from django.utils.translation import gettext as _

CHAIN = {"text", "canonical", "form", "hash", "order", "missing", "link", "time", "fork", "column"}
SIGNATURES = {"head", "signature", "key"}
EXTENSIONS = {"extension", "duration"}
WINNER = {"ranking", "award", "draw", "no_bid", "revealed", "digest", "auction", "refused"}


def finding_words() -> dict[str, str]:
    """By the codes of the verifiers, which are not translated."""
    return {
        "text": _("事件原文无法读取。"),
        "canonical": _("事件原文不是规范格式。"),
        "form": _("事件的组成部分不符合格式。"),
        "hash": _("事件原文与所载指纹不符。"),
        "order": _("事件次序有误。"),
        "missing": _("缺少这一条事件。"),
        "link": _("与前一条事件不相接。"),
        "time": _("时间早于前一条事件。"),
        "fork": _("另有回执、记录或事件在此处载有不同内容。"),
        "column": _("事件的编号、时间或类别与原文不符。"),
        "head": _("签名检查点与事件不符。"),
        "signature": _("平台签名无效。"),
        "key": _("签名密钥不在公布的密钥之内。"),
        "facts": _("事件的内容不完整，或格式有误。"),
        "kind": _("记录中有规则以外的事件。"),
        "row": _("页面所用数据与存证记录不符。"),
        "notice": _("公告所载与存证记录不符。"),
        "entries": _("报名名单有误，或关闭过早。"),
        "list_hash": _("报名名单的指纹不符。"),
        "entrants": _("竞价的参与者与报名名单不符。"),
        "digest": _("公开的内容与事先封存的指纹不符。"),
        "auction": _("所依据的竞价记录不符。"),
        "draw": _("抽取结果与封存的随机值不符，或应抽取而未抽取。"),
        "ranking": _("名次与出价不符。"),
        "award": _("中标与名次不符。"),
        "revealed": _("应当公开的内容没有公开。"),
        "refused": _("未受理出价的分类笔数没有公开，或与总数不符。"),
        "no_bid": _("流标原因与出价不符。"),
        "extension": _("延时与规则不符。"),
        "duration": _("竞价时长与规则不符。"),
        "not_open": _("竞价开始过早，或尚未开始已有出价。"),
        "closed": _("竞价结束过早，或结束后仍有出价。"),
        "paused": _("暂停期间有出价。"),
        "held": _("中止期间有出价。"),
        "not_entered": _("未报名的机构出价。"),
        "above_ceiling": _("出价高于最高限价。"),
        "below_floor": _("出价低于底价。"),
        "not_low_enough": _("出价未达到降价幅度。"),
        "own_lead": _("领先机构自行压价。"),
        "jump_unconfirmed": _("大幅降价未经再次确认。"),
        "visibility": _("价格公开方式不明。"),
        "floor": _("底价不符合规则。"),
        "step": _("降价幅度超出规则版本的范围。"),
        "rule_set": _("缺少所依据的规则版本。"),
        "rules": _("竞价规则与公告或规则版本不符。"),
        "bid_count": _("出价笔数与记录不符。"),
        "voided": _("作废的出价不存在。"),
    }


def why_words() -> dict[str, str]:
    """Why the trust label is what it is. Source: live-auction.md 6."""
    return {
        "open": _(
            "平台签名，公开竞价。改动已公布的记录会被发现；平台停机或延迟不能由记录本身证明。"
        ),
        "findings": _("发现不符，平台签名不能证明其余内容。"),
        "unchecked": _("本浏览器不能核验平台签名，请使用离线核验程序。"),
        "unsigned": _("部分记录还没有平台签名。"),
        "close_unsigned": _("竞价结束的记录还没有平台签名。"),
        "no_auction": _("不含竞价记录。"),
        "hidden": _("竞价期间价格不公开，无人能够同步监看。"),
    }


def step_words() -> list[dict[str, Any]]:
    """The five steps. `codes` say which findings belong to each, `needs` what it rests on, `ruled`
    that it goes as far as the chain holds.
    """
    others = set(finding_words()) - CHAIN - SIGNATURES - EXTENSIONS - WINNER
    return [
        {
            "name": _("事件链完整"),
            "note": _("%(events)s 条，首尾相接"),
            "otherwise": "",
            "needs": "",
            "ruled": False,
            "codes": sorted(CHAIN),
        },
        {
            "name": _("平台签名有效"),
            "note": _("签名检查点 %(heads)s 个"),
            "otherwise": _("本浏览器不能核验签名"),
            "needs": "signatures",
            "ruled": False,
            "codes": sorted(SIGNATURES),
        },
        {
            "name": _("逐条符合规则"),
            "note": _("出价 %(bids)s 笔"),
            "otherwise": _("不含竞价记录"),
            "needs": "auction",
            "ruled": True,
            "codes": sorted(others),
        },
        {
            "name": _("延时正确"),
            "note": _("%(extensions)s 次"),
            "otherwise": _("不含竞价记录"),
            "needs": "auction",
            "ruled": True,
            "codes": sorted(EXTENSIONS),
        },
        {
            "name": _("中标重新计算一致"),
            "note": _("最低有效出价 %(amount)s 元"),
            "otherwise": _("还没有名次"),
            "needs": "winner",
            "ruled": True,
            "codes": sorted(WINNER),
        },
    ]


def broken_words() -> str:
    return _("事件链断开之处起，不再核验")


def script_texts() -> dict[str, Any]:
    """Everything that static/js/verify.js says."""
    return {
        "verdict": {"ok": _("相符：记录完整，逐条符合规则"), "bad": _("不符：发现 %(count)s 处")},
        "steps": step_words(),
        "findings": finding_words(),
        "why": why_words(),
        "label": _("可信级别 %(label)s"),
        "broken": broken_words(),
        "no_number": _("无编号"),
        "unreadable": _("无法读取：不是本平台的记录文件、回执或密钥文件。"),
        "unreachable": _("记录文件没有取到，请稍后再试，或下载后选择文件核验。"),
        "no_crypto": _("本浏览器不能计算数据指纹，请改用离线核验程序。"),
    }
