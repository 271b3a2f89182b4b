"""Words of the codes of the catalogue, and of grades."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext_lazy as _

from market.rules.catalogue import CATEGORIES, worded
from market.templatetags.pages import is_english

register = template.Library()
GRADES = {  # Codes are those of the credit score; the words stand beside each letter.
    "AAA": _("优秀"),
    "AA": _("优良"),
    "A": _("良好"),
    "B": _("一般"),
    "C": _("较低"),
    "D": _("低"),
}


@register.filter
def category_words(codes: Iterable[str]) -> str:
    comma = ", " if is_english() else "、"
    return comma.join(worded(CATEGORIES, code) for code in codes)


@register.filter
def grade_word(grade: str) -> str:
    return str(GRADES.get(grade, ""))
