"""Display settings: kept in a cookie, work without script, come back to the page they left."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from market.forms.display import DisplayForm
from market.views.display import CHOICES, COOKIE, display_cookie, display_of
from market.views.sent import posted

COOKIE_SECONDS = 365 * 24 * 60 * 60


@require_http_methods(["GET", "POST"])
def prefs(request: HttpRequest) -> HttpResponse:
    """GET with `mode` switches at once, for the link that stands on every page."""
    display = display_of(request)
    asked = request.GET.get("mode")
    if request.method == "GET" and asked in ("elder", "standard"):
        display["mode"] = "elder" if asked == "elder" else ""
        return keep(redirect(onward(request, request.GET.get("next", ""))), display)
    form = DisplayForm(posted(request), initial=display)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in CHOICES}
        messages.success(request, _("显示设置已保存在本机。"))
        return keep(redirect(onward(request, request.POST.get("next", ""))), chosen)
    following = request.POST.get("next") or request.GET.get("next", "")
    return render(request, "market/prefs.html", {"form": form, "next": following})


def keep(response: HttpResponse, display: dict[str, str]) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        display_cookie(display),
        max_age=COOKIE_SECONDS,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def onward(request: HttpRequest, path: str) -> str:
    is_safe = url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    return path if is_safe else request.path
