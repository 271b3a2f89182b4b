"""The description of the API, as a file and as what its page lists."""

from dataclasses import dataclass

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView

METHODS = ("get", "post", "patch", "delete")

schema = SpectacularJSONAPIView.as_view()


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str


def operations() -> list[Operation]:
    """Every call, by path; the first line of its description."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    return [
        Operation(method.upper(), path, operation.get("description", "").strip().partition("\n")[0])
        for path, item in sorted(document["paths"].items())
        for method, operation in item.items()
        if method in METHODS
    ]
