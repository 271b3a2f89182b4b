"""The room while it is not over: what each role sees, and the data its scripts start from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bidding.enums import TAKES_BIDS, AuctionStatus, Visibility
from bidding.errors import NotInGoodStanding
from bidding.models import Auction
from bidding.queries.room import picture_from, shown_with_observers
from bidding.rules.bids import AuctionState
from bidding.rules.replays import Recorded, shown_me
from bidding.rules.room import (
    CLOSING,
    MOST_IN_ANSWER,
    WAITING,
    Line,
    bands_of,
    base_end,
    hides,
    lines_of,
    phase_of,
    told,
)
from bidding.views.room_figures import count_text, counts_of, row, stats_of, steps_of
from bidding.views.room_rules import conditions_of, facts_of_room, rule_rows
from bidding.views.room_words import texts_of_room
from market.queries.handlers import agency_of, may, organization_of
from market.queries.rule_sets import rules_of
from market.rules.permissions import Permission
from market.units import SHANGHAI, stamp, yuan

MOST_LINES = 100
SCRIPTS = ("clock", "socket", "money", "curve", "feed", "panel", "bids", "dialogs")
PHASES = [WAITING, CLOSING, *AuctionStatus.values]
BAR = 120  # Units of the phase bar.


@dataclass(frozen=True)
class Seat:
    """The room as one viewer finds it."""

    auction: Auction
    state: AuctionState
    events: list[Recorded]
    now: datetime
    role: str  # bidder, agency, buyer, regulator or public
    me: dict[str, Any] | None
    own_alias: str

    @property
    def phase(self) -> str:
        rules = rules_of(self.auction.service_request.rule_set)
        return phase_of(self.state, self.now, rules["waiting_room"].delta)

    @property
    def base_ends_at(self) -> datetime:
        return base_end(self.auction.opens_at, self.auction.base_duration_s)


def seat_of(request: HttpRequest, auction: Auction, most: int = MOST_IN_ANSWER) -> Seat:
    picture = picture_from(auction, 0, most)
    organization, agency = organization_of(request.user), agency_of(request.user)
    me, role = None, "public"
    if organization and organization.pk == auction.service_request.buyer_id:
        role = "buyer"
    elif organization and organization.is_regulator:
        role = "regulator"
    elif agency is not None:
        me = shown_me(picture.state, agency.pk, picture.now)
        role = "bidder" if me and may(request.user, Permission.ENTER) else "agency"
    alias = me["alias"] if me else ""
    return Seat(auction, picture.state, picture.newest, picture.now, role, me, alias)


def room_context(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """What `auction_room.html` reads."""
    auction, state = seat.auction, seat.state
    lines = lines_of(seat.events, state, seat.base_ends_at, seat.own_alias)
    left = clock_of(seat)
    return {
        "auction": auction,
        "asked": auction.service_request,
        "seat": seat,
        "state": state,
        "phase": seat.phase,
        "now": seat.now,
        "is_secret": hides(state.visibility, state.status),
        **left,
        **chart_of(seat, lines),
        "counts": counts_of(auction, state),
        "facts": facts_of_room(auction),
        "connection": {"state": "muted", "icon": "wifi-off", "text": _("自动刷新")},
        "bar": bar_of(seat),
        "stats": stats_of(seat),
        "bids": [row(line) for line in reversed(lines[-MOST_LINES:])],
        "count_text": count_text(state.bid_count),
        "steps": steps_of(seat),
        "key": uuid4(),
        "rule_rows": rule_rows(auction),
        "conditions": conditions_of(auction),
        "start": start_of(request, seat),
        "texts": texts_of_room(),
        "is_custom": "custom" in request.GET,
        **bid_line(seat),
        "scripts": [f"js/{name}.js" for name in SCRIPTS],
        "phases": PHASES,
        "connections": connections(),
        "sample": {
            "seq": 0,
            "alias": "—",
            "amount_fen": None,
            "at": seat.now,
            "own": True,
            "extension": 1,
            "until": seat.now,
        },
    }


def clock_of(seat: Seat) -> dict[str, Any]:
    """Label, time left and end of the clock. Source: ux.md 2.1, row 3."""
    state, phase = seat.state, seat.phase
    if state.status == AuctionStatus.SCHEDULED:
        label, ends_at = _("距开始"), state.opens_at
    elif phase == AuctionStatus.CLOSED:
        return {"label": _("竞价结束"), "left_s": 0, "ends_at": state.closes_at, "is_low": False}
    elif state.extension_count:
        label = _("距结束 · 第 %(n)s 次延时") % {"n": state.extension_count}
        ends_at = state.closes_at
    else:
        label, ends_at = _("距结束"), state.closes_at
    left = max(ends_at - seat.now, timedelta())
    return {
        "label": label,
        "left_s": -(-left // timedelta(seconds=1)),
        "ends_at": ends_at,
        "is_low": state.status in TAKES_BIDS and left <= timedelta(seconds=60),
    }


def bar_of(seat: Seat) -> int:
    """How far the running part is, in units of the bar; never nothing, so that scripts find it."""
    state, whole = seat.state, seat.state.closes_at - seat.state.opens_at
    return max(1, min(BAR, BAR * (seat.now - state.opens_at) // whole))


def chart_of(seat: Seat, lines: list[Line]) -> dict[str, Any]:
    points = [
        {"at": line.at, "amount_fen": line.amount_fen, "own": line.is_own}
        for line in lines
        if line.amount_fen is not None
    ]
    until = min(max(seat.now, seat.state.opens_at), seat.state.closes_at)
    bands = bands_of(seat.events, seat.base_ends_at)
    return {"points": points, "until": until, "bands": bands}


def start_of(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """What the scripts start from. Nothing in it is more than the frames would say."""
    auction, state = seat.auction, seat.state
    is_secret = hides(state.visibility, state.status)
    english = (get_language() or "").startswith("en")
    sitting = request.session.session_key or ""
    return {
        "no": auction.no,
        "socket": f"/ws/auctions/{auction.no}/?lang={'en' if english else 'zh'}",
        "bids": f"/api/v1/auctions/{auction.no}/bids/?lang={'en' if english else 'zh'}",
        "snapshot": reverse("auction_state", args=[auction.no]),
        "now": stamp(seat.now),
        "seq": state.seq,
        "state": shown_with_observers(state, auction.no),
        "me": seat.me if seat.role == "bidder" else None,
        "events": [told(e.seq, e.at, e.kind, e.facts, is_secret) for e in seat.events],
        "base_ends_at": stamp(seat.base_ends_at),
        "entrants": len(state.entrants) if state.status != AuctionStatus.SCHEDULED else 0,
        "big_jump_bp": auction.big_jump_bp,
        "floor_fen": auction.floor_fen,
        # One-click bidding is armed once per room and sign-in; this names the sign-in.
        "sitting": salted_hmac("room", sitting).hexdigest()[:16],
    }


def bid_line(seat: Seat) -> dict[str, str]:
    """What stands above the button before a script moves it."""
    me, state = seat.me, seat.state
    if me is None:
        return {}
    if state.status == AuctionStatus.SCHEDULED:
        opens = state.opens_at.astimezone(SHANGHAI)
        return {"bid_status": _("竞价于 %(time)s 开始") % {"time": f"{opens:%m-%d %H:%M:%S}"}}
    if me["reason"] == NotInGoodStanding.code:
        return {"bid_status": NotInGoodStanding(reason="").text, "bid_state": "bad"}
    if me["rank"] == 1:
        return {"bid_status": _("领先，当前最低价是本机构的出价"), "bid_state": "ok"}
    if me["rank"] and state.visibility == Visibility.OPEN:
        lead = {"lead": yuan(state.leading_fen or 0)}
        return {"bid_status": _("已被超越，当前最低 %(lead)s 元") % lead, "bid_state": "bad"}
    return {"bid_status": _("竞价代号 %(alias)s") % {"alias": me["alias"]}}


def connections() -> list[dict[str, str]]:
    """The connection in its states. Source: ux.md 26."""
    return [
        {"name": "joining", "state": "muted", "icon": "wifi", "text": _("正在连接")},
        {"name": "open", "state": "ok", "icon": "wifi", "text": _("已连接 %(n)s ms")},
        {"name": "slow", "state": "warn", "icon": "wifi", "text": _("延迟较高 %(n)s ms")},
        {"name": "again", "state": "warn", "icon": "refresh-cw", "text": _("正在重连 %(n)s")},
        {"name": "polling", "state": "warn", "icon": "refresh-cw", "text": _("定时刷新")},
        {"name": "lost", "state": "bad", "icon": "wifi-off", "text": _("已断开")},
    ]
