"""Filters of the list of awards, the same for page and CSV."""

from bidding.enums import AwardStatus
from bidding.models import Award
from market.forms.lists import ListFilter, ManyChoices, SearchBox


class AwardFilter(ListFilter):
    FACETS = ("status",)

    status = ManyChoices(choices=AwardStatus.choices)
    q = SearchBox(columns=["service_request__no", "service_request__title", "entry__agency__name"])

    class Meta:
        model = Award
        fields: list[str] = []
