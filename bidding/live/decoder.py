"""What a client may say on the socket: three frames, read strictly."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bidding.forms.bids import read_amount, read_confirm, read_key
from market.errors import BadBody, Refused
from market.rules.strict_json import NotStrict, read_object

MOST_BYTES = 4 * 1024
MOST_ID = 100


class BadFrame(Exception):
    """The frame is none of ours; it is answered by `error` and counted."""


@dataclass(frozen=True, slots=True)
class Press:
    """A bid before anybody knows whose it is."""

    key: UUID
    amount_fen: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class BadPress:
    """A bid whose amount is none: refused under its key, which stays unanswered."""

    key: UUID
    refusal: Refused


@dataclass(frozen=True, slots=True)
class Ping:
    id: int | str | None
    seen: int | None


@dataclass(frozen=True, slots=True)
class Sync:
    after: int


Frame = Press | BadPress | Ping | Sync


def decode(text: str) -> Frame:
    """Raises BadFrame, and nothing else, for what interfaces.md 8 calls a bad frame."""
    try:
        content = read_object(text)
    except NotStrict:
        raise BadFrame from None
    kind = content.pop("t", None)
    match kind:
        case "bid":
            return _press(content)
        case "ping":
            return _ping(content)
        case "sync":
            return Sync(_number(_only(content, {"after"}).get("after")))
    raise BadFrame


def _press(content: dict[str, Any]) -> Press | BadPress:
    _only(content, {"key", "amount_fen", "confirm"})
    try:
        key = read_key(content.get("key"))
        confirmed = read_confirm(content.get("confirm", False))
    except BadBody:
        raise BadFrame from None
    try:
        return Press(key, read_amount(content.get("amount_fen")), confirmed)
    except Refused as refusal:
        return BadPress(key, refusal)


def _ping(content: dict[str, Any]) -> Ping:
    _only(content, {"id", "seen"})
    mark = content.get("id")
    if isinstance(mark, bool) or not isinstance(mark, int | str | None):
        raise BadFrame
    if isinstance(mark, str) and len(mark) > MOST_ID:
        raise BadFrame
    seen = content.get("seen")
    return Ping(mark, None if seen is None else _number(seen))


def _only(content: dict[str, Any], known: set[str]) -> dict[str, Any]:
    if content.keys() - known:
        raise BadFrame
    return content


def _number(value: Any) -> int:
    """Below 0 counts as 0."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadFrame
    return max(value, 0)
