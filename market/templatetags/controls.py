"""Controls of forms and the list of what is missing."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from market.templatetags.marks import part

register = template.Library()


def described_by(field: BoundField, hint: str) -> str:
    """The ids of hint and error, in the order in which the page shows them."""
    ids = [f"{field.auto_id}_helptext"] if hint else []
    return " ".join([*ids, f"{field.auto_id}_error"] if field.errors else ids)


@register.simple_tag
def control(field: BoundField, hint: str = "") -> SafeString:
    """The widget of a field, tied to its hint and its error."""
    words = described_by(field, hint)
    return field.as_widget(attrs={"aria-describedby": words} if words else {})


@register.simple_tag
def describe(field: BoundField, hint: str = "") -> str | SafeString:
    """The same tie for a group of choices, as an attribute of its fieldset."""
    words = described_by(field, hint)
    return format_html(' aria-describedby="{}"', words) if words else ""


@register.simple_tag
def gather_errors(
    form: BaseForm | None = None,
    forms: Iterable[BaseForm] | None = None,
    problems: Iterable[Any] | None = None,
) -> list[dict[str, str]]:
    """Every error of the forms, then the problems: message, and href of the field or empty."""
    found = []
    for one in [*([form] if form else []), *(forms or [])]:
        found += [{"message": str(error), "href": ""} for error in one.non_field_errors()]
        for field in one:
            label = str(field.label)
            found += [
                {"message": f"{label}：{error}", "href": f"#{field.auto_id}"}
                for error in field.errors
            ]
    for problem in problems or []:
        name = part(problem, "field")
        href = part(problem, "href") or (f"#id_{name}" if name else "")
        found.append(
            {"message": str(part(problem, "message") or part(problem, "text")), "href": href}
        )
    return found
