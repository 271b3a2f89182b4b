"""Open figures, each with its number of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Q

from bidding.enums import AwardStatus
from bidding.models import Auction, Award
from market.enums import RequestStatus
from market.models import ServiceRequest
from market.units import shanghai_date, start_of_day


@dataclass(frozen=True)
class YearSoFar:
    """Counts since 1 January; medians are None where there is nothing to take one of.

    `saving_tenths` is the median of (ceiling - price) ÷ ceiling, in tenths of a percent.
    """

    year: int
    published: int
    awarded: int
    saving_tenths: int | None
    bidders: str | None


def year_so_far(now: datetime) -> YearSoFar:
    year = shanghai_date(now).year
    since = start_of_day(shanghai_date(now).replace(month=1, day=1))
    awards = Award.objects.filter(status=AwardStatus.FINAL, ended_at__gte=since)
    prices = awards.values_list("amount_fen", "service_request__ceiling_fen")
    savings = [Fraction(ceiling - price, ceiling) for price, ceiling in prices if ceiling]
    bidders = (
        Auction.objects.filter(closed_at__gte=since)
        .annotate(n=Count("bids__agency", filter=Q(bids__seq__isnull=False), distinct=True))
        .values_list("n", flat=True)
    )
    saving, middle = median(savings), median([Fraction(n) for n in bidders])
    return YearSoFar(
        year=year,
        published=ServiceRequest.objects.filter(published_at__gte=since).count(),
        awarded=len(savings),
        saving_tenths=None if saving is None else int(saving * 1000),
        bidders=None if middle is None else words_of(middle),
    )


def median(values: Sequence[Fraction]) -> Fraction | None:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def words_of(value: Fraction) -> str:
    """A whole number, or one with a half."""
    whole, rest = divmod(value.numerator, value.denominator)
    return f"{whole}.5" if rest else str(whole)


def open_for_entry() -> int:
    return ServiceRequest.objects.filter(status=RequestStatus.PUBLISHED).count()
