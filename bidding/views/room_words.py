"""Texts of the room's scripts: whole sentences with named places, already translated."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext


def texts_of_room() -> dict[str, str | list[str]]:
    """A count's text is two forms: for one, and for any other number."""
    return {
        # The clock and the header.
        "to_start": _("距开始"),
        "to_end": _("距结束"),
        "extended": _("距结束 · 第 %(n)s 次延时"),
        "ended": _("已结束 %(time)s"),
        "paused": _("已暂停"),
        "low": _("%(label)s · 即将结束"),
        "server_error": _("%(time)s ±%(n)s 毫秒"),
        "title": _("%(time)s %(what)s · 竞价 · 明标"),
        "title_rank": _("第%(rank)s名"),
        "sum": _("%(sum)s 元"),
        "observers": _("围观 %(n)s"),
        # Figures, feed and curve.
        "rank": _("第 %(rank)s 名"),
        "bids": [bids_word(1), bids_word(2)],
        "agencies": [agencies_word(1), agencies_word(2)],
        "bids_and_agencies": _("%(bids)s，%(agencies)s"),
        "bid_count": [bid_count_word(1), bid_count_word(2)],
        "open": _("竞价中"),
        "overtime": _("延时竞价中"),
        "extension": _("延时 %(n)s"),
        "until": _("至 %(time)s"),
        "ceiling": _("最高限价"),
        "axis": _("元，纵轴自 %(from)s 起"),
        "finding": [
            ngettext("价格走势，%(n)s 笔出价", "价格走势，%(n)s 笔出价", n) for n in (1, 2)
        ],
        # What happens.
        "started": _("竞价开始"),
        "over": _("竞价结束"),
        "lowest": _("当前最低价 %(sum)s 元"),
        "left": _("距结束还有 %(n)s 秒"),
        "opens": _("竞价于 %(time)s 开始"),
        "alias": _("竞价代号 %(alias)s"),
        "outbid": _("已被超越，当前最低 %(lead)s 元"),
        "outbid_unseen": _("已被超越"),
        "leading": _("领先，当前最低价是本机构的出价"),
        "missed": [
            ngettext(
                "断线期间有 %(n)s 笔出价，当前最低 %(lead)s 元",
                "断线期间有 %(n)s 笔出价，当前最低 %(lead)s 元",
                n,
            )
            for n in (1, 2)
        ],
        "connection_lost": _("连接已断开，暂不能出价，正在第 %(n)s 次重连"),
        "lost": _("连接已断开，暂不能出价，本次未发送"),
        # A bid.
        "sending": _("提交中"),
        "checking": _("结果未知，正在核对"),
        "unknown": _("网络中断，正在核对本次出价是否受理"),
        "unanswered": _("未收到答复，请以出价记录为准"),
        "accepted": _("已受理 %(time)s 第 %(n)s 号"),
        "accepted_line": _("第 %(n)s 号出价已受理：%(sum)s 元（%(time)s）"),
        "refused": _("未受理"),
        "bid_sum": _("出价 %(sum)s 元"),
        "bad_amount": _("请填写金额，例如 47,000 或 4.7万"),
        "echo": _("%(sum)s 元，%(words)s"),
        "jump": _("当前最低价 %(lead)s 元。%(sum)s 元低出很多，出价不能撤回，请再次填写金额确认。"),
        "receipt": _("第 %(n)s 号 %(sum)s 元 %(time)s"),
        # The replay.
        "play": _("回放"),
        "pause": _("暂停"),
        "replay": _("第 %(n)s 笔 %(time)s"),
        "replay_start": _("竞价开始"),
    }


def bids_word(count: int) -> str:
    return npgettext("出价", "笔", "笔", count)


def agencies_word(count: int) -> str:
    return ngettext("%(n)s 家机构", "%(n)s 家机构", count)


def bid_count_word(count: int) -> str:
    return ngettext("%(n)s 笔，北京时间", "%(n)s 笔，北京时间", count)
