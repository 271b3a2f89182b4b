"""Filters of the auction hall, the same for page, CSV and API."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bidding.enums import OVER, TAKES_BIDS, AuctionStatus, Visibility
from bidding.models import Auction
from market.forms.lists import ListFilter, ManyChoices, SearchBox
from market.rules.catalogue import CATEGORIES

PHASES = [("live", _("竞价中")), ("upcoming", _("未开始")), ("over", _("已结束"))]
PHASE_STATUS = {
    "live": TAKES_BIDS | {AuctionStatus.PAUSED},
    "upcoming": {AuctionStatus.SCHEDULED},
    "over": OVER,
}
COLUMNS = ("no", "service_request__title", "service_request__service_item__name")


class AuctionFilter(ListFilter):
    """Names are those of the API: phase, status, item, category, division, visibility, buyer, q."""

    FACETS = ("phase", "category", "division", "visibility")

    phase = django_filters.ChoiceFilter(choices=PHASES, method="by_phase")
    status = ManyChoices(choices=AuctionStatus.choices)
    category = django_filters.ChoiceFilter(
        field_name="service_request__service_item__category", choices=list(CATEGORIES.items())
    )
    item = django_filters.CharFilter(field_name="service_request__service_item__code")
    division = django_filters.CharFilter(
        field_name="service_request__division_code", lookup_expr="startswith"
    )
    visibility = django_filters.ChoiceFilter(choices=Visibility.choices)
    buyer = django_filters.CharFilter(field_name="service_request__buyer__uscc")
    q = SearchBox(columns=COLUMNS)

    class Meta:
        model = Auction
        fields: list[str] = []

    places: Mapping[str, str] = {}  # Names of divisions, where a page shows them.

    def labels(self, name: str) -> dict[str, str]:
        return dict(self.places) if name == "division" else super().labels(name)

    def by_phase(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(status__in=PHASE_STATUS[value])

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return in_order(super().filter_queryset(queryset))


def in_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Running ones by their end, then those to come by their start, then the newest past ones."""
    group = Case(
        When(status__in=PHASE_STATUS["live"], then=Value(0)),
        When(status=AuctionStatus.SCHEDULED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    coming = Case(When(status__in=OVER, then=None), default="closes_at")
    rows = rows.annotate(group=group, coming_at=coming)
    past = Coalesce("closed_at", "closes_at").desc()
    return rows.order_by("group", "coming_at", past, "no")
