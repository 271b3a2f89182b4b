"""Display settings: a cookie, read by the shell and written by /prefs/."""

from django.http import HttpRequest

COOKIE = "mingbiao_display"
CHOICES = {
    "mode": ("", "elder"),
    "contrast": ("", "high", "standard"),
    "text": ("", "large", "larger"),
    "motion": ("", "off"),
}


def display_of(request: HttpRequest) -> dict[str, str]:
    """Known values only; anything else in the cookie is the default."""
    stated = dict(
        part.split(".", 1) for part in request.COOKIES.get(COOKIE, "").split("_") if "." in part
    )
    return {
        name: stated.get(name, "") if stated.get(name, "") in allowed else ""
        for name, allowed in CHOICES.items()
    }


def display_cookie(display: dict[str, str]) -> str:
    return "_".join(f"{name}.{display[name]}" for name in CHOICES if display.get(name))
