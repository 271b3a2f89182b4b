"""What a selection method is given and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class LastPrice:
    """The last accepted price of a bidder, and the number of its event."""

    alias: str
    amount_fen: int
    seq: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the outcome rests on; kept beside it, so that anybody can compute it again."""

    prices: tuple[LastPrice, ...]
    set_aside: Mapping[str, str] = field(default_factory=dict)
    floor_fen: int | None = None
    seed: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "prices": [
                {"alias": one.alias, "amount_fen": one.amount_fen, "seq": one.seq}
                for one in self.prices
            ],
            "set_aside": dict(self.set_aside),
            "floor_fen": self.floor_fen,
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic, shown as it is."""

    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The full ranking by alias, best first; empty where nobody is left."""

    order: list[str]
    steps: list[Step]
