"""The stand-alone verifier, on records made by hand: what it finds, where, and in which words."""

import copy
import importlib.util
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools.records import (
    AUCTION,
    REQUEST,
    SIGNER,
    Chain,
    Signer,
    Story,
    after,
    canonical,
    chained,
    event_hash,
    good_story,
    played,
    stamp,
)

TOOL = Path(__file__).parents[2] / "tools" / "verify_record.py"
spec = importlib.util.spec_from_file_location("verify_record", TOOL)
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)
KEY = SIGNER.key_id


@pytest.fixture
def verify(tmp_path, capsys):
    """The exit code, the findings and the summary for some contents, one file each."""

    def verify(*contents):
        paths = []
        for content in contents:
            paths.append(tmp_path / f"{len(paths)}.json")
            paths[-1].write_text(json.dumps(content), encoding="utf-8")
        code = tool.main([str(path) for path in paths])
        lines = capsys.readouterr().out.splitlines()
        cut = next((i for i, line in enumerate(lines) if line.startswith("Log ")), len(lines))
        return code, lines[:cut], lines[cut:]

    return verify


def test_a_good_bundle_has_no_finding_and_label_b(verify):
    assert verify(good_story().bundle()) == (
        0,
        [],
        [
            f"Log {REQUEST}: 6 events, 6 good; signed up to 6 by {KEY}.",
            f"Log {AUCTION}: 11 events, 11 good; signed up to 11 by {KEY}.",
            f"Auction {AUCTION}: 5 bids, 2 extensions; ranking recomputed: K7, T9, C3.",
            "Trust label B: signed by the operator, and the bidding was open.",
            "Result: no findings.",
        ],
    )


def test_it_needs_nothing_of_ours(tmp_path):
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(good_story().bundle()))
    told = subprocess.run(
        [sys.executable, "-I", TOOL, file], cwd=tmp_path, capture_output=True, text=True
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1] == "Result: no findings."
    assert len(TOOL.read_text().splitlines()) <= 500


def test_without_a_file_or_with_another_file_it_exits_2(tmp_path, capsys):
    assert tool.main([]) == 2
    assert "verify_record.py FILE" in capsys.readouterr().err
    for content in (
        b"",
        b"{}",
        b"[1]",
        b'{"logs": 1}',
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"keys":[{}]}',
    ):
        file = tmp_path / "file"
        file.write_bytes(content)
        assert tool.main([str(file)]) == 2, content[:20]
        assert capsys.readouterr().err.startswith("unreadable: ")
    assert tool.main([str(tmp_path / "missing")]) == 2


# Rules of the auction


def opened(**changes):
    return Story(opened=changes).open()


def early():
    story = Story()
    story.bid(-1, "K7", 900_000)
    return story.open()


def low_step():
    return Story(opened={"step_fen": 4_999}).open()


def other_length():
    return Story(opened={"closes_at": stamp(after(899))}).open()


def other_entrants():
    return Story(opened={"entrants": ["C3", "K7", "T9", "X1"]}).open()


def entrant_twice():
    return Story(opened={"entrants": ["C3", "K7", "T9", "T9"]}).open()


def unknown_kind():
    story = opened()
    story.auction.add("shortened", after(9), {})
    return story


def amount_as_text():
    story = opened()
    story.auction.add("bid", after(9), {"alias": "K7", "amount_fen": "900000"})
    return story


def closed_to_entries_early():
    return Story(published={"entry_closes_at": stamp(after(-119.999))}).open()


def only_awarded():
    story = awarded()()
    story.request = chained(REQUEST, story.request.bodies[:-1])
    return story


def unpublished_window():
    story = Story()
    story.rules_of_auction["soft_close_s"] = 60
    return story.open()


def other_rule_set():
    return Story(opened={"rule_set_hash": "ab" * 32}).open()


def opened_early():
    return Story().open(-0.001)


def floor_under_rank_only():
    return Story(opened={"floor_fen": 500_000, "visibility": "rank_only"}).open()


