"""Notices: the board, one, and by verification code."""

from django.db.models import Count, QuerySet

from market.models import Notice, ServiceRequest


def notices_visible() -> QuerySet[Notice]:
    rows = Notice.objects.select_related("service_request__buyer", "service_request__service_item")
    return rows.select_related("event__log")


def notice_by_no(no: str) -> Notice | None:
    return notices_visible().filter(no=no).first()


def notice_by_code(verify_code: str) -> Notice | None:
    return notices_visible().filter(verify_code=verify_code.upper()).first()


def notices_of(service_request: ServiceRequest) -> QuerySet[Notice]:
    return notices_visible().filter(service_request=service_request).order_by("issued_at", "pk")


def counts_by(rows: QuerySet[Notice], column: str) -> dict[str, int]:
    """How many of these notices have each value of a column."""
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))
