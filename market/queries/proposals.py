"""What a form proposes for a request, from its rule set and the calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from market.queries.calendar import Counting
from market.rules.calendar import Due
from market.rules.rule_sets import Rules
from market.units import Duration

# Hours of the day in Shanghai at which offices close entry and begin to bid. Source: ux.md J2.
CLOSES, OPENS = timedelta(hours=17), timedelta(hours=10)
ONE_DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEXT = Duration(1, "wd")
QUICK = timedelta(minutes=10)


@dataclass(frozen=True)
class Times:
    """Proposed times; `earliest_close` is the first moment that the rule set allows."""

    earliest_close: Due
    entry_closes_at: datetime
    opens_at: datetime

    @property
    def is_provisional(self) -> bool:
        return self.earliest_close.is_provisional


def proposed_times(rules: Rules, now: datetime) -> Times:
    """Entry closes when offices do, bidding begins on the next working morning.

    Where the notice is a matter of seconds (sandbox), ten minutes and one more.
    """
    counting = Counting(rules)
    earliest = counting.due_after(now, rules["min_notice_auction"])
    if rules["min_notice_auction"].is_continuous:
        closes_at = _next_minute(earliest.at) + QUICK
        return Times(earliest, closes_at, closes_at + MINUTE)
    closing = counting.due_after(earliest.at - timedelta(milliseconds=1), NEXT)
    closes_at = closing.at - ONE_DAY + CLOSES
    opening = counting.due_after(closes_at, NEXT)
    is_provisional = earliest.is_provisional or closing.is_provisional or opening.is_provisional
    return Times(Due(earliest.at, is_provisional), closes_at, opening.at - ONE_DAY + OPENS)


def _next_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + MINUTE
