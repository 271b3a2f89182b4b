"""The ASGI application: pages and API by Django, sockets through a doorkeeper.

The doorkeeper knows who comes before anything is accepted: `Authorization: Token`, or the session
cookie of a page of our own origin. Source: interfaces.md 5 and 8.
"""

import os
from collections import Counter
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.http.request import split_domain_port, validate_host  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from bidding.live import threads  # noqa: E402
from bidding.live.consumers import auction_room  # noqa: E402
from bidding.live.hub import close_rooms  # noqa: E402
from config.server import close_at_shutdown, hold_data_dir  # noqa: E402
from market.actions.users import token_digest  # noqa: E402
from market.gateways import socket_server  # noqa: E402
from market.queries.credentials import credential_of, viewer_of_session  # noqa: E402
from market.queries.users import user_by_token_digest  # noqa: E402

hold_data_dir()
close_at_shutdown(close_rooms)

PER_ADDRESS, PER_ACCOUNT = 200, 20
DEFAULT_PORTS = {"http": 80, "https": 443}
open_sockets: Counter[str] = Counter()
Headers = dict[bytes, bytes]


class Refusal(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Doorkeeper:
    """Puts `viewer` and `credential` into the scope, or refuses the handshake with its number."""

    def __init__(self, rooms: Any) -> None:
        self.rooms = rooms

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        address, places = address_of(scope), list[str]()
        try:
            viewer, credential = await identified(scope)
            places = [f"address {address}"]
            if credential is not None:
                places.append(f"account {credential.user_id}")
            if settings.RATE_LIMITS and is_crowded(places):
                raise Refusal(429)
        except Refusal as refusal:
            await receive()  # websocket.connect
            await socket_server.refuse(send, refusal.status)
            return
        open_sockets.update(places)
        try:
            known = {**scope, "viewer": viewer, "credential": credential}
            await self.rooms(known, receive, send)
        finally:
            open_sockets.subtract(places)
            for place in places:
                if not open_sockets[place]:
                    del open_sockets[place]


def is_crowded(places: list[str]) -> bool:
    limits = {"address": PER_ADDRESS, "account": PER_ACCOUNT}
    return any(open_sockets[place] >= limits[place.partition(" ")[0]] for place in places)


async def identified(scope: dict[str, Any]) -> tuple[Any, Any]:
    """Who knocks. Raises Refusal 401 for a wrong token, 403 for a foreign page's cookie."""
    headers: Headers = dict(scope["headers"])
    words = headers.get(b"authorization", b"").decode("latin1").split()
    if words and words[0].lower() == "token":
        token = await read_token(token_digest(words[1])) if len(words) == 2 else None
        if token is None:
            raise Refusal(401)
        return token.user, await read_credential(token.user, token=token)
    key = session_key_of(headers)
    if key and not is_own_origin(scope, headers):
        raise Refusal(403)
    viewer = await read_viewer(key) if key else AnonymousUser()
    return viewer, await read_credential(viewer, key) if viewer.is_authenticated else None


read_token = threads.reading.run(user_by_token_digest)
read_viewer = threads.reading.run(viewer_of_session)
read_credential = threads.reading.run(credential_of)


def session_key_of(headers: Headers) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get(b"cookie", b"").decode("latin1"))
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def is_own_origin(scope: dict[str, Any], headers: Headers) -> bool:
    """The origin of SITE_URL, or the handshake's own scheme and Host where the Host is allowed.

    Scheme and port count too: AllowedHostsOriginValidator ignores them.
    """
    origin = parts_of(headers.get(b"origin", b"").decode("latin1"))
    if origin is None:
        return False
    if origin == parts_of(settings.SITE_URL):
        return True
    host = headers.get(b"host", b"").decode("latin1")
    name, _port = split_domain_port(host)
    if not name or not validate_host(name, settings.ALLOWED_HOSTS):
        return False
    scheme = "https" if scheme_of(scope, headers) == "wss" else "http"
    return origin == parts_of(f"{scheme}://{host}")


def parts_of(origin: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(origin.lower())
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None:
        return None
    return parts.scheme, parts.hostname, port


def is_from_proxy(scope: dict[str, Any]) -> bool:
    peer = (scope.get("client") or [""])[0]
    return peer in settings.TRUSTED_PROXIES


def scheme_of(scope: dict[str, Any], headers: Headers) -> str:
    """`ws` or `wss`; a trusted proxy says what it was asked with."""
    stated = headers.get(b"x-forwarded-proto", b"").decode("latin1").split(",")[-1].strip()
    if is_from_proxy(scope) and stated:
        return "wss" if stated in {"https", "wss"} else "ws"
    return str(scope.get("scheme", "ws"))


def address_of(scope: dict[str, Any]) -> str:
    """The peer, or the last address before a trusted proxy."""
    peer = str((scope.get("client") or [""])[0])
    if not is_from_proxy(scope):
        return peer
    header = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
    chain = [part.strip() for part in header.split(",") if part.strip()]
    outside = [part for part in chain if part not in settings.TRUSTED_PROXIES]
    return outside[-1] if outside else peer


async def no_such_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await socket_server.refuse(send, 404)


application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": Doorkeeper(
            URLRouter(
                [
                    # Django's path() expects views, Channels' router takes applications.
                    path("ws/auctions/<str:no>/", auction_room),  # type: ignore[arg-type]
                    re_path("", no_such_socket),  # type: ignore[arg-type]
                ]
            )
        ),
    }
)
