"""What a long connection was opened with, and whether that still holds."""

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from market.enums import TokenScope
from market.gateways.database import database_now
from market.models import ApiToken, Handler, User
from market.queries.handlers import Viewer, handler_of


@dataclass(frozen=True)
class Credential:
    """A session or a token of a user, and the membership it acted under."""

    user_id: int
    session_key: str = ""
    token_id: int | None = None
    handler_id: int | None = None
    may_act: bool = True  # A token of scope `read` only reads.


def viewer_of_session(session_key: str) -> Viewer:
    """Who is signed in with this cookie; AnonymousUser for a session that is none."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    viewer: Viewer = get_user(request)
    return viewer


def credential_of(
    viewer: Viewer, session_key: str = "", token: ApiToken | None = None
) -> Credential | None:
    if not isinstance(viewer, User):
        return None
    handler = handler_of(viewer)
    return Credential(
        viewer.pk,
        session_key,
        token.pk if token else None,
        handler.pk if handler else None,
        may_act=token is None or token.scope == TokenScope.ACT,
    )


def ended_credentials(held: Collection[Credential]) -> set[Credential]:
    """Those whose session, token, account or membership is over. Four queries at most."""
    now = database_now()
    sessions = Session.objects.filter(
        session_key__in={one.session_key for one in held if one.session_key}, expire_date__gt=now
    ).values_list("session_key", flat=True)
    tokens = ApiToken.objects.filter(
        pk__in={one.token_id for one in held if one.token_id}, revoked_at__isnull=True
    ).values_list("pk", flat=True)
    handlers = Handler.objects.filter(
        pk__in={one.handler_id for one in held if one.handler_id}, until__isnull=True
    ).values_list("pk", flat=True)
    users = User.objects.filter(pk__in={one.user_id for one in held}, is_active=True).values_list(
        "pk", flat=True
    )
    keys, token_ids, handler_ids, user_ids = set(sessions), set(tokens), set(handlers), set(users)
    return {
        one
        for one in held
        if one.user_id not in user_ids
        or (one.session_key and one.session_key not in keys)
        or (one.token_id and one.token_id not in token_ids)
        or (one.handler_id and one.handler_id not in handler_ids)
    }
