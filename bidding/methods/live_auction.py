"""Live auction: the lowest price wins."""

from collections.abc import Mapping
from typing import Any

from bidding.rules.draws import drawn_order
from bidding.rules.selections import Inputs, Outcome, Step


def decide(inputs: Inputs, rules: Mapping[str, Any]) -> Outcome:
    """Rank by the last accepted price; equal prices by the earlier number.

    Amounts are fen. Strict falls leave no ties, but for those who met at the floor: they are drawn
    by `seed`, which is set where there are two of them. Source: domain.md 5.3, record.md 2.
    """
    left = [one for one in inputs.prices if one.alias not in inputs.set_aside]
    ranked = sorted(left, key=lambda one: (one.amount_fen, one.seq))
    order = [one.alias for one in ranked]
    steps = []
    if inputs.set_aside:
        steps.append(Step("set_aside", dict(sorted(inputs.set_aside.items()))))
    tied = at_floor(inputs)
    if len(tied) > 1 and inputs.seed is not None:
        drawn = drawn_order(inputs.seed, tied)
        steps.append(Step("tie_drawn", {"tied": tied, "order": drawn}))
        order = drawn + order[len(tied) :]
    steps.append(Step("ranked", {"order": order}))
    return Outcome(order, steps)


def at_floor(inputs: Inputs) -> list[str]:
    """Who shares the floor and is not set aside, by number."""
    if inputs.floor_fen is None:
        return []
    met = [one for one in inputs.prices if one.amount_fen == inputs.floor_fen]
    return [o.alias for o in sorted(met, key=lambda o: o.seq) if o.alias not in inputs.set_aside]
