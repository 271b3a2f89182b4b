"""place_bids() over many batches on a real database: keys, numbers, times, snapshots."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bidding.actions.bids import place_bids
from bidding.queries.auctions import recorded_events, snapshot
from bidding.queries.bids import accepted_bids, full_state
from bidding.rules.bids import Offer, ranking
from bidding.rules.replays import aliases_in_order, replayed, shown_state
from market.gateways.database import staged_clock
from market.record import events_after
from tests.bidding.factories import make_auction

pytestmark = pytest.mark.django_db
IN_A_DATABASE = settings(
    max_examples=max(settings().max_examples // 10, 10),  # An example is dozens of commits.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KINDS = [
    {},
    {"visibility": "rank_only"},
    {"floor_fen": 960_000},
]
# Of a press: who, which key, how far below what would count. Few keys, so that many come again.
presses = st.tuples(
    st.integers(0, 2), st.integers(0, 5), st.sampled_from([-1, 0, 0, 1, 20_000, 300_000])
)
# Of a batch: when, in seconds before the end in force; the clock may also step back.
batches = st.lists(
    st.tuples(st.sampled_from([590, 300, 60, 59, 1, 0]), st.lists(presses, max_size=4)),
    max_size=8,
)


@pytest.fixture(params=range(len(KINDS)), ids=["open", "rank_only", "floor"])
def made(request):
    return make_auction(method_parameters=KINDS[request.param])


def run(made, batches) -> list[tuple]:
    """Every (offer, answer) in order; the state is looked at before each batch, as clients do."""
    played: list[tuple] = []
    for seconds, pressed in batches:
        auction = made.auction
        state = full_state(auction)
        offers = []
        for place, key, below in pressed:
            agency_id = made.agencies[place].organization_id
            amount_fen = max(state.max_next_fen_of(agency_id) - below, 1)
            offers.append(Offer(agency_id, UUID(int=key), amount_fen, confirmed=below != 300_000))
        with staged_clock(auction.closes_at - timedelta(seconds=seconds)):
            answers = place_bids(auction_id=auction.pk, offers=offers)
        played += zip(offers, answers, strict=True)
    return played


@contextmanager
def undone():
    """Each example begins with the auction as it was opened."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def told(answer) -> tuple:
    return answer.seq, answer.hash, answer.amount_fen, answer.at, answer.rank, answer.refusal


@IN_A_DATABASE
@given(batches)
def test_i03_a_key_has_one_answer_for_ever_and_another_amount_is_refused(made, batches):
    with undone():
        first = {}
        for offer, answer in run(made, batches):
            kept = first.get(offer.id)
            if kept is None:
                assert answer.refusal != "key_reused"
                assert not answer.is_repeat
                if answer.pk is not None:
                    first[offer.id] = answer
            elif kept.amount_fen == offer.amount_fen:
                assert told(answer) == told(kept)
                assert answer.is_repeat
            else:
                assert answer.refusal == "key_reused"
        assert made.auction.bids.count() == len(first)


@IN_A_DATABASE
@given(batches)
def test_i04_numbers_run_from_1_without_gap_and_every_reader_sees_the_same(made, batches):
    with undone():
        run(made, batches)
        auction = made.auction
        events = events_after(f"auction/{auction.no}", 0, 1000)
        assert [event.seq for event in events] == list(range(1, auction.seq + 1))
        bids = list(accepted_bids(auction)) or list(auction.bids.filter(seq__gt=0).order_by("seq"))
        assert [bid.number for bid in bids] == list(range(1, len(bids) + 1))
        assert [(bid.seq, bid.hash) for bid in bids] == [
            (event.seq, event.hash) for event in events if event.kind == "bid"
        ]


@IN_A_DATABASE
@given(batches)
def test_i07_times_never_decrease_even_when_the_clock_steps_back(made, batches):
    with undone():
        run(made, batches)
        auction = made.auction
        times = [event.at for event in events_after(f"auction/{auction.no}", 0, 1000)]
        assert times == sorted(times)
        by_seq = {event.seq: event.at for event in events_after(f"auction/{auction.no}", 0, 1000)}
        assert all(bid.at == by_seq[bid.seq] for bid in auction.bids.filter(seq__gt=0))


@IN_A_DATABASE
@given(batches)
def test_i17_a_snapshot_is_the_replay_of_the_log_up_to_its_number(made, batches):
    with undone():
        for number in range(len(batches) + 1):
            run(made, batches[number : number + 1])
            picture = snapshot(made.auction)
            again = replayed(recorded_events(made.auction))
            state = {k: v for k, v in picture["state"].items() if k not in ("observers", "held")}
            assert state == shown_state(again)
            assert picture["seq"] == again.seq
            live = full_state(made.auction)
            order = [live.entrants[agency_id].alias for agency_id in ranking(live)]
            assert aliases_in_order(again) == order
