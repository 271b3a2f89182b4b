"""What the filters of lists share."""

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

MOST_QUERY = 200
MOST_WORDS = 24


class SearchBox(django_filters.CharFilter):
    """`q`: every word must be found in one of the columns. The database's own search."""

    def __init__(self, *, columns: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self.columns = columns

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in (value or "")[:MOST_QUERY].replace("\x00", "").split()[:MOST_WORDS]:
            found = Q()
            for column in self.columns:
                found |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(found)
        return rows


class ManyChoices(django_filters.MultipleChoiceFilter):
    """Repeated in the address (`kind=award&kind=failure`); any of the values will do."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, distinct=False, **options)


class ListFilter(django_filters.FilterSet):
    """The filters of a list: same names on the page, in its CSV and in the API."""

    FACETS: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._labels: dict[str, dict[str, str]] = {}

    @property
    def chosen(self) -> dict[str, list[str]]:
        """Valid values in force, by filter."""
        self.form.is_valid()
        given = {name: self.form.cleaned_data.get(name) for name in self.filters}
        return {
            name: list(value) if isinstance(value, list) else [str(value)]
            for name, value in given.items()
            if value
        }

    def labels(self, name: str) -> dict[str, str]:
        """Words of the values of a filter with choices; read once, since some stand in tables."""
        if name not in self._labels:
            choices: Iterable[Any] = getattr(self.form.fields[name], "choices", ())
            self._labels[name] = {
                str(value): str(label) for value, label in choices if value not in ("", None)
            }
        return self._labels[name]

    def rows_without(self, name: str) -> QuerySet[Any]:
        """The rows as if this one filter were not set: what its counts are counted over."""
        data = QueryDict(mutable=True)
        for key, values in self.chosen.items():
            if key != name:
                data.setlist(key, values)
        unfiltered: QuerySet[Any] = self.queryset
        return type(self)(data, queryset=unfiltered).qs
