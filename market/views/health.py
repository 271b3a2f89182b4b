"""Liveness, and readiness with each dependency."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from market.gateways.database import clock_skew_ms, database_version, missing_triggers

APPEND_ONLY = ("market_event", "bidding_bid")
MOST_SKEW_MS = 500


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where everything answers; a server whose clock differs too much says so."""
    try:
        milliseconds = clock_skew_ms()
        state = {
            "database": database_version(),
            "clock_skew_ms": milliseconds,
            "clock": "ok" if milliseconds <= MOST_SKEW_MS else "skewed",
            "append_only": "missing" if missing_triggers(APPEND_ONLY) else "ok",
        }
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    is_ready = state["clock"] == "ok" and state["append_only"] == "ok"
    return JsonResponse(state, status=200 if is_ready else 503)
