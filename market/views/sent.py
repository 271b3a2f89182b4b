"""What a form was sent with."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The body of a POST, an empty one too; None for a GET, whose form is not bound."""
    return request.POST if request.method == "POST" else None
