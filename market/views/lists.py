"""What pages with a list share: facets, chips, sorts and pages from the query of the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from market.forms.lists import ListFilter

PAGE_SIZE = 20
MOST_PAGES = 50


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page:
    """The asked page; beyond the last or no number at all, the nearest that exists."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def address(request: HttpRequest, **changes: str | None) -> str:
    """This page with some of its query changed; None drops a name. Always its first page."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return at(request, query)


def at(request: HttpRequest, query: QueryDict) -> str:
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path


def facet(
    filters: ListFilter,
    name: str,
    label: str,
    counts: Mapping[str, int] | None = None,
    *,
    is_open: bool = False,
    kind: str = "checkbox",
) -> dict[str, Any]:
    """One group of the panel. A value without hits is left out unless it is chosen."""
    chosen = filters.chosen.get(name, [])
    options = [
        {
            "value": value,
            "label": words,
            "count": None if counts is None else counts.get(value, 0),
            "selected": value in chosen,
        }
        for value, words in filters.labels(name).items()
        if counts is None or counts.get(value) or value in chosen
    ]
    if kind == "radio":  # The way back to none of them.
        options.append({"value": "", "label": _("不限"), "count": None, "selected": not chosen})
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "open": is_open or bool(chosen),
        "options": options,
    }


def chips(request: HttpRequest, filters: ListFilter) -> list[dict[str, str]]:
    """What is filtered, each with the address that drops it."""
    found = []
    for name, values in filters.chosen.items():
        words = filters.labels(name) if name in filters.FACETS else {}
        for value in values:
            query = request.GET.copy()
            query.pop("page", None)
            query.setlist(name, [other for other in query.getlist(name) if other != value])
            if name not in filters.FACETS:
                query.pop(name, None)
            found.append({"label": words.get(value, value), "href": at(request, query)})
    return found


def sorts(request: HttpRequest, words: Mapping[str, str], current: str) -> list[dict[str, Any]]:
    """Links of the sort menu; the first is what nobody asked for and needs no name."""
    first = next(iter(words))
    return [
        {
            "label": label,
            "href": address(request, sort=None if code == first else code),
            "current": code == current,
        }
        for code, label in words.items()
    ]


def sort_of(request: HttpRequest, words: Mapping[str, str]) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked in words else next(iter(words))


def csv_link(request: HttpRequest, count: int) -> list[dict[str, str]]:
    """The export of exactly this list."""
    note = _("%(count)s 条") % {"count": count}
    return [{"label": "CSV", "note": note, "href": address(request, format="csv")}]


def kept(request: HttpRequest, names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs that a form sends along."""
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def list_context(
    request: HttpRequest, filters: ListFilter, page: Page, facets: list[dict[str, Any]]
) -> dict[str, Any]:
    """What `market/parts/list_page.html` and the toolbar read."""
    count = page.paginator.count
    return {
        "filter": filters,
        "page_obj": page,
        "facets": facets,
        "chips": chips(request, filters),
        "clear": request.path,
        "active": sum(len(v) for name, v in filters.chosen.items() if name in filters.FACETS),
        "q": request.GET.get("q", ""),
        "count": count,
        "count_text": _("找到 %(count)s 条") % {"count": count},
        "show_text": _("查看 %(count)s 条") % {"count": count},
        "exports": csv_link(request, count),
        "keep": kept(request, ("q", "sort")),
        "keep_filters": kept(request, (*filters.FACETS, "sort")),
    }
