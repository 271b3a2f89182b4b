"""A draw among equals, made of nothing but what stands in the record."""

from collections.abc import Sequence
from dataclasses import dataclass

from market.rules.canonical import canonical, sha256


@dataclass(frozen=True, slots=True)
class Draw:
    """All that anybody needs to repeat it. `nonces` are (id, hex); `outside` is a public value."""

    request_no: str
    draw_no: int
    tickets: tuple[str, ...]
    nonces: tuple[tuple[str, str], ...]
    outside: str | None = None

    @property
    def list_hash(self) -> str:
        return sha256(canonical(sorted(self.tickets)))

    @property
    def seed(self) -> str:
        """Source: live-auction.md 5."""
        basis = {
            "request": self.request_no,
            "draw_no": self.draw_no,
            "list_hash": self.list_hash,
            "nonces": [list(nonce) for nonce in sorted(self.nonces)],
            "outside": self.outside,
        }
        return sha256("draw/v1\n" + canonical(basis))

    def facts(self) -> dict[str, object]:
        return {
            "draw_no": self.draw_no,
            "tickets": sorted(self.tickets),
            "list_hash": self.list_hash,
            "nonces": [list(nonce) for nonce in sorted(self.nonces)],
            "outside": self.outside,
            "seed": self.seed,
            "ranking": drawn_order(self.seed, self.tickets),
        }


def drawn_order(seed: str, tickets: Sequence[str]) -> list[str]:
    """By SHA-256 of seed and ticket, the least first. Source: live-auction.md 5."""
    return sorted(tickets, key=lambda ticket: sha256(f"{seed}\n{ticket}"))
