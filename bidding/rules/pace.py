"""How often an agency may press: `bid_rate_limit` of the rule set."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bidding.errors import TooFast
from market.rules.rule_sets import Rate


def refuse_pace(times: Sequence[datetime], rate: Rate | None, now: datetime) -> None:
    """Raises TooFast while `rate.count` answers of this agency lie within the last `rate.per`.

    `times` are those of its answered keys in this auction, in order: what the database knows, so
    all processes count together. What answers no key leaves no row and is not counted; a socket's
    own limit of frames bounds it. Source: domain.md 5.3, interfaces.md 8.
    """
    if rate is None:
        return
    recent = [at for at in times if at > now - rate.per.delta]
    if len(recent) >= rate.count:
        free_at = recent[-rate.count] + rate.per.delta
        raise TooFast(retry_ms=(free_at - now) // timedelta(milliseconds=1))
