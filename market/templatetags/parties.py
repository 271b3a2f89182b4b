"""Names of parties and the language of what people wrote."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from market.rules import catalogue
from market.templatetags.pages import is_english, local, named

register = template.Library()


@register.filter
def party(organization: Any) -> str:
    """A name as text. A person as buyer is never named in public. Source: domain.md 1.1."""
    return _("个人业主") if organization.is_person else local(organization)


@register.simple_tag
def named_party(organization: Any) -> str | SafeString:
    """The same, marked as Chinese where an English page has no English for it."""
    return _("个人业主") if organization.is_person else named(organization)


@register.simple_tag
def content_lang() -> str:
    """The language of titles and other words of users where it is not the page's."""
    return "zh-Hans" if is_english() else ""


@register.simple_tag
def written(text: str) -> str | SafeString:
    """What users wrote, marked as Chinese in an English page."""
    return format_html('<span lang="zh-Hans">{}</span>', text) if text and is_english() else text


@register.filter
def fact_name(fact: dict[str, Any], field: str = "name") -> str:
    """`name_en` of a fact of the catalogue in an English page where there is one."""
    return catalogue.local_name(fact, field)
