"""What the shell of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from market.queries.cities import city
from market.queries.handlers import handler_of, roles_of
from market.views.display import display_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Read once per page; `path` is the address without its language prefix."""
    language = get_language() or settings.LANGUAGE_CODE
    path = request.path
    if path == "/en" or path.startswith("/en/"):
        path = path[3:] or "/"
    handler = handler_of(request.user) if hasattr(request, "user") else None
    return {
        "city": city(),
        "language": language,
        "path": path,
        "handler": handler,
        "organization": handler.organization if handler else None,
        "roles": roles_of(handler),
        "display": display_of(request),
        "request_id": getattr(request, "id", ""),
    }
