"""The room when it is over: the result, what comes next, the replay, the proof."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bidding.enums import AuctionStatus, AwardStatus, Happened
from bidding.models import Auction, Award
from bidding.queries.auctions import log_of
from bidding.queries.awards import awards_of
from bidding.queries.entries import names_shown
from bidding.queries.verify import trust_label
from bidding.rules.replays import places
from bidding.rules.room import bands_of, lines_of, told
from bidding.views.room_figures import count_text, counts_of, row
from bidding.views.room_rules import facts_of_room, rule_rows
from bidding.views.room_words import bids_word, texts_of_room
from bidding.views.rooms import MOST_LINES, Seat, seat_of
from market.enums import DeadlineKind, FailureCode, NoticeKind, RequestStatus
from market.models import Organization
from market.queries.calendar import Counting
from market.queries.deadlines import open_deadlines
from market.queries.notices import notices_of
from market.queries.record import head_of, log_by_name
from market.queries.rule_sets import rules_of
from market.units import SHANGHAI, parse_stamp, percent_below, stamp

MOST_REPLAYED = 2_000
LIVE = {AwardStatus.DECIDED, AwardStatus.FINAL}


def closed_context(request: HttpRequest, auction: Auction) -> dict[str, Any]:
    """What `auction_closed.html` reads."""
    seat, asked = seat_of(request, auction, MOST_REPLAYED), auction.service_request
    names = names_shown(asked, request.user)
    awards = list(awards_of(asked))
    award = next((one for one in awards if one.status in LIVE), None)
    ranked = ranking_of(seat, names)
    lines = lines_of(seat.events, seat.state, seat.base_ends_at, seat.own_alias)
    priced = [line for line in lines if line.amount_fen is not None]
    ended_at = auction.closed_at or auction.closes_at
    return {
        "auction": auction,
        "asked": asked,
        "seat": seat,
        "state": seat.state,
        "now": seat.now,
        "is_own_award": award is not None and award.entry.alias == seat.own_alias,
        "award": award,
        "result": result_of(seat, award, ranked),
        "stats": stats_of(seat, award, ranked),
        "steps": steps_of(auction, awards, seat),
        "act": act_of(seat, award),
        "ending": ending_of(auction, seat),
        "ranked": ranked,
        "hides_losers": bool(names) and len(names) < len(ranked),
        "counts": counts_of(auction, seat.state),
        "facts": [*facts_of_room(auction), ended(auction)],
        "points": [{"at": b.at, "amount_fen": b.amount_fen, "own": b.is_own} for b in priced],
        "last_bid": row(priced[-1]) if priced else None,
        "until": ended_at,
        "bands": bands_of(seat.events, seat.base_ends_at),
        "bids": [row(line) for line in reversed(lines[-MOST_LINES:])],
        "count_text": count_text(seat.state.bid_count),
        "most_lines": MOST_LINES,
        "rule_rows": rule_rows(auction),
        "replay": replay_of(seat, ended_at),
        "texts": texts_of_room(),
        "scripts": [f"js/{name}.js" for name in ("clock", "curve", "feed", "money")],
        **proof_of(auction),
    }


def ended(auction: Auction) -> dict[str, str]:
    at = (auction.closed_at or auction.closes_at).astimezone(SHANGHAI)
    return {"label": _("%(time)s 结束") % {"time": f"{at:%Y-%m-%d %H:%M:%S}"}}


def ranking_of(seat: Seat, names: Mapping[str, Organization]) -> list[dict[str, Any]]:
    """Places by the event that closed the auction; names only where they may be read."""
    closed = next((e for e in reversed(seat.events) if e.kind == Happened.CLOSED), None)
    if closed is None:
        return []
    known, ceiling_fen = places(seat.state), seat.state.ceiling_fen
    found = []
    for place, alias in enumerate(closed.facts["ranking"], start=1):
        price = seat.state.prices.get(known.get(alias, 0))
        amount_fen = price.amount_fen if price else None
        found.append(
            {
                "place": place,
                "alias": alias,
                "agency": names.get(alias),
                "amount_fen": amount_fen,
                "saving": percent_below(amount_fen, ceiling_fen),
                "own": bool(seat.own_alias) and alias == seat.own_alias,
            }
        )
    return found


def result_of(
    seat: Seat, award: Award | None, ranked: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The answer of the page: the awarded sum, or the lowest that waits for a decision."""
    if award is not None:
        is_own = award.entry.alias == seat.own_alias
        label = _("本机构中标价") if is_own else _("中标价")
        return {"label": label, "fen": award.amount_fen}
    is_open = seat.state.status in (AuctionStatus.CLOSED, AuctionStatus.AWARDED)
    if is_open and ranked and ranked[0]["amount_fen"] is not None:
        label = _("最低有效出价 · 竞价代号 %(alias)s") % {"alias": ranked[0]["alias"]}
        return {"label": label, "fen": ranked[0]["amount_fen"]}
    return None


