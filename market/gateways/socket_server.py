"""What ASGI has no words for: refusals of a handshake by number, and closes with 1009 or 1012.

Daphne hands its applications a `send` bound to the connection's protocol. Where `send` is another
server's, the nearest thing that ASGI knows is done instead.
"""

from typing import Any

from autobahn.websocket.protocol import WebSocketProtocol
from autobahn.websocket.types import ConnectionDeny

REASONS = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests"}
OWN_CODES = range(3000, 5000)


async def refuse(send: Any, status: int) -> None:
    """Answer the handshake with this HTTP status; elsewhere with 403, which ASGI always means."""
    protocol = _protocol(send)
    handshake = getattr(protocol, "handshake_deferred", None)
    if handshake is None:
        await send({"type": "websocket.close", "code": 1000})
        return
    del protocol.handshake_deferred
    deny: Any = ConnectionDeny  # Its module has no annotations.
    handshake.errback(deny(code=status, reason=REASONS[status]))
    protocol.server.protocol_disconnected(protocol)


async def close(send: Any, code: int) -> None:
    """Close an accepted socket. Daphne's own close knows only 1000 and 3000 to 4999."""
    protocol = _protocol(send)
    if protocol is None or code in OWN_CODES or code == 1000:
        await send({"type": "websocket.close", "code": code})
    else:
        protocol.sendCloseFrame(code=code)


def _protocol(send: Any) -> Any:
    """The connection behind a bare `send` of Daphne, else None."""
    for bound in getattr(send, "args", ()):
        if isinstance(bound, WebSocketProtocol):
            return bound
    return None
