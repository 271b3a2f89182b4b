"""Paths and names in the language of the page."""

import re
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
ENGLISH = "/en"
LEGAL_FORM = re.compile(r"(有限责任公司|股份有限公司|有限公司|集团|[（(][^（()）]*[）)])+$")


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def without_prefix(path: str) -> str:
    """The Chinese path of a page: /en/requests/ -> /requests/."""
    return path.removeprefix(ENGLISH) if path.startswith(f"{ENGLISH}/") else path


@register.simple_tag
def page(*parts: Any) -> str:
    """`{% page "/requests/" no "/" %}`: the path, under /en in English pages."""
    path = "".join(str(part) for part in parts)
    return ENGLISH + path if is_english() else path


@register.simple_tag(takes_context=True)
def other_language_path(context: dict) -> str:
    """This page in the other language, with its query."""
    request = context.get("request")
    path = without_prefix(request.get_full_path()) if request else "/"
    return path if is_english() else ENGLISH + path


@register.simple_tag(takes_context=True)
def current_page(context: dict, start: str, exact: bool = False) -> str | SafeString:
    """` aria-current="page"` where this page is that one or, unless exact, lies below it."""
    request = context.get("request")
    path = without_prefix(request.path) if request else ""
    is_here = path == start if exact else path.startswith(start)
    return format_html(' aria-current="{}"', "page") if is_here else ""


@register.filter
def short_name(name: str) -> str:
    """沐曜新材料有限公司（演示） -> 沐曜新材料, for the top bar."""
    return LEGAL_FORM.sub("", name or "") or name


@register.filter
def local(thing: Any, field: str = "name") -> str:
    """`{{ city|local:"name" }}`: name_en in English pages where there is one, else name."""
    english = getattr(thing, f"{field}_en", "") if is_english() else ""
    return english or getattr(thing, field, "") or ""


@register.simple_tag
def named(thing: Any, field: str = "name") -> str | SafeString:
    """The same, marked as Chinese where an English page has no English for it."""
    words = local(thing, field)
    if is_english() and words and not getattr(thing, f"{field}_en", ""):
        return format_html('<span lang="zh-Hans">{}</span>', words)
    return words


@register.simple_tag(takes_context=True)
def area(context: dict) -> str:
    """The area of this page: my, regulate, operate, or empty for the public one."""
    request = context.get("request")
    first = without_prefix(request.path).split("/")[1] if request else ""
    return first if first in ("my", "regulate", "operate") else ""
