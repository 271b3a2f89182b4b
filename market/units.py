"""Fen, durations and dates in words: the units every rule and page shares."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

SHANGHAI = ZoneInfo("Asia/Shanghai")
CONTINUOUS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
DURATION = re.compile(r"(0|[1-9]\d*)(wd|mo|[smhdy])")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as rule sets write it: `15m`, `3wd`, `12mo`.

    `wd` are working days. `moves` says that somebody must act by then, so that a last day off
    moves to the next working day. Source: domain.md 12.
    """

    count: int
    unit: str
    moves: bool = False

    @classmethod
    def parse(cls, text: str, *, moves: bool = False) -> "Duration":
        """Raises ValueError for anything but `<int><unit>`."""
        found = DURATION.fullmatch(text)
        if found is None:
            raise ValueError(f"not a duration: {text!r}")
        return cls(int(found[1]), found[2], moves)

    @property
    def is_continuous(self) -> bool:
        return self.unit in CONTINUOUS

    @property
    def delta(self) -> timedelta:
        """The exact length of a continuous duration; a calendar one has none (ValueError)."""
        if not self.is_continuous:
            raise ValueError(f"{self} depends on the calendar")
        return self.count * CONTINUOUS[self.unit]

    @property
    def seconds(self) -> int:
        return int(self.delta.total_seconds())

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


def stamp(moment: datetime) -> str:
    """UTC in whole milliseconds, as the record and the API write it: 2026-11-23T02:15:04.118Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_stamp(text: str) -> datetime:
    """The moment of an ISO 8601 text with an offset or Z, cut to milliseconds.

    Raises ValueError for another form or a time without an offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no offset: {text!r}")
    return whole_milliseconds(moment.astimezone(UTC))


def whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def shanghai_date(moment: datetime) -> date:
    """The day of an event is its date in Shanghai. Source: record.md 4."""
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """00:00 in Shanghai of that day, in UTC; also the exclusive end of the day before."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def yuan(fen: int) -> str:
    """4700000 -> 47,000.00"""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


WIDE = {ord("０") + n: str(n) for n in range(10)} | {ord("．"): ".", ord("，"): ",", ord("。"): "."}
TYPED = re.compile(r"([0-9,]{1,18})(?:\.([0-9]{1,6}))?")


def fen_from(text: str) -> int:
    """Yuan as people type them: 47,000 · 47000.50 · 4.7万 · full-width digits.

    Raises ValueError for everything else; nothing is rounded.
    """
    plain = text.translate(WIDE).replace(" ", "").replace("\u3000", "").removesuffix("元")
    times = 1
    if plain.endswith("万"):
        plain, times = plain[:-1], 10_000
    found = TYPED.fullmatch(plain)
    if found is None or not found[1].replace(",", ""):
        raise ValueError(f"not an amount: {text!r}")
    whole, fraction = found[1].replace(",", ""), found[2] or ""
    fen, rest = divmod(int(whole + fraction) * times * 100, int("1" + "0" * len(fraction)))
    if rest:
        raise ValueError(f"less than a fen: {text!r}")
    return fen


def share_of(fen: int, basis_points: int) -> int:
    """That many basis points of an amount, rounded down to the fen."""
    return fen * basis_points // 10_000


def duration_words(duration: Duration) -> str:
    """15wd -> 15 个工作日, in the language that is active now."""
    count = duration.count
    words = {
        "s": ngettext("%(count)s 秒", "%(count)s 秒", count),
        "m": ngettext("%(count)s 分钟", "%(count)s 分钟", count),
        "h": ngettext("%(count)s 小时", "%(count)s 小时", count),
        "d": ngettext("%(count)s 日", "%(count)s 日", count),
        "wd": ngettext("%(count)s 个工作日", "%(count)s 个工作日", count),
        "mo": ngettext("%(count)s 个月", "%(count)s 个月", count),
        "y": ngettext("%(count)s 年", "%(count)s 年", count),
    }
    return words[duration.unit] % {"count": count}


def percent_below(price_fen: int | None, ceiling_fen: int) -> str:
    """How far below the ceiling, in percent with one decimal, halves up: 39,000 of 48,000: 18.8."""
    if price_fen is None:
        return "—"
    tenths = (2_000 * (ceiling_fen - price_fen) + ceiling_fen) // (2 * ceiling_fen)
    return f"{tenths // 10}.{tenths % 10}"
