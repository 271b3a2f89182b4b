"""The stand-alone verifier, on records made by hand: forms, heads, keys, receipts, labels."""

import json
import subprocess
import sys

import pytest

from tests.tools.program import (
    TOOL,
    tool,
)
from tests.tools.records import (
    AUCTION,
    REQUEST,
    SIGNER,
    Chain,
    Signer,
    Story,
    after,
    canonical,
    changed,
    good_story,
    receipt,
    stamp,
)
from tests.tools.stories import (
    bids,
    capped,
)

KEY = SIGNER.key_id


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


# The request's log, heads and keys


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