def bids(*offers, **rules):
    """(seconds, alias, fen) each; the window is only a second, so that none extends."""

    def told():
        story = opened(soft_close_s=1, **rules)
        for seconds, alias, amount, *confirmed in offers:
            story.bid(seconds, alias, amount, **({"confirmed": True} if confirmed else {}))
        return story

    return told


def held():
    story = opened()
    story.request.add("request_held", after(100), {})
    story.bid(100, "K7", 900_000)
    story.bid(110, "T9", 890_000)
    story.request.add("request_released", after(120), {})
    return story


def other_bidder():
    story = opened()
    story.auction.add("bid", after(9), {"alias": "K7", "amount_fen": 9}, {"bidder": "ab" * 32})
    return story


def unsealed():
    story = opened()
    story.auction.add("bid", after(9), {"alias": "K7", "amount_fen": 9})
    return story


def extension(closes, n=1, **more):
    def told():
        story = opened()
        story.bid(800, "K7", 900_000)
        story.extend(800, closes, n, **more)
        return story

    return told


def no_extension(last=False):
    def told():
        story = opened()
        story.bid(800, "K7", 900_000)
        if not last:
            story.bid(801, "T9", 800_000)
        return story

    return told


def needless_extension():
    story = opened()
    story.bid(780, "K7", 900_000)
    story.extend(780, 900.001, 1)
    return story


def capped():
    """One more than the cap allows."""
    story = opened(max_extensions=1)
    story.bid(800, "K7", 900_000)
    story.extend(800, 920, 1)
    story.bid(830, "T9", 800_000)
    story.extend(830, 950, 2)
    return story


def outage():
    """Half a minute out: the end moves by it and the window, and counts in n, not as a bid's."""
    story = opened(max_extensions=1)
    moved = {"cause": "outage", "from": stamp(after(850)), "to": stamp(after(880))}
    story.extend(880, 1_050, 1, **moved)
    story.bid(1_000, "K7", 900_000)
    story.extend(1_000, 1_120, 2)
    return story


def short_outage():
    story = opened()
    moved = {"cause": "outage", "from": stamp(after(850)), "to": stamp(after(880))}
    story.extend(880, 1_049, 1, **moved)
    return story


def hold(moves=30):
    story = opened()
    moved = {"cause": "hold", "from": stamp(after(850)), "to": stamp(after(880))}
    story.extend(880, 900 + moves, 1, **moved)
    return story


def paused(bids_from=1_400.0, closes=1_520.0):
    """Paused 20 s before the end: at least the window is left after notice of ten minutes."""

    def told():
        story = opened()
        story.auction.add("paused", after(880), {"reason": "technical"})
        times = {"bids_from": stamp(after(bids_from)), "closes_at": stamp(after(closes))}
        story.auction.add("resumed", after(800 + 0.0 + 80), {"reason": "mended", **times})
        story.bid(bids_from - 1, "K7", 900_000)
        return story

    return told


def bid_in_pause():
    story = opened()
    story.auction.add("paused", after(500), {"reason": "technical"})
    story.bid(501, "K7", 900_000)
    return story


def closed(seconds, ranking, **changes):
    def told():
        story = opened()
        story.bid(60, "K7", 900_000)
        story.bid(70, "C3", 890_000)
        return story.close(seconds, ranking, **changes)

    return told


def closed_twice():
    story = closed(900, ["C3", "K7"])()
    story.auction.add("closed", after(901), json.loads(story.auction.lines[-1]["text"])["facts"])
    return story


def bid_after_close():
    story = closed(900, ["C3", "K7"])()
    story.bid(900, "T9", 10_000, confirmed=True)
    return story


def unsold(*kinds):
    def told():
        story = opened().close(900, [])
        for kind, facts in kinds:
            story.auction.add(kind, after(900), facts)
        return story

    return told


def no_bid_after_bids():
    story = closed(900, ["C3", "K7"])()
    shown = {"code": "no_bid", "revealed": [story.codes_revealed()]}
    story.auction.add("failed", after(901), shown)
    return story


