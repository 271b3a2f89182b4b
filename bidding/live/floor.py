"""The queue in front of one auction: what waits during one commit goes into the next together."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from bidding.actions.bids import place_bids
from bidding.live import threads
from bidding.models import Bid
from bidding.rules.bids import Offer

log = logging.getLogger(__name__)

BATCH = 200
Commit = Callable[..., Coroutine[Any, Any, list[Bid]]]
commit: Commit = threads.bidding.run(place_bids)
_floors: WeakValueDictionary[tuple[asyncio.AbstractEventLoop, int], "Floor"]
_floors = WeakValueDictionary()


def floor_of(auction_id: int) -> "Floor":
    """The floor of this auction in this process; it lives as long as somebody holds it."""
    loop = asyncio.get_running_loop()
    floor = _floors.get((loop, auction_id))
    if floor is None:
        floor = _floors[loop, auction_id] = Floor(auction_id)
    return floor


class Floor:
    """Owns nothing: other processes have floors too, and the locked row decides among them."""

    def __init__(self, auction_id: int, commit: Commit = commit) -> None:
        self.auction_id = auction_id
        self.commit = commit
        self.waiting: list[tuple[Offer, asyncio.Future[Bid]]] = []
        self.draining: asyncio.Task[None] | None = None

    async def place(self, offer: Offer) -> Bid:
        """The durable answer to this offer, refused or not; raises what the commit raised."""
        asker: asyncio.Future[Bid] = asyncio.get_running_loop().create_future()
        self.waiting.append((offer, asker))
        if self.draining is None or self.draining.done():
            self.draining = asyncio.create_task(self._drain())
        return await asker

    async def _drain(self) -> None:
        while batch := self.waiting[:BATCH]:
            del self.waiting[:BATCH]
            answers: list[Any]
            try:
                offers = [offer for offer, _ in batch]
                answers = list(await self.commit(auction_id=self.auction_id, offers=offers))
            except Exception as fault:  # Nothing was committed; each asker hears why.
                log.warning("no commit for auction %s: %r", self.auction_id, fault)
                answers = [fault] * len(batch)
            for (_, asker), answer in zip(batch, answers, strict=True):
                if asker.done():  # The socket has gone. The bid stands all the same.
                    continue
                if isinstance(answer, Exception):
                    asker.set_exception(answer)
                else:
                    asker.set_result(answer)
