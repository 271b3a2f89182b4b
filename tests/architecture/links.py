"""Follows links as a visitor would, from a start, in both languages."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

LINK = re.compile(r'<(?:a|link|form)\b[^>]*?\b(?:href|action)="([^"#][^"]*)"')
POSTED = re.compile(r'<form\b[^>]*method="post"[^>]*>', re.IGNORECASE)
WITHIN = "http://testserver"


def links_in(text: str, at: str) -> set[str]:
    """Addresses on this site that the page leads to; not where a form is sent to be done."""
    found = set()
    for link in LINK.findall(POSTED.sub("", text)):
        address = urlsplit(urljoin(WITHIN + at, unescape(link)))
        if address.netloc == "testserver" and not address.path.startswith("/static/"):
            found.add(address.path + (f"?{address.query}" if address.query else ""))
    return found


def alike(link: str) -> tuple[str, frozenset[str]]:
    """Lists have a link for each filter and page: one of each kind is enough."""
    address = urlsplit(link)
    return address.path, frozenset(part.split("=")[0] for part in address.query.split("&"))


def dead_links(client: Client, starts: Iterable[str]) -> list[str]:
    """Links that lead to a missing page or a fault, with the page that shows them."""
    wrong, seen = list[str](), set[object]()
    client.raise_request_exception = False
    waiting = [(start, "the start") for start in starts]
    while waiting:
        link, shown_on = waiting.pop()
        if alike(link) in seen or "/accounts/logout/" in link:
            continue
        seen.add(alike(link))
        answer = client.get(link)
        if answer.status_code in {404, 405} or answer.status_code >= 500:
            wrong.append(f"{link} answers {answer.status_code}, linked on {shown_on}")
        elif answer.status_code in {301, 302}:
            waiting.append((answer["Location"], link))
        elif "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            waiting += ((one, link) for one in sorted(links_in(answer.content.decode(), link)))
    return wrong
