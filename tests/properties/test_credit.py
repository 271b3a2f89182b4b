"""Invariants of credit: I46, I47, I49 and I50 of the quality goals, on generated lives."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from ratings.rules.credit import CreditEvent, credit, last_day, terms_of
from ratings.rules.grades import place
from ratings.rules.outlook import without_new_events
from ratings.rules.reviews import MARKS, credit_kind, rounded_mean, summary
from tests.credit_events import CITY, at

TODAY = date(2026, 3, 10)
KINDS = sorted(kind for kind, entry in CITY["credit_events"].items() if entry["life"] != "source")
REVIEWS = [kind for kind in KINDS if kind.startswith("review_")]
DEEDS = ["TL-2026-000001-C1", "TL-2026-000002-C1", "TS-2026-00001", ""]
BUYERS = ["91340700DEM0B0014H", "91340100DEM0B00308"]
DIMENSIONS = ("quality", "timeliness", "attitude", "fee", "standard")


def edges_of(kind: str) -> list[int]:
    """Ages in days at which something happens to an event of that kind, and their neighbours."""
    life = terms_of(kind, CITY).life
    lived = next(age for age in range(1200) if last_day(TODAY - timedelta(age), life) < TODAY)
    return [0, 1, lived - 2, lived - 1, lived, lived + 1]


AGES = {kind: edges_of(kind) for kind in KINDS}


@st.composite
def credit_events(draw, kinds=KINDS, number=None) -> CreditEvent:
    """Chance alone would seldom meet a last day, a full deed or a capped buyer: they are drawn."""
    kind = draw(st.sampled_from(kinds))
    age = draw(st.one_of(st.sampled_from(AGES[kind]), st.integers(0, 1100)))
    hours = draw(st.sampled_from([0, 12, 23]))
    return CreditEvent(
        kind,
        at(TODAY - timedelta(age), hours),
        (f"request/{draw(st.integers(0, 99))}", draw(st.integers(1, 99))),
        draw(st.sampled_from(DEEDS)),
        terms_of(kind, CITY),
        times=draw(st.integers(1, 5)) if kind == "delivered_late" else 1,
        buyer=draw(st.sampled_from(BUYERS)) if kind in REVIEWS else "",
        is_reversed=draw(st.integers(0, 9)) == 0,
    )


def lives(kinds=KINDS, max_size=40):
    return st.lists(credit_events(kinds), max_size=max_size, unique_by=lambda e: (e.source, e.kind))


days = st.one_of(st.just(0), st.sampled_from([1, 89, 364, 365, 366]), st.integers(-800, 800))


@given(lives(), days, st.randoms(use_true_random=False))
def test_i46_credit_is_a_pure_function_of_events_rules_and_day(events, later, chance):
    on = TODAY + timedelta(later)
    score = credit(events, CITY, on)
    shuffled = list(events)
    chance.shuffle(shuffled)

    assert credit(shuffled, CITY, on) == score
    assert credit(iter(events), dict(CITY), on) == score

    # The sum as anybody works it out from the published list alone.
    published = {(*line.event.source, line.event.kind): line for line in score.lines}
    assert len(published) == len([e for e in events if at(on, 24) > e.at])
    total = 0
    for each in score.dimensions:
        points = [
            line.points_centi
            for line in score.lines
            if line.event.terms.dimension == each.code and line.counted
        ]
        assert (each.count, each.sum_centi) == (len(points), sum(points))
        assert (
            each.counted_centi
            == sorted([each.limit_low_centi, sum(points), each.limit_high_centi])[1]
        )
        total += each.counted_centi
    assert score.score_centi == max(0, min(15000, 10000 + total))
    assert all(line.points_centi == 0 for line in score.lines if line.why)


@given(lives(), credit_events(), days)
def test_i47_every_change_of_score_has_one_causing_event_and_a_reversal_deletes_nothing(
    events, newest, later
):
    on = TODAY + timedelta(later)
    newest = replace(newest, source=("request/new", 1), is_reversed=False)
    before = credit(events, CITY, on)
    after = credit([*events, newest], CITY, on)
    reversed_ = credit([*events, replace(newest, is_reversed=True)], CITY, on)

    assert (reversed_.score_centi, reversed_.grade) == (before.score_centi, before.grade)
    assert reversed_.demerits == before.demerits
    is_past = newest.at < at(on, 24)
    for told in (after, reversed_):
        assert len(told.lines) == len(before.lines) + is_past
    # The line of the new event is there; other lines change only through its deed or its buyer.
    kept = {line.event: (line.points_centi, line.why) for line in before.lines}
    for line in after.lines:
        if line.event == newest or kept[line.event] == (line.points_centi, line.why):
            continue
        same_deed = line.event.deed == newest.deed != ""
        same_buyer = line.event.buyer == newest.buyer != ""
        assert same_deed or same_buyer
    if after.score_centi != before.score_centi:
        assert is_past
        assert any(line.event == newest and line.why != "expired" for line in after.lines) or any(
            line.event.buyer == newest.buyer != "" for line in after.lines
        )


@given(lives(), st.sampled_from(KINDS), st.sampled_from(DEEDS), st.sampled_from(BUYERS))
def test_i49_the_score_is_bounded_and_monotone_in_what_is_added(events, kind, deed, buyer):
    before = credit(events, CITY, TODAY)
    newest = CreditEvent(
        kind,
        at(TODAY, 24) - timedelta(milliseconds=1),
        ("request/new", 1),
        deed,
        terms_of(kind, CITY),
        buyer=buyer if kind in REVIEWS else "",
    )
    after = credit([*events, newest], CITY, TODAY)

    for score in (before, after):
        assert 0 <= score.score_centi <= 15000
        assert type(score.score_centi) is int
    if newest.base_centi >= 0:
        assert after.score_centi >= before.score_centi
    if newest.base_centi <= 0:
        assert after.score_centi <= before.score_centi
        assert place(after.grade, CITY) >= place(before.grade, CITY)
    assert abs(after.score_centi - before.score_centi) <= abs(newest.base_centi)


@given(lives(max_size=12), st.permutations(range(12)))
def test_i49_the_order_of_same_day_events_is_irrelevant(events, order):
    """Same day, same hour: numbers and places in the list change nothing in the sum."""
    noon = [replace(event, at=at(TODAY)) for event in events if event.kind not in REVIEWS]
    renumbered = [
        replace(event, source=(f"request/{number:02d}", 1))
        for event, number in zip(noon, order, strict=False)
    ]
    spread = [replace(event, at=at(TODAY, hour)) for event, hour in zip(noon, order, strict=False)]

    totals = {credit(each, CITY, TODAY).score_centi for each in (noon, renumbered, spread)}
    assert len(totals) == 1


@given(lives(kinds=[k for k in KINDS if CITY["credit_events"][k]["centipoints"] >= 0]))
def test_i49_good_points_alone_only_fade(events):
    scores = [credit(events, CITY, TODAY + timedelta(n)).score_centi for n in range(0, 800, 23)]

    assert all(earlier >= later for earlier, later in pairwise(scores))
    assert scores[-1] >= 10000


@given(lives(), st.integers(0, 500))
def test_i49_the_outlook_says_what_the_score_will_say(events, later):
    score = credit(events, CITY, TODAY)
    outlook = without_new_events(score, CITY, TODAY, later + 1)

    for n in {0, later // 2, later}:
        then = credit(events, CITY, TODAY + timedelta(n))
        assert (outlook[n].score_centi, outlook[n].grade) == (then.score_centi, then.grade)


one_review = st.fixed_dictionaries({name: st.integers(1, 5) for name in DIMENSIONS})


@given(st.lists(one_review, max_size=12))
@example([dict.fromkeys(DIMENSIONS, 5), dict.fromkeys(DIMENSIONS, 4)])
@example([dict(zip(DIMENSIONS, (5, 4, 5, 4, 4), strict=True))] * 3)
def test_i50_means_and_counts_equal_a_recount(reviews):
    told = summary(reviews, DIMENSIONS, CITY)

    assert told.count == len(reviews) == sum(told.distribution.values())
    assert list(told.distribution) == list(MARKS)
    recount = Counter(half_down(list(review.values())) for review in reviews)
    assert {mark: n for mark, n in told.distribution.items() if n} == dict(recount)
    if len(reviews) < CITY["review_min_shown"]:
        assert told.mean_centi is None
        return
    every = [score for review in reviews for score in review.values()]
    assert told.mean_centi == half_up(every)
    for name in DIMENSIONS:
        assert told.dimension_means_centi[name] == half_up([review[name] for review in reviews])


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
def test_i50_a_mark_is_the_nearest_whole_mean_and_a_half_goes_down(scores):
    assert rounded_mean(scores) == half_down(scores)
    assert credit_kind(scores) in CITY["credit_events"]


def half_down(scores: list[int]) -> int:
    mean = Fraction(sum(scores), len(scores))
    whole = mean.numerator // mean.denominator
    return whole + (mean - whole > Fraction(1, 2))


def half_up(scores: list[int]) -> int:
    hundredths = Fraction(100 * sum(scores), len(scores))
    whole = hundredths.numerator // hundredths.denominator
    return whole + (hundredths - whole >= Fraction(1, 2))
