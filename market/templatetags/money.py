"""Money as people read it: fen in, yuan in figures or in capital words out."""

from django import template
from django.utils.translation import gettext as _

from market.rules import yuan_words as rules
from market.units import yuan as in_yuan

register = template.Library()
NONE = "—"


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
    minus = "负" if fen < 0 else ""
    return minus + rules.yuan_words(abs(fen))


@register.filter
def saving(price_fen: int | None, ceiling_fen: int | None) -> str:
    """Percent below the ceiling with one decimal, halves up: 39,000 of 48,000 -> 18.8."""
    if price_fen is None or not ceiling_fen:
        return NONE
    tenths = (2_000 * (ceiling_fen - price_fen) + ceiling_fen) // (2 * ceiling_fen)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
