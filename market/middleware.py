"""Around every page: security headers, language, refusals as messages."""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import get_language_from_request

from market.errors import Busy, NotFound, NotPermitted, Problems, Refused
from market.views import errors

Answer = Callable[[HttpRequest], HttpResponse]
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self' {sockets}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = "camera=(), microphone=(), geolocation=()"
PROGRAMS = ("/api/v1/", "/record/", "/healthz", "/readyz")


class Envelope:
    """A number to quote for each request, and the strict content policy on each answer."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        site = urlsplit(settings.SITE_URL)
        sockets = f"{'wss' if site.scheme == 'https' else 'ws'}://{site.netloc}"
        self.policy = POLICY.format(sockets=sockets)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(6)  # type: ignore[attr-defined]
        if iscoroutinefunction(self.get_response):
            return self._later(request)  # type: ignore[return-value]
        return self._sealed(request, self.get_response(request))

    async def _later(self, request: HttpRequest) -> HttpResponse:
        return self._sealed(request, await self.get_response(request))  # type: ignore[misc]

    def _sealed(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class Language(LocaleMiddleware):
    """Pages by their address; programs by ?lang= or Accept-Language, else Chinese."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if request.path_info.startswith(PROGRAMS):
            asked = request.GET.get("lang", "").lower()
            language = {"en": "en", "zh": "zh-hans", "zh-hans": "zh-hans"}.get(asked)
            translation.activate(language or get_language_from_request(request))
            request.LANGUAGE_CODE = translation.get_language()


class Refusals:
    """A refusal becomes a message on the page it came from; nothing is lost, nothing is a 500."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not isinstance(fault, Refused):
            return None
        if isinstance(fault, NotFound):
            return errors.not_found(request, fault)
        if isinstance(fault, NotPermitted) or request.method in {"GET", "HEAD"}:
            return errors.refused(request, fault)
        texts = [problem.text for problem in fault.problems] if isinstance(fault, Problems) else []
        level = messages.WARNING if isinstance(fault, Busy) else messages.ERROR
        for text in texts or [fault.text]:
            messages.add_message(request, level, text)
        return redirect(request.get_full_path())