def voided(bid, ranking=None):
    def told():
        story = opened()
        story.bid(60, "K7", 900_000)
        story.bid(70, "C3", 890_000)
        if ranking is None:
            story.auction.add("voided", after(80), {"bid": bid, "reason": "fraud"})
            story.bid(90, "C3", 890_000)
            return story
        story.close(900, ["C3", "K7"])
        facts = {"bid": bid, "reason": "fraud", "ranking": ranking}
        story.auction.add("voided", after(910), facts)
        return story

    return told


def awarded(rank=1, alias="C3", amount_fen=890_000, **changes):
    def told():
        return closed(900, ["C3", "K7"])().award(1_000, rank, alias, amount_fen, **changes)

    return told


def other_name():
    story = closed(900, ["C3", "K7"])()
    shown = [{**story.revealed("C3")[0], "value": story.names["K7"]}]
    return story.award(1_000, 1, "C3", 890_000, revealed=shown)


def other_codes():
    story = closed(900, ["C3", "K7"], codes={"own_lead": 2})()
    return story.award(1_000, 1, "C3", 890_000)


def only_decided():
    story = closed(900, ["C3", "K7"])()
    facts = {"rank": 1, "alias": "C3", "amount_fen": 890_000, "code": None}
    shown = {"revealed": story.revealed("C3"), "reason": None, "standstill_until": None}
    story.request.add("award_decided", after(1_000), facts | shown)
    return story


def decided_before_the_close():
    story = opened()
    facts = {"rank": 1, "alias": "C3", "amount_fen": 890_000, "code": None}
    story.request.add("award_decided", after(1_000), facts | {"revealed": story.revealed("C3")})
    return story


def losers_unnamed():
    story = Story(published={"fund_source": "fiscal"}).open()
    story.bid(60, "K7", 900_000)
    return story.close(900, ["K7"]).award(1_000, 1, "K7", 900_000)


def floor_bid_twice():
    story = opened(floor_fen=500_000)
    story.bid(60, "K7", 500_000)
    story.bid(61, "T9", 500_000)
    story.bid(62, "K7", 500_000)
    return story


def drawn(**changes):
    def told():
        story, _ = played(next(s for s in range(99) if tied(s)))
        bodies = story.request.bodies
        draw = next(body for body in bodies if body["kind"] == "tie_drawn")
        draw["facts"] = {**draw["facts"], **changes}
        story.request = chained(REQUEST, bodies)
        return story

    return told


def tied(seed):
    return any(body["kind"] == "tie_drawn" for body in played(seed)[0].request.bodies)


def refused(seq, code, alias, amount):
    return f"{AUCTION} {seq} {code}: the bid of {amount} fen by {alias} had to be refused"


LATE = f"{AUCTION} 3 extension: the end is not moved as the rules say"
UNTOLD = "the bid before it moves the end, and no event says so"
RANKING = f"{AUCTION} 4 ranking: by the bids it is C3, K7"
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
]


@pytest.mark.parametrize(("told", "first"), CASES)
def test_the_first_event_that_breaks_a_rule_is_named(verify, told, first):
    code, findings, _ = verify(told().bundle())

    assert findings[:1] == ([first] if first else [])
    assert code == (1 if first else 0)


# The request's log, heads and keys


def changed(story, log, seq, **facts):
    """Event `seq` with other facts, and everything after it numbered and linked anew."""
    chain = getattr(story, log)
    chain.bodies[seq - 1]["facts"] |= facts
    setattr(story, log, chained(chain.name, chain.bodies))
    return story


