"""Which credit events a line of the record causes. Source: domain.md 9.2."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bidding.enums import Happened as BiddingHappened
from market.enums import Happened as MarketHappened
from ratings.enums import CreditKind, Happened, ReviewSide
from ratings.rules.credit import late_steps

ACCEPTED = frozenset(
    {MarketHappened.DELIVERABLE_ACCEPTED, MarketHappened.DELIVERABLE_DEEMED_ACCEPTED}
)
GIVEN_UP = frozenset({BiddingHappened.AWARD_DECLINED, BiddingHappened.AWARD_LAPSED})
KINDS = frozenset(
    {
        *ACCEPTED,
        *GIVEN_UP,
        MarketHappened.REQUEST_COMPLETED,
        MarketHappened.CONTRACT_NOT_SIGNED,
        Happened.REVIEW_REVEALED,
    }
)


@dataclass(frozen=True, slots=True)
class Cause:
    """A credit event to be written; `times` counts steps of lateness."""

    kind: CreditKind
    times: int = 1


def causes_of(kind: str, facts: Mapping[str, Any], working_days_late: int) -> list[Cause]:
    """What the agency is credited or charged with; `working_days_late` is 0 where it was in time.

    A contract that only the agency left unsigned was refused; where the buyer had not signed
    either, the agency has good cause. Source: domain.md 6, 9.2.
    """
    if kind in ACCEPTED:
        delivered = _delivery(working_days_late)
        return (
            [delivered, Cause(CreditKind.ACCEPTED_FIRST_TIME)]
            if not facts["returns"]
            else [delivered]
        )
    if kind == MarketHappened.REQUEST_COMPLETED:
        return [Cause(CreditKind.CONTRACT_COMPLETED)]
    if kind == MarketHappened.CONTRACT_NOT_SIGNED:
        is_refused = facts["unsigned"] == ["agency"]
        return [Cause(CreditKind.CONTRACT_REFUSED)] if is_refused else []
    if kind in GIVEN_UP:
        return [Cause(CreditKind.GAVE_UP_AFTER_AWARD)]
    if kind == Happened.REVIEW_REVEALED and facts["side"] == ReviewSide.BUYER_TO_AGENCY:
        return [Cause(CreditKind(f"review_{facts['mark']}"))]
    return []


def _delivery(working_days_late: int) -> Cause:
    if working_days_late:
        return Cause(CreditKind.DELIVERED_LATE, late_steps(working_days_late))
    return Cause(CreditKind.DELIVERED_ON_TIME)
