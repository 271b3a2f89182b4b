"""The stand-alone verifier follows the rules event by event, and names the first that is broken."""

import pytest

from tests.tools.award_stories import (
    awarded,
    decided_before_the_close,
    drawn,
    drawn_and_shown,
    drawn_by,
    losers_unnamed,
    met,
    nonce_shown,
    only_awarded,
    only_decided,
    other_codes,
    other_name,
    sealed_again,
    sealed_at,
    undrawn,
)
from tests.tools.records import AUCTION, REQUEST
from tests.tools.stories import (
    amount_as_text,
    bid_after_close,
    bid_in_pause,
    bids,
    capped,
    caps_too_early,
    closed,
    closed_to_entries_early,
    closed_twice,
    early,
    entrant_twice,
    extension,
    floor_bid_twice,
    floor_under_rank_only,
    held,
    hold,
    low_step,
    needless_extension,
    no_bid_after_bids,
    no_extension,
    opened_early,
    other_bidder,
    other_entrants,
    other_length,
    other_rule_set,
    outage,
    paused,
    short_outage,
    unknown_kind,
    unknown_visibility,
    unpublished_window,
    unsealed,
    unsold,
    voided,
)


def refused(seq, code, alias, amount):
    return f"{AUCTION} {seq} {code}: the bid of {amount} fen by {alias} had to be refused"


