"""Money as people read it: fen in, yuan in figures or in capital words out."""

from django import template
from django.utils.translation import gettext as _

from market.units import yuan as in_yuan

register = template.Library()
NONE = "—"
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "兆")


@register.filter
def yuan(fen: int | None) -> str:
    """4700000 -> 47,000.00; the unit stands in the column head."""
    return NONE if fen is None else in_yuan(fen)


@register.filter
def yuan_unit(fen: int | None) -> str:
    """4700000 -> 47,000.00 元, CNY 47,000.00 in English."""
    return NONE if fen is None else _("%(amount)s 元") % {"amount": in_yuan(fen)}


@register.filter
def yuan_whole(fen: int | None) -> str:
    """4700000 -> 47,000; for chart axes only, fen are cut."""
    return NONE if fen is None else f"{fen // 100:,}"


@register.filter
def yuan_words(fen: int | None) -> str:
    """4700000 -> 肆万柒仟元整, as contracts and award notices write it.

    Chinese in every language. `整` ends a sum without fen. Source: 支付结算办法, appendix 1.
    """
    if fen is None:
        return NONE
    minus, fen = ("负", -fen) if fen < 0 else ("", fen)
    whole, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = f"{number_words(whole)}元" if whole or not rest else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif cents and words:
        words += DIGITS[0]
    return minus + words + (f"{DIGITS[cents]}分" if cents else "整")


def number_words(whole: int) -> str:
    """A whole number in capital characters; one 零 for each gap."""
    if not whole:
        return DIGITS[0]
    assert whole < 10_000 ** len(GROUPS), "more than the words reach"
    words, gap = "", False
    for group in reversed(range(len(GROUPS))):
        four = whole // 10_000**group % 10_000
        if not four:
            gap = bool(words)
            continue
        if words and (gap or four < 1_000):
            words += DIGITS[0]
        words += four_words(four) + GROUPS[group]
        gap = False
    return words


def four_words(four: int) -> str:
    """1 to 9999 in capital characters."""
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = four // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words


@register.filter
def saving(price_fen: int | None, ceiling_fen: int | None) -> str:
    """Percent below the ceiling with one decimal, halves up: 39,000 of 48,000 -> 18.8."""
    if price_fen is None or not ceiling_fen:
        return NONE
    tenths = (2_000 * (ceiling_fen - price_fen) + ceiling_fen) // (2 * ceiling_fen)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
