"""judge() over many auctions: what is accepted, when the end moves, what a replay gives."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding import errors
from bidding.enums import AuctionStatus, Happened
from bidding.rules.bids import AuctionState, Offer, judge, ranking
from bidding.rules.replays import Recorded, aliases_in_order, replayed, shown_state, winner
from market.errors import Refused
from market.units import parse_stamp
from tests.properties.auction_moves import (
    INSTANTS,
    OPENING,
    moves,
    offer_of,
    openings,
    play,
    recorded,
)


def accepted(played):
    for before, offer, now, after, told in played:
        if isinstance(after, AuctionState):
            yield before, offer, now, after, told


@given(moves)
def test_a_bid_is_taken_exactly_when_entered_in_time_and_a_whole_step_lower(steps):
    state = OPENING
    for agency_id, below, instant in steps:
        now = INSTANTS[instant](state)
        offer = offer_of(state, agency_id, below)
        is_good = agency_id in (1, 2, 3) and agency_id != state.leader_id
        is_good = is_good and below >= 0 < offer.amount_fen
        is_good = is_good and state.opens_at <= now < state.closes_at
        try:
            after, told = judge(state, offer, now)
        except Refused:
            assert not is_good
            continue

        assert is_good
        assert after.leader_id == agency_id
        kinds = ["bid", "extended"] if after.closes_at > state.closes_at else ["bid"]
        assert [happening.kind for happening in told] == kinds
        assert after.max_next_fen == offer.amount_fen - state.step_fen
        assert state.closes_at <= after.closes_at <= state.latest_end_at
        assert after.extension_count <= state.max_extensions
        state = after


@given(openings, moves)
def test_i06_nothing_is_accepted_before_the_opening_or_at_or_after_the_end_in_force(opening, steps):
    for before, _, now, after, _ in play(opening, steps):
        if isinstance(after, AuctionState):
            assert before.opens_at <= now < before.closes_at
        elif now >= before.closes_at:
            assert after.code == "closed"
            assert parse_stamp(after.facts["closes_at"]) == before.closes_at
        elif now < before.opens_at:
            assert after.code == "not_open"


@given(openings, moves)
def test_i07_times_never_decrease_with_the_number(opening, steps):
    events = recorded(opening, play(opening, steps))
    times = [event.at for event in events]
    assert times == sorted(times)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))


@given(openings, moves)
def test_i08_the_first_is_at_most_the_ceiling_and_each_next_a_step_lower(opening, steps):
    best, own = None, {}
    for before, offer, _, after, _ in accepted(play(opening, steps)):
        amount, floor = offer.amount_fen, opening.floor_fen
        assert 0 < amount <= opening.ceiling_fen
        against = own.get(offer.agency_id) if opening.is_rank_only else best
        if floor is not None and amount == floor:
            assert own.get(offer.agency_id) != floor
        elif against is not None:
            assert amount <= against - opening.step_fen
        if floor is not None:
            assert amount >= floor
        own[offer.agency_id] = amount
        best = amount if best is None else min(best, amount)
        assert after.leading_fen == best
        assert after.bid_count == before.bid_count + 1


@given(st.sampled_from([0, -1, -(10**14), 10**14 + 1, 2**63]))
def test_i09_an_amount_out_of_range_is_none_and_answers_no_key(amount_fen):
    with pytest.raises(errors.BadAmount) as refused:
        judge(OPENING, Offer(1, offer_of(OPENING, 1, 0).key, amount_fen), OPENING.opens_at)
    assert not refused.value.answers_key


@given(openings, moves)
def test_i10_a_bid_in_the_last_window_moves_the_end_to_its_time_and_the_window(opening, steps):
    last_at, state = None, opening
    for before, _, now, after, told in accepted(play(opening, steps)):
        state, last_at = after, now
        wanted = now + opening.soft_close
        joins = before.is_at_floor
        opens_floor = after.is_at_floor and not joins
        if opening.latest_end_at is not None and not opens_floor:
            wanted = min(wanted, opening.latest_end_at)
        may_extend = opening.max_extensions is None or (
            before.extension_count < opening.max_extensions
        )
        if wanted > before.closes_at and (may_extend or opens_floor) and not joins:
            assert after.closes_at == wanted
            assert after.status is AuctionStatus.OVERTIME
            assert [happening.kind for happening in told] == [Happened.BID, Happened.EXTENDED]
            assert told[1].facts["n"] == before.extension_count + 1
        else:
            assert after.closes_at == before.closes_at
            assert len(told) == 1
    if last_at is not None and last_at > state.closes_at - opening.soft_close:
        is_capped = opening.max_extensions is not None and (
            state.extension_count >= opening.max_extensions
        )
        assert is_capped or state.closes_at == opening.latest_end_at or state.is_at_floor


@given(openings, moves)
def test_i12_a_refusal_names_a_limit_that_would_have_counted(opening, steps):
    for before, offer, now, after, _ in play(opening, steps):
        if isinstance(after, errors.NotLowEnough) and after.facts["max_fen"] > 0:
            better = Offer(offer.agency_id, offer.key, after.facts["max_fen"], confirmed=True)
            assert judge(before, better, now)[0].prices[offer.agency_id].seq == before.seq + 1
            assert after.facts["leading_seq"] <= before.seq


@given(openings, moves)
def test_i17_the_state_at_a_number_is_the_replay_up_to_it(opening, steps):
    played = play(opening, steps)
    events = recorded(opening, played)
    for _, _, _, after, _ in accepted(played):
        again = replayed(events[: after.seq])
        assert shown_state(again) == shown_state(after)
        ids = {entrant.alias: pk for pk, entrant in after.entrants.items()}
        assert [ids[a] for a in aliases_in_order(again)] == ranking(after)


@given(openings, moves, st.sets(st.sampled_from(["A2", "B3", "C4"]), max_size=2))
def test_i22_the_winner_is_a_function_of_the_record(opening, steps, aside):
    played = play(opening, steps)
    events = recorded(opening, played)
    assert winner(events) is None
    set_aside = [{"alias": alias, "reason": "standing"} for alias in sorted(aside)]
    closed = Recorded(len(events) + 1, events[-1].at, "closed", {"set_aside": set_aside})
    prices = {}
    for before, offer, _, after, _ in accepted(played):
        alias = before.entrants[offer.agency_id].alias
        prices[alias] = (offer.amount_fen, before.seq + 1)
        assert after.seq > before.seq
    left = {alias: price for alias, price in prices.items() if alias not in aside}
    assert winner([*events, closed]) == min(left, key=left.get, default=None)


@given(openings, moves, st.sampled_from(list(AuctionStatus)))
def test_a_bid_counts_in_no_state_but_open_and_overtime(opening, steps, status):
    state = replace(opening, status=status)
    for *_, after, told in play(state, steps[:3]):
        if isinstance(after, AuctionState):
            assert status in AuctionStatus.TAKES_BIDS
        elif status is AuctionStatus.PAUSED:
            assert after.code == "paused"
        else:
            assert told == []


def test_a_held_request_takes_no_bid_and_a_barred_agency_none_either():
    offer = offer_of(OPENING, 1, 0)
    with pytest.raises(errors.Held):
        judge(replace(OPENING, is_held=True), offer, OPENING.opens_at)
    barred = {1: replace(OPENING.entrants[1], barred="suspended")}
    with pytest.raises(errors.NotInGoodStanding) as refused:
        judge(replace(OPENING, entrants=barred), offer, OPENING.opens_at)
    assert refused.value.facts == {"reason": "suspended"}
    assert refused.value.text == "本机构服务已暂停或退出，不能出价：暂停"


def test_a_cut_is_large_when_it_is_more_than_the_share_of_the_lead():
    state = judge(replace(OPENING, big_jump_bp=2000), offer_of(OPENING, 1, 0), OPENING.opens_at)[0]
    at_line, over = 800_000, 799_999
    judge(state, Offer(2, offer_of(OPENING, 2, 0).key, at_line), OPENING.opens_at)
    with pytest.raises(errors.JumpUnconfirmed):
        judge(state, Offer(2, offer_of(OPENING, 2, 0).key, over), OPENING.opens_at)
    after, told = judge(
        state, Offer(2, offer_of(OPENING, 2, 0).key, over, confirmed=True), OPENING.opens_at
    )
    assert told[0].facts["confirmed"] is True
    assert after.leading_fen == over


def test_which_refusals_answer_a_key():
    answering = {
        code
        for code, refused in Refused.by_code.items()
        if refused.answers_key and refused.__module__ == "bidding.errors"
    }
    assert answering == {
        "closed",
        "above_ceiling",
        "not_low_enough",
        "below_floor",
        "own_lead",
        "not_in_good_standing",
    }
