"""Times as people read them: always Shanghai, in the forms of ux.md 8.1.

Nothing here looks at a clock: what counts from now is told by the view, which asked the database.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django import template
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from market.units import SHANGHAI, shanghai_date

register = template.Library()
NONE = "—"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)


@register.filter
def moment(at: datetime | None) -> str:
    """2026-11-30 17:00, for tables."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else NONE


@register.filter
def day(on: datetime | date | None) -> str:
    """2026-11-30; a datetime counts by its day in Shanghai."""
    if on is None:
        return NONE
    return f"{shanghai_date(on) if isinstance(on, datetime) else on:%Y-%m-%d}"


@register.filter
def short_moment(at: datetime | None) -> str:
    """11-30 17:00, for lists of one year."""
    return f"{local(at):%m-%d %H:%M}" if at else NONE


def last_day_and_time(at: datetime) -> tuple[date, str]:
    """An exclusive end at midnight is 24:00 of the day before. Source: domain.md 12."""
    due = local(at)
    if (due.hour, due.minute, due.second, due.microsecond) == (0, 0, 0, 0):
        return due.date() - DAY, "24:00"
    return due.date(), f"{due:%H:%M}"


@register.filter
def due_moment(at: datetime | None, now: datetime) -> str:
    """今日 17:00, else 11-30 17:00, in another year 2027-01-04 17:00; at midnight 11-29 24:00."""
    if at is None:
        return NONE
    (on, time_of_day), today = last_day_and_time(at), local(now).date()
    if on == today:
        return _("今日 %(time)s") % {"time": time_of_day}
    return f"{on:%m-%d} {time_of_day}" if on.year == today.year else f"{on} {time_of_day}"


@register.filter
def until_moment(at: datetime | None) -> str:
    """2026-11-30 17:00 of an end that is exclusive, for tables; at midnight 2026-11-29 24:00."""
    return " ".join(map(str, last_day_and_time(at))) if at else NONE


@register.filter
def until(at: datetime | None, now: datetime | None = None) -> str:
    """11 月 30 日 17:00 of an end that is exclusive; at midnight 11 月 29 日 24:00."""
    if at is None or last_day_and_time(at)[1] != "24:00":
        return long_moment(at, now)
    return long_moment(at - timedelta(minutes=1), now).replace("23:59", "24:00")


@register.filter
def long_moment(at: datetime | None, now: datetime | None = None) -> str:
    """11 月 30 日 17:00, English 30 Nov 2026, 17:00; Chinese drops only the year of `now`."""
    if at is None:
        return NONE
    if now and local(at).year == local(now).year:
        return dateformat.format(local(at), pgettext("日期格式", "n 月 j 日 H:i"))
    return dateformat.format(local(at), pgettext("日期格式", "Y 年 n 月 j 日 H:i"))


@register.filter
def long_day(on: datetime | date | None, now: datetime | None = None) -> str:
    """11 月 30 日, English 30 Nov 2026; the year as in long_moment."""
    if on is None:
        return NONE
    that = local(on).date() if isinstance(on, datetime) else on
    if now and that.year == local(now).year:
        return dateformat.format(that, pgettext("日期格式", "n 月 j 日"))
    return dateformat.format(that, pgettext("日期格式", "Y 年 n 月 j 日"))


@register.filter
def clock(at: datetime | None) -> str:
    """10:17:32"""
    return f"{local(at):%H:%M:%S}" if at else NONE


@register.filter
def clock_ms(at: datetime | None) -> str:
    """10:17:32.204"""
    return f"{local(at):%H:%M:%S}.{at.microsecond // 1000:03d}" if at else NONE


STYLES: dict[str, Callable[..., str]] = {
    "moment": moment,
    "day": day,
    "short": short_moment,
    "due": due_moment,
    "long": long_moment,
    "long_day": long_day,
    "clock": clock,
    "ms": clock_ms,
}