@pytest.mark.parametrize(
    ("seq", "facts", "first"),
    [
        (2, {"list_hash": "ab" * 32}, "2 list_hash: list_hash is not the hash of the entries"),
        (2, {"entries": 7}, "2 facts: facts of entries_closed have another form"),
        (
            4,
            {"auction": {"log": AUCTION, "seq": 9, "hash": "ab" * 32}},
            "4 auction: the auction's log was closed by another event",
        ),
        (
            4,
            {"auction": {"log": AUCTION + "9", "seq": 9, "hash": "ab" * 32}},
            f"4 auction: no close of {AUCTION}9 is here",
        ),
        (4, {"ranking": ["T9", "K7", "C3"]}, "4 ranking: by the auction it is K7, T9, C3"),
        (5, {"amount_fen": 1}, "5 award: the auction's log has another award, or none"),
        (6, {"rank": 1}, "6 award: the auction's log has another award, or none"),
    ],
)
def test_the_requests_log_must_rest_on_its_auction(verify, seq, facts, first):
    _, findings, _ = verify(changed(good_story(), "request", seq, **facts).bundle())

    assert findings[0] == f"{REQUEST} {first}"


def test_entries_must_be_sorted_and_differ(verify):
    story = good_story()
    entries = story.request.bodies[1]["facts"]["entries"]
    again = [entries[0], {**entries[0], "alias": "D4"}, *entries[1:]]

    for wrong in (entries[::-1], again):
        facts = {"entries": wrong, "list_hash": tool.sha256(canonical(wrong))}
        _, findings, _ = verify(changed(good_story(), "request", 2, **facts).bundle())
        assert findings[0] == (
            f"{REQUEST} 2 entries: not sorted by alias, or an entry stands twice"
        )


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ({"signature": "00" * 64}, "11 signature: the signature of its head fails"),
        ({"signature": "no hex"}, "11 signature: the signature of its head fails"),
        ({"key_id": "ab" * 8}, f"11 key: its head is signed with {'ab' * 8}, no key of that day"),
        ({"hash": "ab" * 32}, "11 head: its head is that of another event"),
        ({"log": REQUEST}, "11 head: its head is that of another event"),
        ({"at": stamp(after(1))}, "11 head: its head is that of another event"),
        ({"seq": 12}, "12 missing: it is missing: event 12 has a head"),
        ({"at": 7}, "11 head: a head has another form"),
        ({"seq": "x"}, "- head: a head has another form"),
    ],
)
def test_a_signed_head_that_fails_is_named_at_its_number(verify, change, first):
    bundle = good_story().bundle()
    bundle["logs"][1]["checkpoints"][0] |= change

    assert verify(bundle)[:2] == (1, [f"{AUCTION} {first}"])


def test_the_head_of_a_record_is_its_last_event(verify):
    story = good_story()
    for seq, first in (
        (10, "11 head: it stands behind the head of the record"),
        (12, "12 missing: it is missing: event 12 has a head"),
    ):
        record = story.auction.record()
        record["head"] = {**story.auction.head(min(seq, 11)), "seq": seq}
        assert verify(record)[1] == [f"{AUCTION} {first}"]
    record["head"] = story.auction.head(11) | {"hash": "ab" * 32}
    assert verify(record)[1] == [f"{AUCTION} 11 head: its head is that of another event"]


def test_a_key_that_had_ended_signs_nothing(verify):
    bundle = good_story().bundle()
    bundle["keys"][0]["until"] = stamp(after(8_999))

    _, findings, _ = verify(bundle)

    assert findings[0] == f"{REQUEST} 6 key: its head is signed with {KEY}, no key of that day"


def test_where_keys_are_given_no_others_count(verify):
    bundle, own = good_story().bundle(), {"keys": [SIGNER.entry()]}

    assert verify(bundle, own)[0] == 0
    other = verify(bundle, {"keys": [Signer(2).entry()]})
    assert other[0] == 1
    assert other[1][0] == f"{REQUEST} 6 key: its head is signed with {KEY}, no key of that day"


def test_a_record_alone_is_checked_by_its_own_rules(verify):
    story = good_story()

    code, findings, told = verify(story.auction.record())

    assert (code, findings) == (0, [])
    assert told[-2] == "Trust label B: signed by the operator, and the bidding was open."
    code, findings, told = verify(story.request.record())
    assert (code, findings) == (0, [])
    assert told[-2] == "Trust label C: this file holds no auction."


