"""Charts as SVG, drawn on the server in two sizes; style sheets show one of them.

Classes of `chart-frame.css` give every colour: no style attribute, no script. Each chart says its
finding as a title; the page puts the same figures into a table below it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from market.templatetags import plots
from market.templatetags.marks import axis, dot, level, part, path, svg, text, together
from market.templatetags.plots import Plot, Size, nice_step, number, steps_path
from market.units import SHANGHAI, yuan

register = template.Library()

PRICE_SIZES = (
    Size("s", 328, 124, left=58, right=316, top=20, bottom=104),
    Size("l", 776, 232, left=68, right=760, top=26, bottom=206),
)
CREDIT_SIZES = (
    Size("s", 328, 176, left=66, right=320, top=20, bottom=152),
    Size("l", 776, 230, left=68, right=760, top=25, bottom=204),
)
CREDIT_TALL = Size("l", 776, 310, left=68, right=760, top=28, bottom=284)
BAR_SIZES = (Size("s", 328, 0, left=96, right=270), Size("l", 776, 0, left=150, right=690))
ROW = 28  # Height of one bar with its gap.


@register.simple_tag
def axis_start(points: Sequence[Any], ceiling_fen: int) -> int:
    """Fen at the foot of the price curve, for the head: 纵轴自 38,000 起."""
    return plots.price_floor([part(p, "amount_fen") for p in points], ceiling_fen)


@register.simple_tag
def price_curve(
    points: Sequence[Any],
    opens_at: datetime,
    until: datetime,
    ceiling_fen: int,
    title: str,
    bands: Sequence[Any] = (),
) -> SafeString:
    """The lowest price over time: a price holds until the next bid.

    points: at, amount_fen, own (a dot); in order of time. until: now, or the close.
    bands: begins_at and ends_at of each extension. title: the finding, a whole sentence.
    """
    lasts = [until, *(part(band, "ends_at") for band in bands)]
    end = plots.whole_minute_after(max(lasts))
    return together(
        svg(size, title, price_marks(size, points, opens_at, until, end, ceiling_fen, bands))
        for size in PRICE_SIZES
    )


def price_marks(
    size: Size,
    points: Sequence[Any],
    opens_at: datetime,
    until: datetime,
    end: datetime,
    ceiling_fen: int,
    bands: Sequence[Any],
) -> list[SafeString]:
    is_small = size.name == "s"
    amounts = [part(p, "amount_fen") for p in points]
    floor_fen = plots.price_floor(amounts, ceiling_fen)
    plot = Plot(size, opens_at.timestamp(), end.timestamp(), floor_fen, ceiling_fen)
    marks = band_marks(plot, bands)
    step = nice_step(ceiling_fen - floor_fen, 6) * (2 if is_small else 1)
    for fen in range((floor_fen // step + 1) * step, ceiling_fen, step):
        if plot.y(fen) > size.top + 14:
            marks.append(level(size, plot.y(fen), f"{fen // 100:,}"))
    marks.append(level(size, size.top, f"{ceiling_fen // 100:,}", "ceiling"))
    if not is_small:
        marks.append(text(size.left, size.top - 7, _("最高限价")))
    marks.append(axis(size))
    for at in plots.clock_ticks(opens_at, end, 5 if is_small else 8):
        x = plot.x(at.timestamp())
        if is_small and x > size.right - 20:
            continue
        anchor = "start" if x == size.left else "end" if x > size.right - 40 else "middle"
        marks.append(
            text(x, size.bottom + (14 if is_small else 20), clock_label(at), anchor=anchor)
        )
    if not points:
        return marks
    corners = [(plot.x(part(p, "at").timestamp()), plot.y(part(p, "amount_fen"))) for p in points]
    last_x, last_y = max(plot.x(until.timestamp()), corners[-1][0]), corners[-1][1]
    marks.append(path("line", steps_path(corners, last_x)))
    for corner, point in zip(corners, points, strict=True):
        if part(point, "own"):
            marks.append(dot("own", corner, 4 if is_small else 5))
    if not is_small:
        figure = f"{amounts[-1] // 100:,}"
        marks.append(last_figure(size, last_x, last_y, last_x - corners[-1][0], figure))
    return marks


def last_figure(size: Size, x: float, y: float, run: float, figure: str) -> SafeString:
    """The last price, where it covers neither the edge nor the line: right, above or below it."""
    if x + 52 < size.right:
        return text(x + 6, y + 5, figure, "strong", "start")
    is_below = run < 52 and y + 20 < size.bottom
    return text(x, y + 16 if is_below else y - 7, figure, "strong", "end")


def clock_label(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def band_marks(plot: Plot, bands: Sequence[Any]) -> list[SafeString]:
    """One shaded band per extension; labels that would touch are left out."""
    size, marks, label_end = plot.size, [], 0.0
    for n, band in enumerate(bands, start=1):
        left = plot.x(part(band, "begins_at").timestamp())
        right = plot.x(part(band, "ends_at").timestamp())
        marks.append(
            format_html(
                '<rect class="k-band" x="{}" y="{}" width="{}" height="{}"/>',
                number(left),
                number(size.top),
                number(max(right - left - 1, 1)),
                number(size.bottom - size.top),
            )
        )
        words = _("延时 %(n)s") % {"n": n} if n == 1 and size.name == "l" else str(n)
        half = 3.7 * len(words) + 4
        middle = (left + right) / 2
        if middle - half >= label_end:
            marks.append(text(middle, size.top - 7, words, anchor="middle"))
            label_end = middle + half
    return marks


@register.simple_tag
def credit_curve(
    points: Sequence[Any],
    title: str,
    lines: Sequence[Any] = (),
    downs: Sequence[date] = (),
    tall: bool = False,
) -> SafeString:
    """The credit score over months as steps.

    points: on (date) and score, in order of time, the last is today. lines: score and label of
    each grade line; those far from the curve are left out. downs: days of deductions.
    """
    assert points, "a score always has a first day"
    sizes = (CREDIT_SIZES[0], CREDIT_TALL if tall else CREDIT_SIZES[1])
    return together(svg(size, title, credit_marks(size, points, lines, downs)) for size in sizes)


def credit_marks(
    size: Size, points: Sequence[Any], lines: Sequence[Any], downs: Sequence[date]
) -> list[SafeString]:
    scores = [float(part(p, "score")) for p in points]
    days = [part(p, "on").toordinal() for p in points]
    low, high = plots.score_range(scores, [float(part(line, "score")) for line in lines])
    plot = Plot(size, days[0], max(days[-1], days[0] + 1), low, high, inset=5)
    grade_lines = [line for line in lines if low < float(part(line, "score")) <= high]
    heights = [plot.y(float(part(line, "score"))) for line in grade_lines]
    marks = []
    step = nice_step(high - low, 4 if size.name == "s" else 7)
    for score in range(int(low // step + 1) * step, int(high) + 1, step):
        y = plot.y(score)
        if all(abs(y - other) > 12 for other in heights) and y < size.bottom - 8:
            marks.append(level(size, y, str(score)))
    for line, y in zip(grade_lines, heights, strict=True):
        marks.append(level(size, y, part(line, "label"), "ceiling"))
    marks.append(axis(size))
    first, last = part(points[0], "on"), part(points[-1], "on")
    label_y = size.bottom + (20 if size.name == "s" else 22)
    for month in plots.month_ticks(first, last, 3 if size.name == "s" else 6):
        tick = plot.x(month.toordinal())
        marks.append(path("axis", f"M{number(tick)} {number(size.bottom)}v4"))
        marks.append(text(tick, label_y, f"{month:%Y-%m}", anchor="middle"))
    corners = [(plot.x(day), plot.y(score)) for day, score in zip(days, scores, strict=True)]
    marks.append(path("line", steps_path(corners, corners[-1][0])))
    for day in downs:
        if days[0] <= day.toordinal() <= days[-1]:
            start = f"M{number(plot.x(day.toordinal()) - 5)} {number(size.bottom - 11)}"
            marks.append(path("down", f"{start}h10l-5 8z"))
    x, y = corners[-1]
    marks.append(dot("end", (x, y), 3.5))
    marks.append(text(x, y - 9, part(points[-1], "score"), "strong", "end"))
    return marks


@register.simple_tag
def sparkline(points: Sequence[Any], opens_at: datetime, until: datetime) -> str | SafeString:
    """The price curve in a line of a list: 112 × 28, silent, because the row says the price."""
    if not points:
        return ""
    amounts = [part(p, "amount_fen") for p in points]
    size = Size("", 112, 28, left=0, right=112, top=1, bottom=27)
    plot = Plot(size, opens_at.timestamp(), until.timestamp(), min(amounts), max(amounts))
    corners = [(plot.x(part(p, "at").timestamp()), plot.y(part(p, "amount_fen"))) for p in points]
    return format_html(
        '<svg class="c-live-row__spark" viewBox="-1 -2 114 32" aria-hidden="true">{}</svg>',
        path("line", steps_path(corners, 112)),
    )


@register.simple_tag
def bars(rows: Sequence[Any], title: str) -> SafeString:
    """Horizontal bars from zero. rows: label, value, words (the figure with its unit)."""
    most = max((float(part(row, "value")) for row in rows), default=0) or 1
    drawn = []
    for size in BAR_SIZES:
        marks = []
        for n, row in enumerate(rows):
            length = float(part(row, "value")) / most * (size.right - size.left)
            y = 6 + n * ROW
            words = part(row, "words") or str(part(row, "value"))
            marks += [
                text(size.left - 8, y + 14.5, part(row, "label"), anchor="end"),
                format_html(
                    '<rect class="k-c1" x="{}" y="{}" width="{}" height="18"/>',
                    number(size.left),
                    y,
                    number(length),
                ),
                text(size.left + length + 6, y + 14.5, words, "value"),
            ]
        whole = size._replace(bottom=len(rows) * ROW + 4, height=len(rows) * ROW + 10)
        marks.append(path("axis", f"M{number(size.left)} 2V{number(whole.bottom)}"))
        drawn.append(svg(whole, title, marks))
    return together(drawn)


@register.simple_tag
def distribution_bar(count: int, most: int) -> SafeString:
    """One bar of a distribution, silent: its word and count stand beside it."""
    width = number(100 * count / most) if most else "0"
    return format_html(
        '<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="12"/></svg>',
        width,
    )


@register.simple_tag
def price_finding(points: Sequence[Any], extensions: int = 0) -> str:
    """The sentence for the price curve: how many bids, from where to where."""
    amounts = [part(p, "amount_fen") for p in points]
    if not amounts:
        return _("尚无出价")
    facts = {
        "count": len(amounts),
        "first": yuan(amounts[0]),
        "last": yuan(amounts[-1]),
        "extensions": extensions,
    }
    if extensions:
        return (
            _("%(count)s 笔出价，最低价由 %(first)s 元降至 %(last)s 元，延时 %(extensions)s 次")
            % facts
        )
    return _("%(count)s 笔出价，最低价由 %(first)s 元降至 %(last)s 元") % facts
