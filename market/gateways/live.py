"""What is told after a commit: to this process at once, to others through the channel layer.

The sole importer of the channel layer. The database decides, this only tells: a message that is
lost costs watchers up to a second, because hubs read the database once a second anyway.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

log = logging.getLogger(__name__)

Message = dict[str, Any]
Deliver = Callable[[str, Message], None]
UNSENT = 1_000  # Messages kept while the layer is slow; hubs repair what is dropped.
PATIENCE_S = 2.0
RETRY_S = 1.0

_posts: dict[asyncio.AbstractEventLoop, "Post"] = {}
_observers: dict[str, int] = {}


def publish(topic: str, message: Message) -> None:
    """Tell every hub. From any thread, after the commit; whatever fails is logged, never raised.

    Where no loop of this process is attached (a command), hubs find out by themselves.
    """
    for loop, post in list(_posts.items()):
        try:
            # From a plain thread the layer would wait until that loop wakes for another reason.
            loop.call_soon_threadsafe(post.take, topic, message)
        except RuntimeError:  # The loop has been closed.
            _posts.pop(loop, None)


def attach(deliver: Deliver | None = None) -> "Post":
    """The post of the running loop. The hub gives `deliver`; a worker only sends."""
    loop = asyncio.get_running_loop()
    post = _posts.get(loop)
    if post is None:
        post = _posts[loop] = Post(bool(settings.REDIS_URL))
    if deliver is not None:
        post.deliver = deliver
    return post


async def detach() -> None:
    """Stop what the running loop's post has going; for the end of a server and of a test."""
    post = _posts.pop(asyncio.get_running_loop(), None)
    if post is not None:
        await post.stop()


def observers(topic: str) -> int:
    """Sockets of this process that watch without bidding, as the hub last counted them."""
    return _observers.get(topic, 0)


def count_observers(topic: str, count: int) -> None:
    if count:
        _observers[topic] = count
    else:
        _observers.pop(topic, None)


class Post:
    """Sends and receives for one loop. Without Redis it only hands messages to its hub."""

    def __init__(self, has_layer: bool) -> None:
        self.name = secrets.token_hex(8)
        self.deliver: Deliver | None = None
        self.wanted: set[str] = set()
        self.joined: set[str] = set()
        self.unsent: deque[tuple[str, Message]] = deque(maxlen=UNSENT)
        self.channel = ""
        self.stirred = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        if has_layer:
            self.tasks = [asyncio.create_task(work()) for work in (self._send, self._receive)]

    def take(self, topic: str, message: Message) -> None:
        """On the loop: a message of this process."""
        if self.deliver is not None:
            self.deliver(topic, message)
        if self.tasks:
            self.unsent.append((topic, message))
            self.stirred.set()

    def subscribe(self, topic: str) -> None:
        self.wanted.add(topic)
        self.stirred.set()

    def unsubscribe(self, topic: str) -> None:
        self.wanted.discard(topic)
        self.stirred.set()

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.tasks:
            await get_channel_layer().flush()

    async def _send(self) -> None:
        """Joins what is wanted, then sends what waits; an outage is tried again each second."""
        layer, is_down = get_channel_layer(), False
        while True:
            await self.stirred.wait()
            self.stirred.clear()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self._follow(layer)
                    while self.unsent:
                        topic, message = self.unsent[0]
                        told = {"type": "live", "by": self.name, "topic": topic, "what": message}
                        await layer.group_send(_group(topic), told)
                        self.unsent.popleft()
                is_down = False
            except Exception as fault:
                if not is_down:
                    log.warning("The channel layer does not answer: %r", fault)
                is_down = True
                await asyncio.sleep(RETRY_S)
                self.stirred.set()

    async def _follow(self, layer: Any) -> None:
        if not self.channel:
            return
        for topic in list(self.wanted - self.joined):
            await layer.group_add(_group(topic), self.channel)
            self.joined.add(topic)
        for topic in list(self.joined - self.wanted):
            await layer.group_discard(_group(topic), self.channel)
            self.joined.discard(topic)

    async def _receive(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                if not self.channel:
                    self.channel = await layer.new_channel()
                    self.stirred.set()
                told = await layer.receive(self.channel)
            except Exception as fault:
                log.warning("The channel layer cannot be read: %r", fault)
                await asyncio.sleep(RETRY_S)
                continue
            if told["by"] != self.name and self.deliver is not None:
                self.deliver(told["topic"], told["what"])


def _group(topic: str) -> str:
    """Names of groups know no slash: auction/TL-2026-001187-A1 -> auction.TL-2026-001187-A1."""
    return topic.replace("/", ".")
