"""Error pages: what happened, what to do, a number to quote; no trace."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from market.errors import Refused

TYPE = "application/problem+json"


def _page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    reference = getattr(request, "id", "")
    if request.path.startswith(("/api/", "/record/")):
        return as_problem(status, message, reference)
    context = {"reference": reference, "message": message}
    return render(request, f"{status}.html", context, status=status)


def as_problem(status: int, message: str, reference: str) -> JsonResponse:
    """RFC 9457, for addresses of the API that no view answers."""
    codes = {400: "bad_request", 403: "not_permitted", 404: "not_found", 500: "server_error"}
    body = {
        "type": "about:blank",
        "title": codes[status],
        "status": status,
        "code": codes[status],
        "detail": message or _("没有找到，或无权查看。"),
        "facts": {"reference": reference},
        "errors": [],
    }
    return JsonResponse(body, status=status, content_type=TYPE)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, _("系统出错，数据未丢失。请稍后重试。"))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal with no page to go back to."""
    return _page(request, 403, refusal.text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("页面已过期或来自其他网站，请返回重新打开后再提交。")
    return _page(request, 403, text)
