"""What the tests of pages share: who is asked, and how many queries a page takes."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from market.models import Handler


def client_of(handler: Handler | None) -> Client:
    client = Client()
    if handler is not None:
        client.force_login(handler.user)
    return client


def queries_of(path: str, client: Client | None = None) -> int:
    """Asked twice: what is read once per process does not count."""
    client = client or Client()
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as caught:
        client.get(path)
    return len(caught)


def chosen(answer, name: str) -> dict[str, int]:
    """Values of a facet with their counts."""
    facet = next(one for one in answer.context["facets"] if one["name"] == name)
    return {option["value"]: option["count"] for option in facet["options"]}
