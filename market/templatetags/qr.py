"""QR codes as inline SVG: `{% qr url "打开核验页" %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from market.gateways.qr_codes import modules

register = template.Library()
QUIET = 2  # Modules of white around the code; the sheet around it is white too.


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """The code of `text`; `label` says what it opens."""
    rows = modules(text)
    path = "".join(
        f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in runs(row)
    )
    size = len(rows) + 2 * QUIET
    return format_html(
        '<svg viewBox="-{0} -{0} {1} {1}" role="img" aria-label="{2}" shape-rendering="crispEdges">'
        '<path d="{3}"/></svg>',
        QUIET,
        size,
        label,
        path,
    )


def runs(row: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules, so that the path stays short."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and found[-1][0] + found[-1][1] == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((x, 1))
    return found
