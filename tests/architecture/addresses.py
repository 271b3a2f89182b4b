"""Every address of the project as the URL resolver knows it, in one readable form."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


def readable(pattern: object) -> str:
    """`requests/<no>/`, from a path as from a regular expression."""
    if isinstance(pattern, LocalePrefixPattern):
        return ""  # Both languages are the same address.
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return CONVERTER.sub(r"<\1>", text)
    text = GROUP.sub(r"<\1>", text).removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    return text.replace("\\", "")


def walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + readable(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from walk(entry, route)


def addresses() -> list[str]:
    """`/requests/<no>/` and so on, each once."""
    return sorted(set(walk(get_resolver(), "/")))


def filled(address: str, arguments: dict[str, object]) -> str:
    return CONVERTER.sub(lambda match: str(arguments[match[1]]), address)


def names_in(address: str) -> set[str]:
    return set(CONVERTER.findall(address))
