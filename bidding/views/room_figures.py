"""Figures of the room: four in the panel, sums on the buttons, lines of the feed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bidding.enums import OVER, AuctionStatus, Visibility
from bidding.models import Auction
from bidding.queries.entries import frozen_entries
from bidding.rules.bids import AuctionState
from bidding.rules.room import Line, rounded
from bidding.views.room_words import agencies_word, bid_count_word, bids_word
from market.gateways.live import observers
from market.units import percent_below, yuan

STEPS = (2, 5)


def stats_of(seat: Any) -> list[dict[str, Any]]:
    """The four figures: of a bidder, of somebody who looks on, of a room without prices."""
    state, me = seat.state, seat.me
    if seat.role == "bidder" and me is not None:
        return bidder_stats(state, me)
    ceiling = {"label": _("最高限价（元）"), "value": yuan(state.ceiling_fen), "part": "ceiling"}
    bids = {
        "label": pgettext("笔数", "出价"),
        "value": state.bid_count,
        "unit": bids_unit(state.bid_count, len(state.prices)),
        "part": "bids",
    }
    if state.visibility == Visibility.RANK_ONLY:
        step = {"label": _("降价幅度（元）"), "value": yuan(state.step_fen), "part": "step"}
        extended = {"label": _("延时次数"), "value": state.extension_count, "part": "extensions"}
        return [bids, extended, ceiling, step]
    lowest = {
        "label": _("当前最低价（元）"),
        "value": figure(state.leading_fen),
        "part": "lowest",
    }
    saved = {
        "label": _("较限价低"),
        "value": percent_below(state.leading_fen, state.ceiling_fen),
        "unit": "%",
        "part": "saving",
    }
    return [lowest, saved, ceiling, bids]


def bidder_stats(state: AuctionState, me: dict[str, Any]) -> list[dict[str, Any]]:
    rank, count = me["rank"], len(state.entrants)
    leads = rank == 1
    standing = {"word": _("领先") if leads else _("已被超越"), "state": "ok" if leads else "bad"}
    ranked: dict[str, Any] = {
        "label": _("我的排名"),
        "value": _("第 %(rank)s 名") % {"rank": rank} if rank else "—",
        "unit": f"/ {count}" if state.status != AuctionStatus.SCHEDULED else " ",
        "part": "rank",
    }
    if rank:
        ranked["standing"] = standing
    lowest = state.leading_fen
    first = {**parts_of(_("[当前]最低价（元）")), "value": figure(lowest)}
    if state.visibility == Visibility.RANK_ONLY:
        first = {"label": _("最高限价（元）"), "value": yuan(state.ceiling_fen)}
    return [
        {**first, "part": "lowest"},
        ranked,
        {"label": _("我的出价（元）"), "value": figure(me["last_fen"]), "part": "last"},
        {
            **parts_of(_("下次[出价]上限（元）")),
            "value": yuan(max(me["max_next_fen"], 0)),
            "part": "next",
        },
    ]


def parts_of(text: str) -> dict[str, str]:
    """A label whose words in brackets are dropped in elder mode."""
    first, _bracket, rest = text.partition("[")
    before, _bracket, label = rest.partition("]")
    return {"first": first, "before": before, "label": label}


def figure(fen: int | None) -> str:
    return "—" if fen is None else yuan(fen)


def steps_of(seat: Any) -> dict[str, Any]:
    """The sums on the buttons: one step below the lead, then lower ones."""
    me, state = seat.me, seat.state
    if seat.role != "bidder" or me is None:
        return {}
    main_fen, floor_fen = me["max_next_fen"], state.floor_fen or 1
    others = [
        {"label": _("降 %(n)s 档") % {"n": n}, "fen": main_fen - (n - 1) * state.step_fen}
        for n in STEPS
    ]
    return {
        "main_fen": max(main_fen, 0),
        "others": [one for one in others if one["fen"] >= floor_fen],
        "may_bid": me["may_bid"],
    }


def row(line: Line) -> dict[str, Any]:
    """A line as the feed's part reads it."""
    if line.event:
        words = {"paused": _("竞价暂停"), "resumed": _("竞价恢复"), "voided": _("一笔出价作废")}
        words |= {"extended": _("系统故障，结束时间顺延"), "cancelled": _("竞价终止")}
        return {"event": words[line.event], "at": line.at}
    return {
        "seq": line.number,
        "alias": line.alias or "—",
        "amount_fen": line.amount_fen,
        "at": line.at,
        "own": line.is_own,
        "lead": line.is_lead,
        "extension": line.extension,
        "until": line.until,
        "phase": _("延时竞价中") if line.is_overtime else "",
    }


def counts_of(auction: Auction, state: AuctionState) -> list[Any]:
    """Watchers while it runs, and entries once their number is frozen. Source: ux.md 25."""
    found: list[Any] = []
    if state.status not in OVER:
        watching = rounded(observers(f"auction/{auction.no}"))
        found.append({"text": _("围观 %(n)s") % {"n": watching}, "part": "observers"})
    entered = frozen_entries(auction.service_request).count()
    if entered:
        found.append(_("报名 %(n)s") % {"n": entered})
    return found


def count_text(count: int) -> str:
    return bid_count_word(count) % {"n": count}


def bids_unit(bids: int, bidders: int) -> str:
    """What follows the number of bids: 笔，3 家机构."""
    agencies = agencies_word(bidders) % {"n": bidders}
    return _("%(bids)s，%(agencies)s") % {"bids": bids_word(bids), "agencies": agencies}
