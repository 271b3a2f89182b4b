"""Every frame of mingbiao.v1, one function each, as the text that is sent.

Source: interfaces.md 5.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from bidding.models import Bid
from market.errors import Refused
from market.units import stamp

PROTOCOL = "mingbiao.v1"


def encoded(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def hello(
    no: str, now: datetime, seq: int, state: dict[str, Any], me: dict[str, Any] | None
) -> str:
    """The whole picture; it replaces what the client knew."""
    return encoded(
        {"t": "hello", "auction": no, "now": stamp(now), "seq": seq, "state": state, "me": me}
    )


def events(
    first: int,
    last: int,
    newest: list[dict[str, Any]],
    state: dict[str, Any],
    now: datetime,
) -> str:
    """Numbers `first` to `last`; those that `newest` leaves out at the front are `skipped`."""
    frame: dict[str, Any] = {"t": "events", "from": first, "to": last}
    if skipped := last - first + 1 - len(newest):
        frame["skipped"] = skipped
    return encoded({**frame, "events": newest, "state": state, "now": stamp(now)})


def accepted(bid: Bid) -> str:
    """To the bidder only, after the commit."""
    return encoded(
        {
            "t": "accepted",
            "key": str(bid.key),
            "seq": bid.seq,
            "hash": bid.hash,
            "amount_fen": bid.amount_fen,
            "at": stamp(bid.at),
            "rank": bid.rank,
        }
    )


def refused(refusal: Refused, key: UUID, language: str) -> str:
    with translation.override(language):
        return encoded(
            {
                "t": "refused",
                "key": str(key),
                "code": refusal.code,
                "facts": refusal.facts,
                "message": refusal.text,
            }
        )


def me(own: dict[str, Any]) -> str:
    return encoded({"t": "me", "me": own})


def pong(mark: int | str | None, now: datetime) -> str:
    return encoded({"t": "pong", "id": mark, "now": stamp(now)})


def error(code: str) -> str:
    return encoded({"t": "error", "code": code})
