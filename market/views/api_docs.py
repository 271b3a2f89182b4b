"""/api/docs/: the description of the API as a page, made from the schema itself."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    parameters: list[str]


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Works without script and without anything from elsewhere."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    operations = [
        Operation(
            method.upper(),
            path,
            operation.get("description", "").strip().split("\n")[0],
            [parameter["name"] for parameter in operation.get("parameters", [])],
        )
        for path, item in sorted(schema["paths"].items())
        for method, operation in item.items()
        if method in METHODS
    ]
    return render(request, "market/api_docs.html", {"operations": operations})
