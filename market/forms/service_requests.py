"""Filters of the list of requests, the same for page, CSV and API."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from market.enums import UNPUBLISHED, Method, RequestStatus
from market.forms.lists import MOST_QUERY, MOST_WORDS, ListFilter, ManyChoices
from market.gateways.database import database_now
from market.models import ServiceRequest
from market.queries.service_requests import with_next_date
from market.units import shanghai_date, start_of_day

SHOWN = [choice for choice in RequestStatus.choices if choice[0] not in UNPUBLISHED]
DAYS = {"today": 1, "3d": 3, "10d": 10}
DEADLINES = [("today", _("今日")), ("3d", _("3 日内")), ("10d", _("10 日内"))]
WAN = 1_000_000  # Ten thousand yuan in fen.
# From (inclusive) and to (exclusive), in fen.
BANDS: Mapping[str, tuple[int, int | None]] = {
    "to_5": (0, 5 * WAN),
    "5_to_20": (5 * WAN, 20 * WAN),
    "20_to_50": (20 * WAN, 50 * WAN),
    "from_50": (50 * WAN, None),
}
CEILINGS = [
    ("to_5", _("5 万元以下")),
    ("5_to_20", _("5 万元至 20 万元")),
    ("20_to_50", _("20 万元至 50 万元")),
    ("from_50", _("50 万元以上")),
]


class CodesField(forms.MultipleChoiceField):
    """Codes of a table. One that nobody has is no mistake: it finds nothing."""

    def valid_value(self, value: Any) -> bool:
        return len(str(value)) <= 40


class Codes(django_filters.MultipleChoiceFilter):
    """Repeated in the address; any of the codes will do."""

    field_class = CodesField


def in_band(name: str) -> Q:
    lowest_fen, below_fen = BANDS[name]
    found = Q(ceiling_fen__gte=lowest_fen)
    return found if below_fen is None else found & Q(ceiling_fen__lt=below_fen)


def within_days(name: str, now: datetime) -> Q:
    """Of rows that know their next date. Days end at midnight in Shanghai."""
    ends_at = start_of_day(shanghai_date(now) + timedelta(days=DAYS[name]))
    return Q(next_at__gte=now, next_at__lt=ends_at)


class RequestFilter(ListFilter):
    """Names are those of the API: status, item, category, division, method, ceiling, deadline."""

    FACETS = (
        "status",
        "deadline",
        "ceiling",
        "category",
        "division",
        "item",
        "buyer",
    )

    status = ManyChoices(choices=SHOWN)
    item = Codes(method="by_item")
    category = Codes(field_name="service_item__category")
    division = django_filters.CharFilter(field_name="division_code", lookup_expr="startswith")
    method = django_filters.ChoiceFilter(choices=Method.choices)
    ceiling = django_filters.ChoiceFilter(choices=CEILINGS, method="by_ceiling")
    ceiling_min_fen = django_filters.NumberFilter(field_name="ceiling_fen", lookup_expr="gte")
    ceiling_max_fen = django_filters.NumberFilter(field_name="ceiling_fen", lookup_expr="lte")
    deadline = django_filters.ChoiceFilter(choices=DEADLINES, method="by_deadline")
    deadline_before = django_filters.IsoDateTimeFilter(
        field_name="entry_closes_at", lookup_expr="lte"
    )
    deadline_after = django_filters.IsoDateTimeFilter(
        field_name="entry_closes_at", lookup_expr="gte"
    )
    buyer = Codes(field_name="buyer__uscc")
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

    names: Mapping[str, Mapping[str, str]] = {}  # Words of codes, where a page shows them.

    def labels(self, name: str) -> dict[str, str]:
        """Values with choices speak for themselves; names of codes come with the counts."""
        return dict(self.names[name]) if name in self.names else super().labels(name)

    @property
    def chosen(self) -> dict[str, list[str]]:
        """An order drops no row, so it is no filter."""
        return {name: values for name, values in super().chosen.items() if name != "sort"}

    def by_item(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return rows.filter(service_items__code__in=value).distinct() if value else rows

    def by_ceiling(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(in_band(value))

    def by_deadline(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return with_next_date(rows).filter(within_days(value, database_now()))

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The database's own search: number, title, buyer, item."""
        words = value[:MOST_QUERY].replace("\x00", "").split()
        for word in words[:MOST_WORDS]:
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
