"""A socket as tests hold it: the real application, without a network."""

import json
from functools import wraps

from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connection
from django.test import Client

from bidding.live import threads
from bidding.live.hub import stop_hub
from config.asgi import application
from tests import loops
from tests.factories import make_token

ORIGIN = settings.SITE_URL
PATIENCE_S = 10


def on_a_loop(story):
    """A test is a coroutine. At its end the hub stops and every thread drops its connection."""

    @wraps(story)
    def run(*args, **kwargs):
        async def whole():
            try:
                await story(*args, **kwargs)
            finally:
                await stop_hub()
                await sync_to_async(lambda: connection.close())()  # That thread's own.

        try:
            loops.run(whole())
        finally:
            threads.release_all()
            connection.ensure_connection()  # One more call, or the database cannot be dropped.

    return run


in_thread = sync_to_async  # What tests ask of the database from inside a loop.


class Socket:
    """Opened for a handler (by token), with a cookie, or for nobody."""

    def __init__(self, no: str, handler=None, *, query: str = "", headers=()) -> None:
        self.no, self.handler, self.query, self.headers = no, handler, query, list(headers)
        self.frames: list[dict] = []

    async def __aenter__(self) -> "Socket":
        await self.open()
        return self

    async def __aexit__(self, *_fault) -> None:
        await self.talk.disconnect()

    async def open(self) -> tuple[bool, object]:
        headers = [(b"host", b"127.0.0.1:8000"), *self.headers]
        if self.handler is not None:
            token = await in_thread(make_token)(self.handler)
            headers.append((b"authorization", f"Token {token}".encode()))
        self.talk = WebsocketCommunicator(
            application, f"/ws/auctions/{self.no}/{self.query}", headers, ["mingbiao.v1"]
        )
        return await self.talk.connect(timeout=PATIENCE_S)

    async def send(self, frame) -> None:
        await self.talk.send_to(text_data=frame if isinstance(frame, str) else json.dumps(frame))

    async def hear(self, kind: str) -> dict:
        """The next frame of this kind; those before it are kept in `frames`."""
        while True:
            frame = json.loads(await self.talk.receive_from(timeout=PATIENCE_S))
            self.frames.append(frame)
            if frame["t"] == kind:
                return frame

    async def hear_up_to(self, seq: int) -> dict:
        """The events frame that reaches this number, perhaps heard before an answer to a bid."""
        known = [frame for frame in self.frames if frame["t"] == "events"]
        frame = known[-1] if known else await self.hear("events")
        while frame["to"] < seq:
            frame = await self.hear("events")
        return frame

    async def closing(self) -> int:
        """The code it is closed with; frames before it are kept."""
        while True:
            message = await self.talk.receive_output(timeout=PATIENCE_S)
            if message["type"] == "websocket.close":
                return message.get("code", 1000)
            self.frames.append(json.loads(message["text"]))

    async def bid(self, key, amount_fen: int, **more) -> dict:
        """The answer to one press."""
        await self.send({"t": "bid", "key": str(key), "amount_fen": amount_fen, **more})
        while True:
            frame = json.loads(await self.talk.receive_from(timeout=PATIENCE_S))
            self.frames.append(frame)
            if frame["t"] in ("accepted", "refused"):
                return frame


def cookie_of(handler) -> str:
    """A signed-in session of this handler, as the browser's header."""
    client = Client()
    client.force_login(handler.user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def cookie_headers(handler, origin: str | None = ORIGIN) -> list[tuple[bytes, bytes]]:
    headers = [(b"cookie", cookie_of(handler).encode())]
    return headers if origin is None else [*headers, (b"origin", origin.encode())]
