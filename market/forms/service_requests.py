"""Filters of the list of requests, the same for page and API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from market.enums import Method, RequestStatus
from market.models import ServiceRequest

MOST_QUERY = 200
SHOWN = [choice for choice in RequestStatus.choices if choice[0] not in {"draft", "pending_approval"}]


class RequestFilter(django_filters.FilterSet):
    """Names are those of the API: status, item, category, division, method, ceiling, deadline."""

    status = django_filters.MultipleChoiceFilter(choices=SHOWN)
    item = django_filters.CharFilter(field_name="service_items__code", distinct=True)
    category = django_filters.CharFilter(field_name="service_item__category")
    division = django_filters.CharFilter(field_name="division_code", lookup_expr="startswith")
    method = django_filters.ChoiceFilter(choices=Method.choices)
    ceiling_min_fen = django_filters.NumberFilter(field_name="ceiling_fen", lookup_expr="gte")
    ceiling_max_fen = django_filters.NumberFilter(field_name="ceiling_fen", lookup_expr="lte")
    deadline_before = django_filters.IsoDateTimeFilter(
        field_name="entry_closes_at", lookup_expr="lte"
    )
    deadline_after = django_filters.IsoDateTimeFilter(
        field_name="entry_closes_at", lookup_expr="gte"
    )
    buyer = django_filters.CharFilter(field_name="buyer__uscc")
    q = django_filters.CharFilter(method="search")
    sort = django_filters.OrderingFilter(
        fields={
            "entry_closes_at": "deadline",
            "published_at": "newest",
            "ceiling_fen": "ceiling",
        }
    )

    class Meta:
        model = ServiceRequest
        fields: list[str] = []

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The database's own search: number, title, buyer, item."""
        words = value[:MOST_QUERY].replace("\x00", "").split()
        for word in words[:24]:
            rows = rows.filter(
                Q(no__iexact=word)
                | Q(title__icontains=word)
                | (Q(buyer__name__icontains=word) & ~Q(buyer__legal_form="person"))
                | Q(service_item__name__icontains=word)
            )
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("sort"):
            rows = rows.order_by("-published_at", "no")
        return rows
