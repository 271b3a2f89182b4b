"""A tie at the floor, and the method by itself."""

import json

import pytest

from bidding.methods.live_auction import decide
from bidding.queries.selections import selection_of
from bidding.rules.draws import drawn_order
from bidding.rules.selections import Inputs, LastPrice
from market.models import Salt
from tests.bidding.factories import (
    close_auction,
    facts_of,
    last_event,
    make_auction,
)

pytestmark = pytest.mark.django_db


def test_those_who_meet_at_the_floor_are_drawn_by_the_value_sealed_before():
    made = make_auction(method_parameters={"floor_fen": 900_000})
    made.bid_all(made.offer(0, 990_000), made.offer(1, 900_000), made.offer(2, 900_000))
    close_auction(made)
    closed = facts_of(f"auction/{made.auction.no}", "closed")
    by_number = [made.alias(1), made.alias(2), made.alias(0)]
    assert closed["ranking"] == by_number
    drawn = facts_of(f"request/{made.no}", "tie_drawn")
    assert drawn["tickets"] == sorted(by_number[:2])
    [[source, nonce]] = drawn["nonces"]
    sealed = json.loads(last_event(f"request/{made.no}", "entries_closed").text)["sealed"]
    assert source == "platform"
    assert Salt.objects.get(digest=sealed["draw_nonce"]).value == nonce
    assert drawn["ranking"] == drawn_order(drawn["seed"], by_number[:2])
    assert selection_of(made.request).ranking == [*drawn["ranking"], made.alias(0)]


def test_the_method_needs_nothing_but_its_inputs():
    prices = (LastPrice("A2", 900, 3), LastPrice("B2", 800, 4), LastPrice("C2", 800, 5))
    assert decide(Inputs(prices), {}).order == ["B2", "C2", "A2"]
    assert decide(Inputs(prices, {"B2": "standing"}), {}).order == ["C2", "A2"]
    drawn = decide(Inputs(prices, {}, 800, "5" * 64), {})
    assert drawn.order == [*drawn_order("5" * 64, ["B2", "C2"]), "A2"]
    assert [step.kind for step in drawn.steps] == ["tie_drawn", "ranked"]