def test_pages_of_a_record_are_joined_and_one_page_is_not_blamed_for_the_rest(verify):
    story = good_story()
    whole = story.auction.record()
    pages = [
        {**whole, "events": whole["events"][:4], "next_after": 4},
        {**whole, "events": whole["events"][4:9], "next_after": 9},
        {**whole, "events": whole["events"][9:]},
    ]

    assert verify(pages)[:2] == (0, [])
    assert verify(pages[0])[:2] == (0, [])
    _, findings, _ = verify([pages[0], pages[2]])
    assert findings == [f"{AUCTION} 5 missing: it is missing: 10 is the next number here"]


def test_labels_are_computed_from_facts(verify):
    def label(bundle):
        return verify(bundle)[2][-2]

    hidden = bids((9, "K7", 900_000), visibility="rank_only")()
    assert label(hidden.bundle()) == "Trust label C: prices were hidden while it went on."
    unsigned = good_story().bundle()
    unsigned["logs"][0]["checkpoints"] = []
    assert label(unsigned) == "Trust label C: not every log here has a signed head."
    story = good_story()
    story.auction.signed = [2]
    early_head = story.bundle()
    early_head["logs"][1]["checkpoints"].pop()
    assert label(early_head) == "Trust label C: the close of the auction is not signed."
    wrong = capped().bundle()
    assert label(wrong) == "Trust label C: after these findings signatures prove nothing."


def test_an_auction_that_is_not_served_yet_and_an_empty_log_are_no_finding(verify):
    record = {**Chain(AUCTION).record(), "head": None}

    assert verify(record)[:2] == (0, [])
    assert verify(Chain(AUCTION).record())[:2] == (0, [])


@pytest.mark.parametrize("kind", ["failed", "cancelled"])
def test_an_auction_may_end_before_it_opens(verify, kind):
    story = Story()
    story.auction.add(kind, after(-100), {"code": "too_few"})

    assert verify(story.bundle())[:2] == (0, [])
    story.auction.add("opened", after(0), story.rules_of_auction)
    assert verify(story.bundle())[1] == [
        f"{AUCTION} 2 closed: opened is not possible here: the auction is done"
    ]


def test_a_staged_demonstration_is_said_to_be_one(verify):
    platform = Chain("platform")
    platform.add(
        "demonstration_staged", after(0), {"from": stamp(after(-9)), "to": stamp(after(0))}
    )

    _, _, told = verify({**good_story().bundle(), "logs": [platform.record()]})

    assert told[1] == "This is a demonstration: its past was staged."


# Receipts


def receipt(story, seq):
    return {"log": AUCTION, "seq": seq, "hash": story.auction.lines[seq - 1]["hash"]}


def test_receipts_must_fit_the_record_and_each_other(verify):
    story = good_story()
    bundle, good = story.bundle(), receipt(story, 3)
    foreign = {**good, "hash": "ab" * 32}
    words = "fork: a receipt, record or event names another event here"

    assert verify(bundle, good)[:2] == (0, [])
    assert verify(bundle, [foreign])[:2] == (1, [f"{AUCTION} 3 {words}"])
    assert verify(bundle, {**good, "seq": 12})[:2] == (1, [f"{AUCTION} 12 {words}"])
    assert verify(good)[:2] == (0, [])
    assert verify([good, {**good, "amount_fen": 9}])[:2] == (0, [])
    assert verify([good, foreign])[:2] == (1, [f"{AUCTION} 3 {words}"])


# Tampering (T16)


