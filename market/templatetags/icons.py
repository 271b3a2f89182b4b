"""Icons of the sprite: `{% icon "gavel" %}`."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
SPRITE = "img/icons.svg"


@cache
def icon_names() -> frozenset[str]:
    """The symbols of the sprite, read once."""
    path = finders.find(SPRITE)
    assert isinstance(path, str), "static/img/icons.svg is missing"
    return frozenset(re.findall(r'<symbol id="([^"]+)"', Path(path).read_text()))


@register.simple_tag
def icon(name: str, end: bool = False) -> SafeString:
    """An icon beside its word, silent for screen readers.

    `end` is the arrow that closes a link. A name that the sprite lacks is our own mistake.
    """
    assert name in icon_names(), f"no icon {name!r} in {SPRITE}"
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        " i-end" if end else "",
        static(SPRITE),
        name,
    )
