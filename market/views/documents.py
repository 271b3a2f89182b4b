"""A file of a request or a contract, for those who may read it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from market.gateways.files import path_of
from market.queries.documents import documents_readable_by


@require_safe
def document(request: HttpRequest, public_key: str) -> HttpResponse:
    """Always as a download: nothing that somebody brought is ever run on a page of ours."""
    found = get_object_or_404(documents_readable_by(request.user), public_key=public_key)
    path = path_of(found.public_key)
    if not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=3600" if found.is_public else "private, no-store"
    return response
