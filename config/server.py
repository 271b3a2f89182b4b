"""Daphne's server, and beside it what else runs on its loop."""

import asyncio
import contextlib
import fcntl
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TextIO

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from django.conf import settings
from twisted.internet import reactor
from twisted.internet.defer import Deferred

Beside = Callable[[], Coroutine[Any, Any, None]]
FLUSH_S = 0.2
_held: list[TextIO] = []


def hold_data_dir() -> None:
    """On SQLite one web process serves an installation; a second one is refused at start.

    Raises RuntimeError. The lock goes with the process.
    """
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"] or _held:
        return
    file = (Path(settings.DATA_DIR) / "web.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise RuntimeError(
            f"另一个进程正在使用 {settings.DATA_DIR} · another process serves this data folder"
        ) from None
    _held.append(file)


def close_at_shutdown(close: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Daphne knows no end of an application: its reactor waits for this before it stops."""

    async def closed() -> None:
        await close()
        await asyncio.sleep(FLUSH_S)  # What was written must leave before the connections do.

    def begin() -> Deferred[None]:
        return Deferred.fromFuture(asyncio.ensure_future(closed()))

    # Its declared interface lists a `self` that callers do not give.
    reactor.addSystemEventTrigger("before", "shutdown", begin)  # type: ignore[arg-type]


def serve(host: str, port: int, *, beside: list[Beside], ready: Callable[[], None]) -> None:
    """Until interrupted. `beside` are coroutines that run on the server's loop."""
    from config.asgi import application

    tasks: set[asyncio.Task[None]] = set()
    server = Server(
        application=application,
        endpoints=build_endpoint_description_strings(host=host, port=port),
        verbosity=0,
        server_name="mingbiao",
        websocket_timeout=-1,
    )

    def begin() -> None:
        loop = asyncio.get_event_loop()
        for coroutine in beside:
            tasks.add(loop.create_task(coroutine()))
        ready()

    reactor.callWhenRunning(begin)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