@register.simple_tag
def time(
    at: datetime | date | None, style: str = "moment", now: datetime | None = None
) -> str | SafeString:
    """`<time datetime="2026-11-30T17:00:00+08:00">2026-11-30 17:00</time>` in one of STYLES.

    The style due needs `now`, the long ones may have it.
    """
    if at is None:
        return NONE
    precise = local(at).isoformat(timespec="seconds") if isinstance(at, datetime) else at
    words = STYLES[style](at, now) if now else STYLES[style](at)
    return format_html('<time datetime="{}">{}</time>', precise, words)


@register.filter
def days_left(at: datetime | None, now: datetime) -> str:
    """A whole sentence, rounded down: 还有 6 天, 还有 3 小时, 还有 12 分钟, 已超期 2 天."""
    if at is None:
        return NONE
    left = at - now
    if left < timedelta():
        return overdue(-left)
    if left >= DAY:
        count = left // DAY
        return ngettext("还有 %(count)s 天", "还有 %(count)s 天", count) % {"count": count}
    if left >= HOUR:
        count = left // HOUR
        return ngettext("还有 %(count)s 小时", "还有 %(count)s 小时", count) % {"count": count}
    count = left // timedelta(minutes=1)
    if not count:
        return _("还有不到 1 分钟")
    return ngettext("还有 %(count)s 分钟", "还有 %(count)s 分钟", count) % {"count": count}


def overdue(by: timedelta) -> str:
    if by >= DAY:
        count = by // DAY
        return ngettext("已超期 %(count)s 天", "已超期 %(count)s 天", count) % {"count": count}
    count = by // HOUR
    if not count:
        return _("刚刚超期")
    return ngettext("已超期 %(count)s 小时", "已超期 %(count)s 小时", count) % {"count": count}


@register.filter
def working_days_left(count: int | None) -> str:
    """还有 2 个工作日, from a number that a query counted."""
    if count is None:
        return NONE
    return ngettext("还有 %(count)s 个工作日", "还有 %(count)s 个工作日", count) % {"count": count}


@register.filter
def due_state(at: datetime | None, now: datetime) -> str:
    """For `data-state` of a deadline: bad when over, warn within a day, else nothing."""
    if at is None:
        return ""
    left = at - now
    if left < timedelta():
        return "bad"
    return "warn" if left < DAY else ""


@register.filter
def countdown(seconds: int | None) -> str:
    """87 -> 01:27, 3725 -> 1:02:05, three days and more in days; never below 00:00."""
    if seconds is None:
        return NONE
    seconds = max(int(seconds), 0)
    if seconds >= 3 * 86_400:
        count = seconds // 86_400
        return ngettext("%(count)s 天", "%(count)s 天", count) % {"count": count}
    hours, rest = divmod(seconds, 3_600)
    return (
        f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
        if hours
        else f"{rest // 60:02d}:{rest % 60:02d}"
    )


@register.filter
def duration(seconds: int | None) -> str:
    """125 -> 2 分 05 秒; whole minutes and hours without their zeros."""
    if seconds is None:
        return NONE
    hours, rest = divmod(int(seconds), 3_600)
    minutes, rest = divmod(rest, 60)
    parts = {"hours": hours, "minutes": minutes, "seconds": f"{rest:02d}"}
    if hours:
        return (
            _("%(hours)s 小时 %(minutes)s 分") % parts if minutes else _("%(hours)s 小时") % parts
        )
    if not minutes:
        return _("%(seconds)s 秒") % {"seconds": rest}
    return _("%(minutes)s 分 %(seconds)s 秒") % parts if rest else _("%(minutes)s 分钟") % parts


@register.filter
def soon_state(at: datetime | None, now: datetime) -> str:
    """The same for long lists: warn only within two hours. If every row is amber, none is."""
    left = at - now if at else 2 * HOUR
    return due_state(at, now) if left < 2 * HOUR else ""
