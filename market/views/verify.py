"""The page that verifies: by code or number, or a file in one's own browser."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from market.queries.verify import notice_for
from market.views.verify_words import script_texts

PROGRAM = Path(settings.BASE_DIR) / "tools" / "verify_record.py"


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """One field leads to the result; a file is checked without leaving the page."""
    typed = request.GET.get("code", "").strip()[:80]
    notice = notice_for(typed) if typed else None
    if notice is not None:
        return redirect("verify_result", notice.verify_code)
    context = {"typed": typed, "is_unknown": bool(typed), "texts": script_texts()}
    return render(request, "market/verify.html", context, status=404 if typed else 200)


@require_GET
def verify_program(request: HttpRequest) -> FileResponse:
    """The stand-alone verifier, to be read and run on one's own machine."""
    return FileResponse(PROGRAM.open("rb"), as_attachment=True, filename=PROGRAM.name)
