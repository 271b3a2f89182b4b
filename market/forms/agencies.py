"""The directory's filters, and what an agency changes of its profile."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.enums import Standing
from market.forms.choices import offer
from market.forms.lists import ListFilter, ManyChoices, SearchBox
from market.models import AgencyProfile
from market.queries.agencies import in_categories, offering, serving
from market.queries.cities import divisions_served
from market.queries.service_items import active_items, categories_in_use
from market.rules.catalogue import CATEGORIES, local_name, worded

GRADES = [(grade, grade) for grade in ("AAA", "AA", "A", "B", "C", "D")]


def category_choices() -> list[tuple[str, str]]:
    used = categories_in_use()
    known = [code for code in CATEGORIES if code in used]
    others = [code for code in used if code not in CATEGORIES]
    return [(code, worded(CATEGORIES, code)) for code in [*known, *others]]


def item_choices() -> list[tuple[str, str]]:
    rows = active_items().order_by("category", "code")
    return [
        (item.code, local_name({"name_zh": item.name, "name_en": item.name_en})) for item in rows
    ]


def division_choices() -> list[tuple[str, str]]:
    """The whole city first, then its parts."""
    return [
        (one.code, local_name({"name_zh": one.name, "name_en": one.name_en}))
        for one in divisions_served()
    ]


class AgencyFilter(ListFilter):
    """Of the directory, on the page and in the API; `rows` are organizations that are agencies."""

    FACETS = ("category", "item", "division", "grade", "standing")

    category = ManyChoices(choices=category_choices, method="of_category", label=_("服务类别"))
    item = ManyChoices(choices=item_choices, method="with_item", label=_("服务事项"))
    division = ManyChoices(choices=division_choices, method="in_division", label=_("行政区划"))
    grade = ManyChoices(choices=GRADES, field_name="credit_grade", label=_("信用等级"))
    standing = ManyChoices(choices=Standing.choices, label=_("服务状态"))
    q = SearchBox(columns=("name", "name_en", "uscc"))

    def of_category(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return in_categories(rows, value) if value else rows

    def with_item(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return offering(rows, value) if value else rows

    def in_division(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return serving(rows, value) if value else rows


class ProfileForm(forms.Form):
    """What the agency offers, where, and a few words about it."""

    service_items = forms.MultipleChoiceField(
        label=_("服务事项"),
        help_text=_("只推送和允许报名所选事项的需求"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    divisions = forms.MultipleChoiceField(
        label=_("服务区域"),
        help_text=_("供业主查找；一次入驻，各区域的需求都可报名"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    introduction = forms.CharField(
        label=_("机构简介"),
        help_text=_("在机构页面公开，不超过 2000 字"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, profile: AgencyProfile, **options: Any) -> None:
        initial = {
            "service_items": [item.code for item in profile.service_items.order_by("code")],
            "divisions": profile.divisions,
            "introduction": profile.introduction,
        }
        super().__init__(data, initial=initial, **options)
        offer(self, "service_items", grouped_items())
        offer(self, "divisions", division_choices())


def grouped_items() -> list[tuple[str, list[tuple[str, str]]]]:
    """Items under the words of their categories, as a select or a list of ticks shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in active_items().order_by("category", "code"):
        name = local_name({"name_zh": item.name, "name_en": item.name_en})
        groups.setdefault(item.category, []).append((item.code, name))
    return [(worded(CATEGORIES, code), items) for code, items in groups.items()]
