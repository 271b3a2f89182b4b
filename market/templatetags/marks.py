"""The marks that charts are made of, each a piece of SVG. No tag lives here."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from market.templatetags.plots import Size, number


def part(thing: Any, name: str, default: Any = None) -> Any:
    """A named part of a dict or an object, as templates read it."""
    if isinstance(thing, dict):
        return thing.get(name, default)
    return getattr(thing, name, default)


def together(pieces: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def svg(size: Size, title: str, marks: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg data-size="{}" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>',
        size.name,
        size.width,
        number(size.height),
        title,
        together(marks),
    )


def text(x: float, y: float, words: object, kind: str = "text", anchor: str = "") -> SafeString:
    return format_html(
        '<text class="k-{}" x="{}" y="{}"{}>{}</text>',
        kind,
        number(x),
        number(y),
        format_html(' text-anchor="{}"', anchor) if anchor else "",
        words,
    )


def path(kind: str, line: str) -> SafeString:
    return format_html('<path class="k-{}" d="{}"/>', kind, line)


def level(size: Size, y: float, words: str, kind: str = "grid") -> SafeString:
    """A horizontal line with its figure on the left."""
    line = path(kind, f"M{number(size.left)} {number(y)}H{number(size.right)}")
    return line + text(size.left - 8, y + 4.5, words, anchor="end")


def axis(size: Size) -> SafeString:
    return path("axis", f"M{number(size.left)} {number(size.bottom)}H{number(size.right)}")


def dot(kind: str, corner: tuple[float, float], radius: float) -> SafeString:
    x, y = number(corner[0]), number(corner[1])
    return format_html('<circle class="k-{}" cx="{}" cy="{}" r="{}"/>', kind, x, y, radius)