def stats_of(seat: Seat, award: Award | None, ranked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    price_fen = award.amount_fen if award else ranked[0]["amount_fen"] if ranked else None
    saved = percent_below(price_fen, seat.state.ceiling_fen)
    found = [{"label": _("较限价低"), "value": saved, "unit": "%"}]
    own = next((one["place"] for one in ranked if one["own"]), None)
    if own:
        rank = _("第 %(rank)s 名") % {"rank": own}
        return [*found, {"label": _("我的排名"), "value": rank, "unit": f"/ {len(ranked)}"}]
    count = seat.state.bid_count
    bids = {"label": pgettext("笔数", "出价"), "value": count, "unit": bids_word(count)}
    return [*found, bids]


def steps_of(auction: Auction, awards: list[Award], seat: Seat) -> list[dict[str, Any]]:
    """What is done and what comes, each with its date. Nothing where it ended without an award."""
    asked = auction.service_request
    rules = rules_of(asked.rule_set)
    if seat.state.status == AuctionStatus.CLOSED:
        due = {d.kind: d.due_at for d in open_deadlines(asked.no)}
        at = due.get(DeadlineKind.AWARD_DECISION)
        note = (
            _("%(time)s 前，逾期按第一有效名次自动确认") % {"time": day_and_time(at)} if at else ""
        )
        return [
            {"name": _("竞价结束"), "time": day_and_time(auction.closed_at), "state": "done"},
            {"name": _("业主确认结果"), "note": note, "state": "now"},
            {"name": _("公示与确认中标")},
        ]
    award = awards[-1] if awards else None
    if award is None or award.status not in LIVE:
        return []
    confirmed = award.confirmed_at
    is_final = award.status == AwardStatus.FINAL
    signing = Counting(rules).due_after(
        award.ended_at or award.standstill_until, rules["contract_due"]
    )
    is_signed = asked.status in (RequestStatus.CONTRACTED, RequestStatus.COMPLETED)
    return [
        {
            "name": _("中标公告已发布"),
            "time": day_and_time(award.decided_at),
            "state": "done",
        },
        {
            "name": _("公示期满") if is_final else _("公示中"),
            "note": _("至 %(time)s") % {"time": day_and_time(award.standstill_until)},
            "state": "done" if is_final else "now",
        },
        {
            "name": _("中标机构已确认") if confirmed else _("确认中标"),
            "time": day_and_time(confirmed) if confirmed else "",
            "note": ""
            if confirmed
            else _("%(time)s 前") % {"time": day_and_time(award.confirm_due_at)},
            "state": "done" if confirmed else "now",
        },
        {
            "name": _("合同已签订") if is_signed else _("签订合同"),
            "note": "" if is_signed else _("%(time)s 前") % {"time": day_and_time(signing.at)},
            "state": "done" if is_signed else "now" if is_final else "",
        },
    ]


def day_and_time(at: Any) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local:%m-%d %H:%M}"


def act_of(seat: Seat, award: Award | None) -> str:
    """The one step that is due from this viewer: confirm, decide, or none."""
    if award is not None and award.entry.alias == seat.own_alias:
        is_waiting = award.status == AwardStatus.DECIDED and award.confirmed_at is None
        return "confirm" if is_waiting and seat.now < award.confirm_due_at else ""
    is_deciding = seat.auction.service_request.status == RequestStatus.DECIDING
    return "decide" if seat.role == "buyer" and is_deciding else ""


def ending_of(auction: Auction, seat: Seat) -> dict[str, str] | None:
    """Why it ended without an award; the reason is the one that was published."""
    asked, status = auction.service_request, seat.state.status
    if status == AuctionStatus.FAILED:
        code = asked.failure_code
        return {"title": _("流标"), "text": str(FailureCode(code).label) if code else ""}
    if status == AuctionStatus.CANCELLED:
        is_withdrawn = asked.status == RequestStatus.WITHDRAWN
        title = _("需求已撤回") if is_withdrawn else _("需求已终止")
        return {"title": title, "text": asked.reason}
    return None


def replay_of(seat: Seat, ended_at: Any) -> dict[str, Any]:
    """What the replay starts from: the record's own events."""
    state = seat.state
    return {
        "events": [told(e.seq, e.at, e.kind, e.facts, False) for e in seat.events],
        "alias": seat.own_alias,
        "bid_count": state.bid_count,
        "lowest_fen": state.leading_fen,
        "ceiling_fen": state.ceiling_fen,
        "opens_at": stamp(state.opens_at),
        "base_ends_at": stamp(seat.base_ends_at),
        "closed_at": stamp(ended_at),
    }


def proof_of(auction: Auction) -> dict[str, Any]:
    """Head of the record, code of the notice, and what the proof rests on."""
    log = log_by_name(log_of(auction))
    head = head_of(log)
    if log is None or head["at"] is None:
        return {"head": None, "notice": None}
    notices = list(notices_of(auction.service_request))
    kinds = (NoticeKind.AWARD, NoticeKind.FAILURE, NoticeKind.CANCELLATION, NoticeKind.WITHDRAWAL)
    notice = next((one for one in reversed(notices) if one.kind in kinds), None)
    label, why = trust_label(auction)
    at = parse_stamp(head["at"]).astimezone(SHANGHAI)
    return {
        "head": head,
        "recorded": _("第 1～%(n)s 号，%(time)s")
        % {"n": head["seq"], "time": f"{at:%Y-%m-%d %H:%M:%S}"},
        "notice": notice,
        "verify_url": settings.SITE_URL + reverse("verify_result", args=[notice.verify_code])
        if notice
        else "",
        "trust": label,
        "trust_words": trust_words()[why],
        "record_href": f"/api/v1/auctions/{auction.no}/record/",
    }


def trust_words() -> dict[str, str]:
    """Why the trust label is what it is, in a few words. Source: live-auction.md 6."""
    return {
        "open": _("平台签名，公开竞价"),
        "hidden": _("平台签名，竞价期间价格不公开"),
        "unsigned": _("尚未签名"),
        "close_unsigned": _("竞价结束的记录尚未签名"),
    }
