"""The catalogue."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from market.enums import RequestStatus, ServiceItemStatus
from market.models import Organization, ServiceItem, ServiceRequest
from market.rules.catalogue import certificates


def service_items() -> QuerySet[ServiceItem]:
    """All, cancelled ones too: they stay readable."""
    return ServiceItem.objects.order_by("code")


def service_items_counted() -> QuerySet[ServiceItem]:
    """With the numbers a catalogue shows: agencies that offer it, requests open for entry."""
    return with_counts(service_items())


def with_counts(rows: QuerySet[ServiceItem]) -> QuerySet[ServiceItem]:
    is_open = Q(bundled_in__status=RequestStatus.PUBLISHED)
    return rows.annotate(
        agency_count=Count("agencies", distinct=True),
        open_count=Count("bundled_in", filter=is_open, distinct=True),
    )


def active_items() -> QuerySet[ServiceItem]:
    return service_items().filter(status=ServiceItemStatus.ACTIVE)


def item_by_code(code: str) -> ServiceItem | None:
    return ServiceItem.objects.filter(code=code).first()


def categories_in_use() -> list[str]:
    rows = active_items().order_by("category").values_list("category", flat=True)
    return list(rows.distinct())


def items_of(organization: Organization) -> QuerySet[ServiceItem]:
    return ServiceItem.objects.filter(agencies__organization=organization).order_by("code")


def certificate_kinds(holder: str) -> dict[str, dict[str, Any]]:
    """What the catalogue asks `organization` or `practitioner` to hold, by code."""
    rows = active_items().values_list("required_qualification", flat=True)
    return certificates(list(rows), holder)


def requests_open_for(item: ServiceItem) -> int:
    return ServiceRequest.objects.filter(service_items=item, status=RequestStatus.PUBLISHED).count()


def counts_by(rows: QuerySet[ServiceItem], column: str) -> dict[str, int]:
    """How many of these items have each value of a column."""
    return dict(rows.order_by().values_list(column).annotate(n=Count("pk")))
