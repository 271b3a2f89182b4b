"""Figures of lists and home: tenths of a percent, words that depend on a count."""

from django import template

register = template.Library()


@register.filter
def tenths(value: int | None) -> str:
    """178 -> 17.8"""
    return "—" if value is None else f"{value // 10}.{value % 10}"


@register.filter
def yesno_text(value: object, words: str) -> str:
    """The words where the value counts, else nothing."""
    return words if value else ""