def tampered(seed):
    """A bundle with one thing done to one log, and the finding that must come first in it."""
    chance = random.Random(seed)
    story, _ = played(chance.randrange(10_000))
    log = chance.choice(["request", "auction"])
    chain = getattr(story, log)
    last = len(chain.lines)
    chain.signed = sorted({1, last // 2, last} - {0})
    bundle = story.bundle()
    record = bundle["logs"][["request", "auction"].index(log)]
    k = chance.randint(1, last)
    lines = record["events"]
    act = chance.choice(["flip", "flip hash", "rewrite", "delete", "swap", "truncate", "fork"])
    if act == "flip":
        text = lines[k - 1]["text"]
        at = chance.randrange(len(text))
        put = chance.choice([c for c in '0a{",x' if c != text[at]])
        lines[k - 1]["text"] = text[:at] + put + text[at + 1 :]
        return bundle, chain.name, k, {"hash"}
    if act == "flip hash":
        text = lines[k - 1]["hash"]
        at = chance.randrange(64)
        lines[k - 1]["hash"] = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
        return bundle, chain.name, k, {"hash"}
    if act == "rewrite":  # The hash fits again; the event after it, or the head, does not.
        body = copy.deepcopy(chain.bodies[k - 1])
        body["facts"]["added"] = 1
        text = canonical(body)
        lines[k - 1] = {"text": text, "hash": event_hash(text)}
        wrong = {"head"} if k in chain.signed else {"link"}
        return bundle, chain.name, k if k in chain.signed else k + 1, wrong
    if act == "delete":
        del lines[k - 1]
        return bundle, chain.name, k, {"missing"}
    if act == "swap" and last > 1:
        k = min(k, last - 1)
        lines[k - 1], lines[k] = lines[k], lines[k - 1]
        return bundle, chain.name, k, {"missing"}
    if act in ("truncate", "swap"):
        del lines[k - 1 :]
        if chance.random() < 0.5:
            record["head"] = chain.head(k - 1)
        return bundle, chain.name, k, {"missing"}
    # The rest is written anew in good order by somebody who has no key.
    bodies = copy.deepcopy(chain.bodies)
    bodies[k - 1]["facts"]["added"] = 1
    other = chained(chain.name, bodies)
    record["events"], record["head"] = other.lines, other.head(last)
    return bundle, chain.name, next(n for n in chain.signed if n >= k), {"head"}


@pytest.mark.parametrize("seed", range(200))
def test_t16_whatever_is_done_to_a_record_is_found_and_named(verify, seed):
    bundle, log, seq, codes = tampered(seed)

    code, findings, _ = verify(bundle)

    assert code == 1
    first = next(line for line in findings if line.startswith(f"{log} "))
    name, number, wrong = first.split(" ")[:3]
    if wrong == "fork:":  # The other log names an event of this one, and notices earlier.
        assert (name, int(number)) <= (log, seq)
    else:
        assert (name, int(number)) == (log, seq)
        assert wrong.rstrip(":") in codes


def test_no_number_stands_twice(verify):
    record = good_story().auction.record()
    record["events"].insert(4, record["events"][3])

    assert verify(record)[1][0] == f"{AUCTION} 4 order: it stands behind event 4"


def test_whatever_names_an_event_of_another_log_must_name_it_rightly(verify):
    story = good_story()
    named = {"entries_log": receipt(story, 2) | {"hash": "ab" * 32}}

    _, findings, _ = verify(changed(story, "request", 2, **named).bundle())

    words = "a receipt, record or event names another event here"
    assert findings == [f"{AUCTION} 2 fork: {words}"]


def test_two_records_of_one_log_that_part_ways_are_a_fork(verify):
    story = good_story()
    other = copy.deepcopy(story)
    other.auction.bodies[3]["facts"]["amount_fen"] -= 1
    fork = chained(AUCTION, other.auction.bodies).record()
    bundle = story.bundle()
    bundle["logs"].append(fork)

    assert verify(bundle)[:2] == (
        1,
        [f"{AUCTION} 4 fork: a receipt, record or event names another event here"],
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a":1.5}', "canonical"),
        ('{"a":1e3}', "canonical"),
        ('{"a":-0}', "canonical"),
        ('{"a":9007199254740992}', "canonical"),
        ('{"a":NaN}', "text"),
        ('{"a": 1}', "canonical"),
        ('{"b":1,"a":1}', "canonical"),
        ('{"a":1,"a":1}', "canonical"),
        ('{"a":"\\u4e2d"}', "canonical"),
        ('{"a":"\\/"}', "canonical"),
        ('{"a":"\\ud800"}', "canonical"),
        ('{"\ue000":1,"\U00010000":1}', "canonical"),  # UTF-16 sorts them the other way.
        ('{"\U00010000":1,"\ue000":1}', "form"),
        ('{"a":"\\u001f"}', "form"),
        ("{}", "form"),
        ("[]", "form"),
        ("7", "form"),
        ("", "text"),
        ("{", "text"),
        ("[" * 100_000, "text"),
    ],
)
def test_only_a_canonical_event_is_an_event(verify, text, code):
    record = Chain(AUCTION).record()
    record["events"] = [{"text": text, "hash": event_hash(text)}]
    record["head"] = None

    _, findings, _ = verify(record)

    assert findings[0].startswith(f"{AUCTION} 1 {code}: ")


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ({"v": 2}, 2),
        ({"v": True}, 2),
        ({"log": REQUEST}, 2),
        ({"seq": "2"}, 2),
        ({"at": "2026-11-23T02:15:04Z"}, 2),
        ({"at": "2026-02-30T02:15:04.118Z"}, 2),
        ({"kind": 1}, 2),
        ({"facts": []}, 2),
        ({"prev": "AB" * 32}, 2),
        ({"sealed": {}}, 2),
        ({"sealed": {"bidder": "plain"}}, 2),
        ({"more": 1}, 2),
        ({"facts": {"revealed": [{"alias": "K7"}]}}, 2),
    ],
)
def test_an_event_has_exactly_its_members(verify, change, seq):
    story = good_story()
    record = story.auction.record()
    text = canonical({**story.auction.bodies[1], **change})
    record["events"][1] = {"text": text, "hash": event_hash(text)}

    _, findings, _ = verify(record)

    assert findings[0].startswith(f"{AUCTION} {seq} form: ")


