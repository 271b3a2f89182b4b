"""The filters of the notice board, the same for page and API."""

from django.utils.translation import gettext_lazy as _

from market.enums import NoticeKind
from market.forms.agencies import category_choices
from market.forms.lists import ListFilter, ManyChoices, SearchBox


class NoticeFilter(ListFilter):
    FACETS = ("kind", "category")

    kind = ManyChoices(choices=NoticeKind.choices, label=_("公告类别"))
    category = ManyChoices(
        choices=category_choices,
        field_name="service_request__service_item__category",
        label=_("服务类别"),
    )
    q = SearchBox(
        columns=(
            "no",
            "service_request__title",
            "service_request__service_item__name",
            "service_request__service_item__code",
        )
    )
