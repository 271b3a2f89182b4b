"""A client of our own websocket, for simulated bidders."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

SUBPROTOCOL = Subprotocol("mingbiao.v1")


class RoomSocket:
    """Frames as dictionaries. After the server closes, `receive` answers None."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, frame: dict[str, Any]) -> None:
        await self.connection.send(json.dumps(frame))

    async def receive(self) -> dict[str, Any] | None:
        try:
            frame: dict[str, Any] = json.loads(await self.connection.recv())
        except ConnectionClosed:
            return None
        return frame


@asynccontextmanager
async def room_socket(url: str, auction_no: str, token: str) -> AsyncIterator[RoomSocket]:
    """An open socket of the auction, `url` being that of the site."""
    address = f"{url.replace('http', 'ws', 1)}/ws/auctions/{auction_no}/"
    headers = {"Authorization": f"Token {token}"}
    async with connect(
        address, additional_headers=headers, subprotocols=[SUBPROTOCOL], max_size=None, proxy=None
    ) as connection:
        yield RoomSocket(connection)
