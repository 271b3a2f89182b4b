"""One socket as its room sees it: whose it is, and how much it has been sent and has not drawn."""

from collections.abc import Awaitable, Callable
from typing import Any

from bidding.queries.room import Visitor
from market.queries.credentials import Credential

CREDIT_BYTES = 64 * 1024
Write = Callable[[str], Awaitable[None]]
Close = Callable[[int], Awaitable[None]]


class Member:
    """`write` sends a frame, `close` ends the socket with a code; neither may raise."""

    __slots__ = (
        "close",
        "credential",
        "drawn_bytes",
        "extra",
        "full_since",
        "told_me",
        "visitor",
        "write",
    )

    def __init__(
        self, write: Write, close: Close, visitor: Visitor, credential: Credential | None = None
    ) -> None:
        self.write, self.close = write, close
        self.visitor, self.credential = visitor, credential
        self.told_me: dict[str, Any] | None = None
        self.drawn_bytes = 0  # Of what the room has sent to all, up to where this one has drawn.
        self.extra: list[tuple[int, int]] = []  # Answers to `sync`: last number, size.
        self.full_since: float | None = None

    @property
    def agency_id(self) -> int | None:
        return self.visitor.agency_id

    def owes(self, sent_bytes: int) -> int:
        """Bytes that were sent and not yet reported as drawn."""
        extra = sum(size for _, size in self.extra) if self.extra else 0
        return sent_bytes - self.drawn_bytes + extra

    def is_full(self, sent_bytes: int, moment: float) -> bool:
        """Whether it gets no more for now; remembers since when."""
        if self.full_since is None and self.owes(sent_bytes) > CREDIT_BYTES:
            self.full_since = moment
        return self.full_since is not None

    def drew(self, seen: int, drawn_bytes: int) -> None:
        self.drawn_bytes = max(self.drawn_bytes, drawn_bytes)
        self.extra = [(last, size) for last, size in self.extra if last > seen]
