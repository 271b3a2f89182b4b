"""What the API can do, read from its generated description."""

from dataclasses import dataclass
from typing import Any

from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str


def operations() -> list[Operation]:
    """Every call, by path; the first line of its description."""
    generator: Any = SchemaGenerator
    document = generator().get_schema(request=None, public=True)
    return [
        Operation(method.upper(), path, operation.get("description", "").strip().partition("\n")[0])
        for path, item in sorted(document["paths"].items())
        for method, operation in item.items()
        if method in METHODS
    ]
