"""Whatever is done to a record, the stand-alone verifier finds it and names the event."""

import copy
import json
import random
import time

import pytest

from tests.tools.chance import (
    played,
    tampered,
)
from tests.tools.program import (
    tool,
)
from tests.tools.records import (
    AUCTION,
    REQUEST,
    Chain,
    Story,
    canonical,
    chained,
    changed,
    event_hash,
    good_story,
    receipt,
)
from tests.tools.stories import (
    opened,
)


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
