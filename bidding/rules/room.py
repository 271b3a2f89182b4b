"""What a room may show of its auction's log, and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bidding.enums import OVER, Visibility
from market.units import stamp

MOST_IN_FRAME = 20
MOST_IN_ANSWER = 500
# What stays back until the close where only ranks are shown. Source: record.md 2, domain.md 5.3.
SECRET = {"alias", "amount_fen", "confirmed", "entrants"}


def hides(visibility: str, status: str) -> bool:
    """Whether amounts and aliases are nobody's business yet."""
    return visibility == Visibility.RANK_ONLY and status not in OVER


def told(
    seq: int, at: datetime, kind: str, facts: Mapping[str, Any], is_secret: bool
) -> dict[str, Any]:
    """One event of the record as frames, pages and the API show it: its facts, flat.

    Source: interfaces.md 5.
    """
    event: dict[str, Any] = {"seq": seq, "at": stamp(at), "kind": str(kind)}
    for name, value in facts.items():
        if name not in event and not (is_secret and name in SECRET):
            event[name] = value
    return event


def rounded(count: int) -> int:
    """Observers: exact to 100, then tens. Source: ux.md 25."""
    return count if count <= 100 else count // 10 * 10
