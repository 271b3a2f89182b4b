"""A socket to a site that runs: what a stranger's client sees, codes and all."""

import json
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus


class HandshakeRefused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the handshake was answered {status}")
        self.status = status


class SocketClosed(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(f"the socket was closed with {code}")
        self.code = code


class RoomClient:
    def __init__(self, connection) -> None:
        self.connection = connection

    async def send(self, frame: dict) -> None:
        await self.send_text(json.dumps(frame))

    async def send_text(self, text: str) -> None:
        await self.connection.send(text)

    async def hear(self) -> dict:
        try:
            return json.loads(await self.connection.recv())
        except ConnectionClosed as fault:
            raise SocketClosed(fault.rcvd.code if fault.rcvd else 1006) from None


@asynccontextmanager
async def open_room(site: str, no: str, *, token: str = "", headers: dict | None = None):
    """Raises HandshakeRefused with the status of the answer."""
    known = dict(headers or {})
    if token:
        known["Authorization"] = f"Token {token}"
    address = f"{site.replace('http', 'ws', 1)}/ws/auctions/{no}/"
    options: dict[str, Any] = {"subprotocols": ["mingbiao.v1"], "proxy": None}
    try:
        connection = await connect(address, additional_headers=known, **options)
    except InvalidStatus as fault:
        raise HandshakeRefused(fault.response.status_code) from None
    try:
        yield RoomClient(connection)
    finally:
        await connection.close()