def test_times_never_decrease(verify):
    story = opened()
    story.bid(9, "K7", 900_000)
    story.bid(8.999, "T9", 800_000)

    assert verify(story.bundle())[1] == [
        f"{AUCTION} 3 time: it is earlier than the event before it"
    ]


@pytest.mark.parametrize("seed", range(150))
def test_facts_of_any_form_are_a_finding_and_never_a_crash(verify, seed):
    chance = random.Random(seed)
    story = played(chance.randrange(10_000))[0]
    log = chance.choice(["request", "auction"])
    bodies = getattr(story, log).bodies
    facts = chance.choice(bodies)["facts"]
    strange = [None, True, -1, 0, "", "x", [], {}, [[]], [{}], {"a": []}, 2**53 - 1, "9" * 99]
    for name in chance.sample(sorted(facts), min(len(facts), 2)):
        facts[name] = chance.choice(strange)
    setattr(story, log, chained(getattr(story, log).name, bodies))

    assert verify(story.bundle())[0] in (0, 1)


# Outcomes (T20)


@pytest.mark.parametrize("seed", range(200))
def test_t20_the_winner_of_an_auction_of_chance_is_recomputed(verify, seed):
    story, order = played(seed)

    code, findings, told = verify(story.bundle())

    assert (code, findings) == (0, [])
    own = story.auction.bodies
    ranking = next(body["facts"]["ranking"] for body in own if body["kind"] == "closed")
    assert told[2].endswith(f"ranking recomputed: {', '.join(ranking) or 'none'}.")
    if order:
        award = next(body for body in own if body["kind"] == "awarded")
        award["facts"]["rank"] = 2
        story.auction = chained(AUCTION, own)
        wrong = f"{AUCTION} {award['seq']} award: its rank or its amount is another's"
        assert wrong in verify(story.bundle())[1]


def test_p12_ten_thousand_events_take_a_second(tmp_path):
    opened = {"ceiling_fen": 10**9, "step_fen": 1}
    story = Story(opened=opened, rules={"step_min_bp": 0}).open()
    for n in range(10_000):
        story.bid(1 + n * 0.01, ["K7", "T9", "C3"][n % 3], 10**9 - n)
    story.close(900, ["K7", "C3", "T9"])
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(story.bundle()))

    began = time.process_time()
    assert tool.main([str(file)]) == 0
    assert time.process_time() - began <= 1
