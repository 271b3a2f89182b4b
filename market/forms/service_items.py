"""The filters of the catalogue, the same for page and API."""

from django.utils.translation import gettext_lazy as _

from market.enums import ServiceItemStatus
from market.forms.agencies import category_choices
from market.forms.lists import ListFilter, ManyChoices, SearchBox


class ServiceItemFilter(ListFilter):
    FACETS = ("category", "status")

    category = ManyChoices(choices=category_choices, label=_("服务类别"))
    status = ManyChoices(choices=ServiceItemStatus.choices, label=_("状态"))
    q = SearchBox(columns=("code", "name", "name_en", "national_item_code"))
