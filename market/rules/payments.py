"""When a payment falls due, and what lateness costs. Source: domain.md 7.4."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from market.enums import LegalForm, Size
from market.units import Duration, shanghai_date

SMALLER = frozenset({Size.MICRO, Size.SMALL, Size.MEDIUM})


def payment_rule(buyer_form: str, buyer_size: str, agency_size: str) -> str:
    """The key of the rule set that holds the period. Source: 国务院令第802号, domain.md 7.4."""
    if buyer_form in {LegalForm.ORGAN, LegalForm.INSTITUTION}:
        return "payment_due_public"
    if buyer_size == Size.LARGE and agency_size in SMALLER:
        return "payment_due_large"
    return "payment_due_private"


def payment_period(key: str, rules: Mapping[str, Any]) -> Duration:
    period: Duration = rules[key]
    return period


def days_late(due_at: datetime, at: datetime) -> int:
    """Shanghai dates after the last day in time, up to and including the date of `at`.

    `due_at` is exclusive, so the last day in time is the date of the moment before it.
    """
    last_day = shanghai_date(due_at - due_at.resolution)
    return max(0, (shanghai_date(at) - last_day).days)


def interest_fen(unpaid_fen: int, days: int, daily_bp: int) -> int:
    """Unpaid fen × days × rate ÷ 10000, rounded down, without compounding."""
    return unpaid_fen * days * daily_bp // 10_000


def share_fen(price_fen: int, shares_bp: list[int], n: int) -> int:
    """The n-th milestone's part (from 1) of the price; the parts add up to it exactly."""
    before, through = sum(shares_bp[: n - 1]), sum(shares_bp[:n])
    return price_fen * through // 10_000 - price_fen * before // 10_000
