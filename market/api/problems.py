"""Errors of the API: RFC 9457 problem documents, everything wrong at once."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from market.errors import Problems, Refused

TYPE = "application/problem+json"
CODES = {
    400: "bad_body",
    401: "not_signed_in",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "media_type_not_supported",
    429: "too_many_requests",
}


def answer(fault: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: refusals and the framework's own errors in one form."""
    if isinstance(fault, Refused):
        set_rollback()
        return problem(
            fault.status, fault.code, fault.text, facts=fault.facts, errors=errors_of(fault)
        )
    if isinstance(fault, Http404):
        fault = exceptions.NotFound(_("没有找到，或无权查看。"))
    if isinstance(fault, PermissionDenied):
        fault = exceptions.PermissionDenied()
    if not isinstance(fault, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if scheme := getattr(fault, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(fault, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    code = CODES.get(fault.status_code, "refused")
    return problem(fault.status_code, code, words(fault.detail), headers=headers)


def words(detail: Any) -> str:
    if isinstance(detail, list):
        return " ".join(map(words, detail))
    if isinstance(detail, dict):
        return " ".join(map(words, detail.values()))
    return str(detail)


def errors_of(refusal: Refused) -> list[dict[str, Any]]:
    if not isinstance(refusal, Problems):
        return []
    return [
        {"field": p.field, "code": p.code, "detail": p.text, "facts": p.facts}
        for p in refusal.problems
    ]


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    facts: dict[str, Any] | None = None,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = {
        "type": "about:blank",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
        "facts": facts or {},
        "errors": errors or [],
    }
    if status == 503 or code == "too_fast":
        wait = -(-(facts or {}).get("retry_ms", 1000) // 1000)
        headers = {"Retry-After": str(wait), **(headers or {})}
    return Response(body, status=status, headers=headers, content_type=TYPE)
