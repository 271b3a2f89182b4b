"""Whose call it is: the membership behind a token or a session."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from market.errors import NotPermitted
from market.models import Handler
from market.queries.handlers import handler_of


def acting_handler(request: Request) -> Handler:
    """Raises 401 for nobody, 403 for somebody who acts for no organization."""
    if not request.user.is_authenticated:
        raise NotAuthenticated
    handler = handler_of(request.user)
    if handler is None:
        raise NotPermitted
    return handler
