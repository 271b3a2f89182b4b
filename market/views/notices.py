"""The notice board and one notice."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.forms.notices import NoticeFilter
from market.models import Notice
from market.queries.documents import public_documents_of
from market.queries.notices import counts_by, notice_by_no, notices_of, notices_visible
from market.units import stamp
from market.views.exports import csv_answer
from market.views.lists import facet, list_context, page_of
from market.views.notice_texts import buyer_name, formal_text

CATEGORY = "service_request__service_item__category"


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    filters = NoticeFilter(request.GET, queryset=notices_visible())
    rows = filters.qs.order_by("-issued_at", "no")
    if request.GET.get("format") == "csv":
        return csv_answer("notices", csv_head(), csv_rows(rows))
    facets = [
        facet(
            filters,
            "kind",
            _("公告类别"),
            counts_by(filters.rows_without("kind"), "kind"),
            is_open=True,
        ),
        facet(
            filters,
            "category",
            _("服务类别"),
            counts_by(filters.rows_without("category"), CATEGORY),
            is_open=True,
        ),
    ]
    context = list_context(request, filters, page_of(request, rows), facets)
    return render(request, "market/notices.html", context)


@require_GET
def notice(request: HttpRequest, no: str) -> HttpResponse:
    found = notice_by_no(no)
    if found is None:
        raise Http404
    about = found.service_request
    context = {
        "notice": found,
        "about": about,
        "buyer": buyer_name(found),
        **formal_text(found),
        "siblings": notices_of(about),
        "files": public_documents_of(about) if found.kind == "request" else [],
        "verify_url": f"{settings.SITE_URL}/verify/{found.verify_code}/",
        "trail": [
            (_("公告栏"), reverse("notices")),
            (about.no, reverse("request", args=[about.no])),
        ],
    }
    return render(request, "market/notice.html", context)


def csv_head() -> list[str]:
    return [
        _("公告编号"),
        _("公告类别"),
        _("需求编号"),
        _("需求名称"),
        _("项目业主"),
        _("服务事项"),
        _("发布时间"),
        _("核验码"),
    ]


def csv_rows(rows: QuerySet[Notice]) -> Iterator[list[object]]:
    for row in rows:
        about = row.service_request
        yield [
            row.no,
            row.get_kind_display(),
            about.no,
            about.title,
            buyer_name(row),
            about.service_item.name,
            stamp(row.issued_at),
            row.verify_code,
        ]
