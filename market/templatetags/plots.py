"""Geometry of the charts: scales, steps and ticks. Pure; no tag lives here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple


class Size(NamedTuple):
    """A drawing and, inside it, the rectangle of the plot, in units of its viewBox."""

    name: str
    width: int
    height: float
    left: float
    right: float
    top: float = 0
    bottom: float = 0


class Plot:
    """Maps values to places. `inset` keeps the last mark off the right edge."""

    def __init__(
        self, size: Size, first: float, last: float, low: float, high: float, inset: float = 0
    ) -> None:
        self.size = size
        self.first, self.low = first, low
        self.per_x = (size.right - inset - size.left) / max(last - first, 1)
        self.per_y = (size.bottom - size.top) / ((high - low) or 1)

    def x(self, value: float) -> float:
        return self.size.left + (value - self.first) * self.per_x

    def y(self, value: float) -> float:
        return self.size.bottom - (value - self.low) * self.per_y


def number(value: float) -> str:
    """A coordinate with at most one decimal: 58 -> 58, 87.25 -> 87.2."""
    return f"{value:.1f}".removesuffix(".0")


def nice_step(span: float, most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that cuts the span into at most `most` parts."""
    step = 1
    while span / step > most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def price_floor(amounts_fen: Sequence[int], ceiling_fen: int) -> int:
    """Fen at the foot of a price curve: a round figure below the lowest price, never below 0."""
    lowest = min(amounts_fen, default=ceiling_fen * 4 // 5)
    step = nice_step(ceiling_fen - lowest, 5)
    return max((lowest - 1) // step * step, 0)


def score_range(scores: Sequence[float], lines: Sequence[float]) -> tuple[float, float]:
    """Four points of air around a curve, and more where a grade line is within reach."""
    low, high = int(min(scores)) - 4, int(max(scores)) + 4
    above = [line for line in lines if high < line <= high + 6]
    return max(low, 0), min(above) + 1 if above else high


def steps_path(corners: Sequence[tuple[float, float]], end: float) -> str:
    """A line of steps: each value holds until the next one, the last until `end`."""
    line = f"M{number(corners[0][0])} {number(corners[0][1])}"
    for (_x, before), (x, y) in pairwise(corners):
        line += f"H{number(x)}" + (f"V{number(y)}" if y != before else "")
    return line + f"H{number(end)}"


def whole_minute_after(moment: datetime) -> datetime:
    """The right end of a time axis: a whole minute with one to two minutes of air."""
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=2)


def clock_ticks(first: datetime, last: datetime, most: int) -> list[datetime]:
    """At most `most` moments from `first` on, at a step that a clock face knows."""
    minutes = (last - first) / timedelta(minutes=1)
    for step in (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1_440):
        if minutes / step < most:
            break
    return [first + timedelta(minutes=step * n) for n in range(int(minutes // step) + 1)]


def month_ticks(first: date, last: date, most: int) -> list[date]:
    """First days of months between two days, at most `most`, at a step that fits a year."""
    months = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    for step in (1, 2, 3, 6, 12, 24, 60):
        ticks = [month for month in months if (month.year * 12 + month.month - 1) % step == 0]
        if len(ticks) <= most:
            return ticks
    return ticks[:most]