LATE = f"{AUCTION} 3 extension: the end is not moved as the rules say"
UNTOLD = "the bid before it moves the end, and no event says so"
RANKING = f"{AUCTION} 4 ranking: by the bids it is C3, K7"
UNSEALED = "does not give its digest"
OTHER_NONCE = f"{REQUEST} 4 digest: what is revealed of draw_nonce {UNSEALED}"
UNSHOWN = f"{REQUEST} 4 draw: another nonce is revealed"
NONCE = met().nonce
FOREIGN = f"{AUCTION} 5 award: its rank or its amount is another's"
CASES = [
    (early, f"{AUCTION} 1 not_open: bid is not possible here: the auction is not open"),
    (low_step, f"{AUCTION} 1 step: it must be 5000 to 30000 fen"),
    (other_length, f"{AUCTION} 1 duration: from opens_at to closes_at is not base_duration_s"),
    (other_entrants, f"{AUCTION} 1 entrants: not those of entries_closed"),
    (entrant_twice, f"{AUCTION} 1 entrants: none, or one stands twice"),
    (unknown_kind, f"{AUCTION} 2 facts: shortened or its facts have another form"),
    (amount_as_text, f"{AUCTION} 2 facts: bid or its facts have another form"),
    (
        closed_to_entries_early,
        f"{REQUEST} 2 entries: they are closed before entry_closes_at",
    ),
    (only_awarded, f"{AUCTION} 5 award: the request's log has no such award"),
    (
        unpublished_window,
        f"{AUCTION} 1 rules: soft_close_s is not that of the rule set or of the request",
    ),
    (other_rule_set, f"{AUCTION} 1 rule_set: the file lacks its rule set"),
    (opened_early, f"{AUCTION} 1 not_open: it is opened too early"),
    (caps_too_early, f"{AUCTION} 1 duration: latest_end_at is before closes_at"),
    (unknown_visibility, f"{AUCTION} 1 visibility: there is no such"),
    (
        floor_under_rank_only,
        f"{AUCTION} 1 floor: a floor above the ceiling, or under rank_only",
    ),
    (bids((9, "X1", 900_000)), refused(2, "not_entered", "X1", 900_000)),
    (bids((0.06, "K7", 1_000_000)), None),
    (bids((9, "K7", 1_000_001)), refused(2, "above_ceiling", "K7", 1_000_001)),
    (bids((9, "K7", 900_000), (10, "T9", 890_000)), None),
    (
        bids((9, "K7", 900_000), (10, "T9", 890_001)),
        refused(3, "not_low_enough", "T9", 890_001),
    ),
    (bids((9, "K7", 900_000), (10, "K7", 890_000)), refused(3, "own_lead", "K7", 890_000)),
    (bids((9, "K7", 900_000), (10, "T9", 720_000)), None),
    (
        bids((9, "K7", 900_000), (10, "T9", 719_999)),
        refused(3, "jump_unconfirmed", "T9", 719_999),
    ),
    (bids((9, "K7", 900_000), (10, "T9", 719_999, True)), None),
    (bids((900, "K7", 900_000)), refused(2, "closed", "K7", 900_000)),
    (bids((9, "K7", 499_999), floor_fen=500_000), refused(2, "below_floor", "K7", 499_999)),
    (bids((9, "K7", 505_000), (10, "T9", 500_000), floor_fen=500_000), None),
    (
        bids((9, "K7", 505_000), (10, "T9", 500_001), floor_fen=500_000),
        refused(3, "not_low_enough", "T9", 500_001),
    ),
    (floor_bid_twice, refused(4, "not_low_enough", "K7", 500_000)),
    (bids((9, "K7", 900_000), (10, "K7", 100_000), visibility="rank_only"), None),
    (
        bids((9, "K7", 900_000), (10, "T9", 990_000), (11, "T9", 980_001), visibility="rank_only"),
        refused(4, "not_low_enough", "T9", 980_001),
    ),
    (held, refused(3, "held", "T9", 890_000)),
    (other_bidder, f"{AUCTION} 2 digest: its sealed bidder is not that of the entry K7"),
    (unsealed, f"{AUCTION} 2 digest: its sealed bidder is not that of the entry K7"),
    (extension(920), None),
    (extension(919.999), LATE),
    (extension(920, n=2), f"{AUCTION} 3 extension: n must be 1"),
    (extension(920, cause="hold"), f"{AUCTION} 3 extension: {UNTOLD}"),
    (no_extension(), f"{AUCTION} 3 extension: {UNTOLD}"),
    (
        no_extension(last=True),
        f"{AUCTION} 3 missing: what must follow in the same moment is missing",
    ),
    (needless_extension, LATE),
    (capped, f"{AUCTION} 5 extension: the end is not moved as the rules say"),
    (outage, None),
    (short_outage, f"{AUCTION} 2 extension: the end is not moved as the rules say"),
    (hold, None),
    (lambda: hold(31), f"{AUCTION} 2 extension: the end is not moved as the rules say"),
    (paused(1_480, 1_600), refused(4, "paused", "K7", 900_000)),
    (
        paused(1_479.999, 1_600),
        f"{AUCTION} 3 extension: less notice or less time than the rules give",
    ),
    (
        paused(1_480, 1_599.999),
        f"{AUCTION} 3 extension: less notice or less time than the rules give",
    ),
    (
        bid_in_pause,
        f"{AUCTION} 3 paused: bid is not possible here: the auction is in pause",
    ),
    (closed(900, ["C3", "K7"]), None),
    (closed(899.999, ["C3", "K7"]), f"{AUCTION} 4 closed: it is closed before the end in force"),
    (closed(900, ["K7", "C3"]), RANKING),
    (closed(900, ["C3"]), RANKING),
    (
        closed(900, ["K7"], set_aside=[{"alias": "C3", "reason": "conflict_found"}]),
        None,
    ),
    (
        closed(900, ["K7"], set_aside=[{"alias": "X1", "reason": "conflict_found"}]),
        RANKING,
    ),
    (closed(900, ["C3", "K7"], bid_count=1), f"{AUCTION} 4 bid_count: there are 2 bids"),
    (closed_twice, f"{AUCTION} 5 closed: closed is not possible here: the auction is over"),
    (bid_after_close, f"{AUCTION} 5 closed: bid is not possible here: the auction is over"),
    (unsold(), f"{AUCTION} 3 missing: what must follow in the same moment is missing"),
    (
        unsold(("awarded", {"rank": 1, "alias": "K7", "amount_fen": 1, "revealed": []})),
        f"{AUCTION} 3 closed: awarded is not possible here: the auction is unsold",
    ),
    (
        unsold(("failed", {"code": "no_reserve_left"})),
        f"{AUCTION} 3 no_bid: no_bid follows a close without bids, and only that",
    ),
    (
        unsold(("failed", {"code": "no_bid"})),
        f"{AUCTION} 3 refused: refusals by code are not revealed, or not as counted",
    ),
    (
        no_bid_after_bids,
        f"{AUCTION} 5 no_bid: no_bid follows a close without bids, and only that",
    ),
    (voided(3), None),
    (voided(2), refused(5, "own_lead", "C3", 890_000)),
    (voided(4), f"{AUCTION} 4 voided: it names no bid that stood"),
    (voided(3, ["K7"]), None),
    (voided(3, ["C3", "K7"]), f"{AUCTION} 5 ranking: by the bids it is K7"),
    (awarded(), None),
    (awarded(alias="K7", amount_fen=900_000), FOREIGN),
    (awarded(rank=2), FOREIGN),
    (awarded(amount_fen=889_999), FOREIGN),
    (awarded(revealed=[]), f"{REQUEST} 5 revealed: a name that must be public is not revealed"),
    (
        other_name,
        f"{REQUEST} 5 digest: what is revealed of C3 does not give its digest",
    ),
    (other_codes, f"{AUCTION} 5 refused: refusals by code are not revealed, or not as counted"),
    (only_decided, f"{REQUEST} 5 award: the auction's log has another award, or none"),
    (decided_before_the_close, f"{REQUEST} 3 award: no selection was finished before it"),
    (losers_unnamed, f"{REQUEST} 5 revealed: a name that must be public is not revealed"),
    (drawn(), None),
    (
        drawn(nonces=[["platform", "ab" * 32]]),
        f"{REQUEST} 4 draw: not so by the seed",
    ),
    (drawn(without="revealed"), f"{REQUEST} 4 facts: facts of tie_drawn have another form"),
    (drawn(revealed=[]), f"{REQUEST} 4 revealed: the sealed nonce is not revealed"),
    (nonce_shown(name="nonce"), f"{REQUEST} 4 digest: what is revealed of nonce {UNSEALED}"),
    (nonce_shown(salt="cd" * 32), OTHER_NONCE),
    (nonce_shown(value="ab" * 32), OTHER_NONCE),
    (drawn_and_shown, OTHER_NONCE),
    (sealed_again, OTHER_NONCE.replace(" 4 ", " 5 ")),
    (sealed_at(0), None),
    (sealed_at(0.001), OTHER_NONCE),
    (sealed_at(0, sealed={"nonce": "ab" * 32}), OTHER_NONCE),
    (drawn_by(nonces=[["platform", "ab" * 32]]), UNSHOWN),
    (drawn_by(nonces=[["K7", "ab" * 32]]), UNSHOWN),
    (drawn_by(nonces=[["K7", "ab" * 32], ["platform", NONCE]]), UNSHOWN),
    (drawn_by(nonces=[]), UNSHOWN),
    (drawn_by(draw_no=2), f"{REQUEST} 4 draw: not so by the seed"),
    (drawn_by(outside="7"), f"{REQUEST} 4 draw: not so by the seed"),
    (undrawn(["K7", "T9"]), f"{REQUEST} 4 draw: who met at the floor is not drawn"),
    (undrawn(["T9"], set_aside=[{"alias": "K7", "reason": "standing"}]), None),
]


@pytest.mark.parametrize(("told", "first"), CASES)
def test_the_first_event_that_breaks_a_rule_is_named(verify, told, first):
    code, findings, _ = verify(told().bundle())

    assert findings[:1] == ([first] if first else [])
    assert code == (1 if first else 0)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (drawn(revealed=[]), "revealed"),
        (nonce_shown(salt="cd" * 32), "digest"),
        (drawn_and_shown, "digest"),
        (sealed_at(0.001), "digest"),
        (drawn_by(nonces=[["platform", "ab" * 32]]), "draw"),
        (drawn_by(nonces=[["K7", "ab" * 32], ["platform", NONCE]]), "draw"),
    ],
)
def test_a_nonce_that_was_not_fixed_before_the_first_bid_is_the_only_finding(verify, told, code):
    """Everything else in these records is right: without the reveal nobody could tell."""
    _, findings, _ = verify(told().bundle())

    assert [line.split(": ")[0] for line in findings] == [f"{REQUEST} 4 {code}"]


def test_a_bid_before_the_opening_is_named_beside_the_early_opening(verify):
    story = opened_early()
    story.bid(-0.001, "K7", 900_000)

    assert refused(2, "not_open", "K7", 900_000) in verify(story.bundle())[1]
