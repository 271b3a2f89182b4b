"""What an agency did: its contracts, and figures of the last months with their n."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bidding.enums import AwardStatus
from bidding.models import Award
from market.models import Contract, Organization
from market.rules.calendar import later
from market.units import Duration, shanghai_date, start_of_day
from ratings.enums import CreditKind
from ratings.queries.credit import Explained
from ratings.rules.credit import CreditEvent

WHOLE_BP = 10_000
BROKEN = frozenset({CreditKind.GAVE_UP_AFTER_AWARD, CreditKind.CONTRACT_REFUSED})


@dataclass(frozen=True)
class Figure:
    """A share or a median in basis points, of `n`; None where there are fewer than `least`."""

    bp: int | None
    n: int
    least: int


@dataclass(frozen=True)
class Figures:
    """Of the rule set's `rolling_window`, up to today."""

    window: Duration
    on_time: Figure
    first_time: Figure
    broken: Figure
    discount: Figure


def signed_contracts(agency: Organization) -> QuerySet[Contract]:
    """Public ones, newest first. More rows do not mean more queries."""
    rows = Contract.objects.filter(agency=agency, signed_at__isnull=False)
    related = rows.select_related("service_request__service_item", "buyer")
    return related.order_by("-signed_at", "-no")


def figures_of(agency: Organization, told: Explained) -> Figures:
    """On time, accepted first time, broken off, and how far under the ceiling it was awarded."""
    window, least = told.rules["rolling_window"], told.rules["guide_min_awards"]
    since = later(told.on, Duration(-window.count, window.unit))
    counts: dict[str, int] = defaultdict(int)
    for event in told.events:
        counts[event.kind] += shanghai_date(event.at) >= since
    on_time, late = counts[CreditKind.DELIVERED_ON_TIME], counts[CreditKind.DELIVERED_LATE]
    awards = _awards_since(agency, since)
    discounts = [  # Basis points below the ceiling, rounded down.
        (ceiling - amount) * WHOLE_BP // ceiling
        for status, amount, ceiling in awards
        if status == AwardStatus.FINAL and ceiling
    ]
    broken = sum(counts[kind] for kind in BROKEN)
    return Figures(
        window=window,
        on_time=_share(on_time, on_time + late, least),
        first_time=_share(counts[CreditKind.ACCEPTED_FIRST_TIME], on_time + late, least),
        broken=_share(broken, max(len(awards), broken), least),
        discount=Figure(
            _median(discounts) if len(discounts) >= max(least, 1) else None,
            len(discounts),
            least,
        ),
    )


def delivery_by_contract(events: list[CreditEvent]) -> dict[str, str]:
    """Contract number to `delivered_on_time` or `delivered_late`, as far as delivered."""
    kinds = (CreditKind.DELIVERED_ON_TIME, CreditKind.DELIVERED_LATE)
    return {event.deed: event.kind for event in events if event.kind in kinds}


def _awards_since(agency: Organization, since: date) -> list[tuple[str, int, int | None]]:
    """State, price and ceiling of what was awarded to it."""
    rows = Award.objects.filter(entry__agency=agency, decided_at__gte=start_of_day(since))
    return list(rows.values_list("status", "amount_fen", "service_request__ceiling_fen"))


def _median(values: list[int]) -> int:
    """The middle one; of an even number the mean of the middle two, rounded down."""
    ranked, half = sorted(values), len(values) // 2
    return ranked[half] if len(values) % 2 else (ranked[half - 1] + ranked[half]) // 2


def _share(part: int, whole: int, least: int) -> Figure:
    return Figure(part * WHOLE_BP // whole if whole >= max(least, 1) else None, whole, least)
