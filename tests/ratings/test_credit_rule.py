"""The credit score in hand-worked sums. Sources: domain.md 9.1-9.3, record.md 4."""

from datetime import UTC, date, datetime, timedelta

import pytest

from market.units import Duration
from ratings.rules.credit import credit, last_day, late_steps, points_on, weighed_by
from ratings.rules.grades import grade_of, next_step, place, scale
from ratings.rules.outlook import first_change, what_would_raise, without_new_events
from tests.credit_events import CITY, at, make_event, rules_of

DAY = date(2026, 3, 10)
YEAR = Duration(12, "mo")


def score_of(*events, on=DAY, rules=CITY):
    return credit(events, rules, on)


def sums(score):
    return {each.code: (each.sum_centi, each.counted_centi) for each in score.dimensions}


def whys(score):
    return [(line.event.kind, line.points_centi, line.why) for line in score.lines]


def test_a_new_agency_starts_at_100_points_and_grade_a():
    score = score_of()

    assert (score.score_centi, score.grade, score.grade_cap, score.demerits) == (
        10000,
        "A",
        None,
        0,
    )
    assert score.lines == ()
    assert [
        (each.code, each.limit_low_centi, each.limit_high_centi) for each in score.dimensions
    ] == [
        ("client_review", -3000, 1500),
        ("performance", -3000, 1500),
        ("regulator", -2500, 1250),
        ("public_credit", -1000, 500),
        ("social", -500, 250),
    ]


def test_a_perfect_contract_adds_three_and_a_half_points_on_its_day():
    score = score_of(
        make_event("delivered_on_time", DAY),
        make_event("accepted_first_time", DAY),
        make_event("contract_completed", DAY),
        make_event("review_5", DAY, buyer="B"),
    )

    assert score.score_centi == 10350
    assert sums(score)["performance"] == (200, 200)
    assert sums(score)["client_review"] == (150, 150)


def test_linear_points_are_base_times_remaining_days_over_life_days_toward_zero():
    # 10 March 2026 to 10 March 2027 are 365 days.
    good = make_event("review_5", DAY)
    bad = make_event("review_1", DAY)

    for days, expected_good, expected_bad in [
        (0, 150, -400),
        (1, 149, -398),  # 150*364/365 = 149.58; 400*364/365 = 398.90
        (182, 75, -200),  # 150*183/365 = 75.20; 400*183/365 = 200.54
        (183, 74, -199),  # 150*182/365 = 74.79; 400*182/365 = 199.45
        (364, 0, -1),  # 150/365 = 0.41; 400/365 = 1.09
        (365, 0, 0),  # Its last day: live, and worth nothing.
    ]:
        on = DAY + timedelta(days=days)
        assert (points_on(good, on), points_on(bad, on)) == (expected_good, expected_bad), days
        assert [line.why for line in score_of(good, bad, on=on).lines] == ["", ""]
    assert whys(score_of(good, on=date(2027, 3, 11))) == [("review_5", 0, "expired")]


def test_points_without_decay_are_whole_through_the_last_day_and_gone_at_the_next_midnight():
    event = make_event("gave_up_after_award", DAY)

    last = score_of(event, on=date(2027, 3, 10))
    after = score_of(event, on=date(2027, 3, 11))

    assert (last.score_centi, after.score_centi) == (9000, 10000)
    # 2027-03-11 00:00 in Shanghai.
    assert last.lines[0].expires_at == datetime(2027, 3, 10, 16, tzinfo=UTC)
    assert whys(after) == [("gave_up_after_award", 0, "expired")]


def test_the_day_of_an_event_is_its_shanghai_date():
    late = make_event("contract_completed", DAY, at=datetime(2026, 3, 9, 15, 59, tzinfo=UTC))
    early = make_event("contract_completed", DAY, at=datetime(2026, 3, 9, 16, 0, tzinfo=UTC))

    assert last_day(date(2026, 3, 9), YEAR) == date(2027, 3, 9)
    assert points_on(late, date(2027, 3, 8)) == 100 // 365
    assert [line.why for line in score_of(late, early, on=date(2027, 3, 10)).lines] == [
        "expired",
        "",
    ]


@pytest.mark.parametrize(
    ("day", "life", "expected"),
    [
        (date(2024, 2, 29), Duration(12, "mo"), date(2025, 2, 28)),
        (date(2024, 2, 29), Duration(48, "mo"), date(2028, 2, 29)),
        (date(2024, 2, 29), Duration(1, "y"), date(2025, 2, 28)),
        (date(2023, 2, 28), Duration(12, "mo"), date(2024, 2, 28)),
        (date(2026, 8, 31), Duration(6, "mo"), date(2027, 2, 28)),
        (date(2025, 11, 30), Duration(3, "mo"), date(2026, 2, 28)),
        (date(2025, 12, 31), Duration(2, "mo"), date(2026, 2, 28)),
        (date(2025, 12, 31), Duration(12, "mo"), date(2026, 12, 31)),
        (date(2026, 10, 31), Duration(1, "mo"), date(2026, 11, 30)),
        (date(2026, 1, 31), Duration(30, "d"), date(2026, 3, 2)),
    ],
)
def test_a_month_without_that_day_takes_its_last_day(day, life, expected):
    assert last_day(day, life) == expected


def test_a_leap_day_deed_decays_over_365_days():
    event = make_event("contract_completed", date(2024, 2, 29))

    assert points_on(event, date(2024, 3, 1)) == 99  # 100*364/365
    assert points_on(event, date(2025, 2, 28)) == 0
    assert whys(score_of(event, on=date(2025, 2, 28))) == [("contract_completed", 0, "")]
    assert whys(score_of(event, on=date(2025, 3, 1))) == [("contract_completed", 0, "expired")]


def test_a_dimension_counts_no_further_than_its_limits():
    reviews = [make_event("review_5", DAY, buyer=f"B{n}") for n in range(11)]
    up = score_of(*reviews)
    assert sums(up)["client_review"] == (1650, 1500)
    assert up.score_centi == 11500

    give_ups = [make_event("gave_up_after_award", DAY) for _ in range(4)]
    down = score_of(*give_ups)
    assert sums(down)["performance"] == (-4000, -3000)
    assert down.score_centi == 7000


def test_all_dimensions_at_their_limits_reach_exactly_0_and_150():
    worst = [
        *(make_event("review_1", DAY, buyer=f"B{n}") for n in range(8)),
        *(make_event("gave_up_after_award", DAY) for _ in range(3)),
        make_event("exit_forced", DAY),
        make_event("suspension_served", DAY),
    ]
    score = score_of(*worst)
    assert sums(score)["client_review"] == (-3200, -3000)
    assert sums(score)["regulator"] == (-3500, -2500)
    assert (score.score_centi, score.grade) == (1500, "D")

    best = [
        *(make_event("review_5", DAY, buyer=f"B{n}") for n in range(10)),
        *(make_event("contract_completed", DAY) for _ in range(15)),
        *(make_event("inspection_clean", DAY) for _ in range(7)),
        *(make_event("honour_imported", DAY) for _ in range(3)),
        *(make_event("public_service", DAY) for _ in range(3)),
    ]
    assert (score_of(*best).score_centi, score_of(*best).grade) == (15000, "AAA")


def test_of_a_deeds_negative_events_only_the_lowest_counts_in_each_dimension():
    deed = "TL-2026-000061-C1"
    score = score_of(
        make_event("report_returned", DAY, deed=deed),
        make_event("delivered_late", DAY, deed=deed, times=3),
        make_event("report_returned", DAY, deed="TL-2026-000062-C1"),
        make_event("review_1", DAY, deed=deed, buyer="B"),
        make_event("accepted_first_time", DAY, deed=deed),
    )

    assert whys(score) == [
        ("report_returned", 0, "deed"),
        ("delivered_late", -300, ""),
        ("report_returned", -100, ""),
        ("review_1", -400, ""),  # Another dimension counts on its own.
        ("accepted_first_time", 50, ""),  # What is good always counts.
    ]
    assert score.score_centi == 10000 - 300 - 100 - 400 + 50
    # Of a deed the highest demerit; two deeds are two.
    assert score.demerits == 1 + 1


def test_when_the_heaviest_of_a_deed_lapses_the_next_counts():
    deed = "TS-2026-00031"
    minor = make_event("complaint_upheld_minor", date(2026, 3, 10), deed=deed)  # 3 months.
    warned = make_event("measure_warning", date(2026, 1, 5), deed=deed)  # −3, to 5 April.

    before = score_of(minor, warned, on=date(2026, 4, 5))
    after = score_of(minor, warned, on=date(2026, 4, 6))

    assert whys(before) == [("measure_warning", -300, ""), ("complaint_upheld_minor", 0, "deed")]
    assert whys(after) == [
        ("measure_warning", 0, "expired"),
        ("complaint_upheld_minor", -200, ""),
    ]
    assert (before.score_centi, after.score_centi) == (9700, 9800)


def test_the_lowest_of_a_deed_is_the_lowest_today_not_the_lowest_at_first():
    deed = "TL-2026-000061-C1"
    rules = {
        **CITY,
        "credit_events": {
            **CITY["credit_events"],
            "report_rejected": {**CITY["credit_events"]["report_rejected"], "decay": "linear"},
        },
    }
    fading = make_event("report_rejected", DAY, deed=deed, rules=rules)  # −4, linear.
    lasting = make_event("report_returned", DAY, deed=deed, rules=rules)  # −1.

    # 400*92/365 = 100.82, 400*91/365 = 99.73.
    assert whys(score_of(fading, lasting, on=date(2026, 12, 8))) == [
        ("report_rejected", -100, ""),
        ("report_returned", 0, "deed"),
    ]
    assert whys(score_of(fading, lasting, on=date(2026, 12, 9))) == [
        ("report_rejected", 0, "deed"),
        ("report_returned", -100, ""),
    ]


def test_a_deeds_tie_goes_to_the_earlier_event_then_to_the_earlier_source():
    deed = "TL-2026-000061-C1"
    later = make_event("report_returned", DAY, deed=deed, at=at(DAY, 15), source=("request/A", 1))
    earlier = make_event("delivered_late", DAY, deed=deed, at=at(DAY, 9), source=("request/Z", 9))
    assert whys(score_of(later, earlier)) == [
        ("delivered_late", -100, ""),
        ("report_returned", 0, "deed"),
    ]

    ninth = make_event("report_returned", DAY, deed=deed, source=("request/A", 9))
    tenth = make_event("delivered_late", DAY, deed=deed, source=("request/A", 10))
    assert whys(score_of(tenth, ninth)) == [
        ("report_returned", -100, ""),
        ("delivered_late", 0, "deed"),
    ]


def test_the_lowest_live_cap_holds_the_grade_and_not_the_score():
    double = make_event("practitioner_double_booked", DAY)  # −5, cap B.
    served = make_event("suspension_served", DAY)  # −10, cap C.

    one = score_of(double)
    both = score_of(double, served)

    assert (one.score_centi, one.grade, one.grade_cap) == (9500, "B", "B")
    assert (both.score_centi, both.grade, both.grade_cap) == (8500, "C", "C")
    assert score_of(double, on=date(2027, 3, 11)).grade_cap is None


def test_an_event_uncounted_only_for_its_deed_still_caps():
    deed = "TS-2026-00031"
    heavy = {
        **CITY,
        "credit_events": {
            **CITY["credit_events"],
            "inspection_defect": {
                **CITY["credit_events"]["inspection_defect"],
                "centipoints": -900,
            },
        },
    }
    capping = make_event("practitioner_double_booked", DAY, deed=deed)  # −5, cap B, demerit 3.
    heavier = make_event("inspection_defect", DAY, deed=deed, rules=heavy)  # −9, none, 2.

    score = score_of(capping, heavier)

    assert whys(score) == [
        ("practitioner_double_booked", 0, "deed"),
        ("inspection_defect", -900, ""),
    ]
    assert (score.score_centi, score.grade_cap, score.grade) == (9100, "B", "B")
    assert score.demerits == 3


def test_a_reversed_event_neither_counts_nor_caps_and_stays_in_the_list():
    score = score_of(make_event("suspension_served", DAY, is_reversed=True))

    assert (score.score_centi, score.grade_cap, score.demerits) == (10000, None, 0)
    assert whys(score) == [("suspension_served", 0, "reversed")]


def test_demerits_count_within_the_rolling_window_only():
    give_up = make_event("gave_up_after_award", DAY)
    false = make_event("commitment_false", DAY)  # Lives 36 months, counts 12 as a demerit.

    assert score_of(give_up, false, on=date(2027, 3, 10)).demerits == 14
    assert score_of(give_up, false, on=date(2027, 3, 11)).demerits == 0


def test_the_fourth_review_of_one_buyer_within_a_year_counts_zero():
    days = [date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10)]
    reviews = [make_event("review_5", day, buyer="B") for day in days]
    another = make_event("review_5", days[3], buyer="C")

    score = score_of(*reviews, another, on=days[3])

    # 150*275/365 = 113.01, 150*306/365 = 125.75, 150*334/365 = 137.26
    assert [line.points_centi for line in score.lines] == [113, 125, 137, 0, 150]
    assert [line.why for line in score.lines] == ["", "", "", "buyer_cap", ""]
    assert score.score_centi == 10000 + 113 + 125 + 137 + 150


def test_a_review_after_the_window_of_the_first_counts_again():
    first = [make_event("review_5", date(2025, 3, 10), buyer="B") for _ in range(3)]
    capped = make_event("review_5", date(2026, 3, 10), buyer="B")
    free = make_event("review_5", date(2026, 3, 11), buyer="B")

    assert [line.why for line in score_of(*first, capped, free, on=date(2026, 3, 11)).lines] == [
        "expired",
        "expired",
        "expired",
        "buyer_cap",
        "",
    ]


def test_what_counted_once_is_not_displaced_and_a_capped_one_never_revives():
    reviews = [make_event("review_5", date(2026, 1, n), buyer="B") for n in (1, 2, 3, 4)]

    for on in (date(2026, 1, 4), date(2026, 12, 31), date(2027, 1, 2)):
        assert credit(reviews, CITY, on).lines[3].why == "buyer_cap"


def test_events_after_the_day_have_not_happened_yet():
    score = score_of(make_event("contract_completed", date(2026, 3, 11)), on=DAY)

    assert (score.score_centi, score.lines) == (10000, ())


@pytest.mark.parametrize(
    ("days", "steps"),
    [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3), (20, 4), (21, 5), (26, 5), (300, 5)],
)
def test_lateness_counts_per_started_five_working_days_at_most_five_times(days, steps):
    assert late_steps(days) == steps
    assert make_event("delivered_late", DAY, times=steps).base_centi == -100 * steps


def test_terms_are_those_of_the_deed_and_limits_those_of_the_day():
    event = make_event("review_5", DAY)
    heavier = {
        **CITY,
        "credit_weight_client": 10,
        "credit_weight_regulator": 45,
        "credit_events": {
            **CITY["credit_events"],
            "review_5": {**CITY["credit_events"]["review_5"], "centipoints": 900},
        },
    }

    under_old = score_of(event, rules=heavier)
    assert sums(under_old)["client_review"] == (150, 150)
    assert under_old.dimensions[0].limit_high_centi == 500

    what_if = score_of(*weighed_by([event], heavier), rules=heavier)
    assert sums(what_if)["client_review"] == (900, 500)


@pytest.mark.parametrize(
    ("score_centi", "grade"),
    [
        (15000, "AAA"),
        (12000, "AAA"),
        (11999, "AA"),
        (11000, "AA"),
        (10999, "A"),
        (9000, "A"),
        (8999, "B"),
        (7500, "B"),
        (7499, "C"),
        (6000, "C"),
        (5999, "D"),
        (0, "D"),
    ],
)
def test_a_grade_begins_at_its_cut_point(score_centi, grade):
    assert grade_of(score_centi, None, CITY) == grade


def test_a_cap_above_the_reached_grade_changes_nothing():
    assert grade_of(8000, "A", CITY) == "B"
    assert grade_of(12500, "B", CITY) == "B"
    assert place("AA", CITY) == (2, 6)
    assert place("D", CITY) == (6, 6)


def test_a_rule_set_with_four_grades_drops_the_upper_two():
    four = {**CITY, "grade_aaa": None, "grade_aa": None}

    assert [step.grade for step in scale(four)] == ["A", "B", "C", "D"]
    assert grade_of(15000, None, four) == "A"
    assert place("A", four) == (1, 4)


def test_the_next_step_is_the_nearest_cut_point_above():
    assert (next_step(11473, CITY).grade, next_step(11473, CITY).from_centi) == ("AAA", 12000)
    assert next_step(5999, CITY).grade == "C"
    assert next_step(6000, CITY).grade == "B"
    assert next_step(12000, CITY) is None


def test_what_would_raise_it_says_the_gain_of_the_whole_score():
    full = [make_event("contract_completed", DAY) for _ in range(15)]
    deeds = [("contract_completed", "delivered_on_time"), ("review_5",)]

    raises = what_would_raise(full, CITY, DAY, deeds)

    assert [(each.kinds, each.gain_centi, each.score_centi, each.held_in) for each in raises] == [
        (("review_5",), 150, 11650, ()),
        (("contract_completed", "delivered_on_time"), 0, 11500, ("performance",)),
    ]


def test_without_new_events_the_score_falls_back_day_by_day():
    events = [make_event("contract_completed", DAY) for _ in range(11)]
    score = score_of(*events)
    assert (score.score_centi, score.grade) == (11100, "AA")

    outlook = without_new_events(score, CITY, DAY, 91)

    assert outlook[0].score_centi == 11100
    assert outlook[30].score_centi == 10000 + 11 * 91  # 100*335/365 = 91.78
    assert outlook[90].score_centi == 10000 + 11 * 75  # 100*275/365 = 75.34
    change = first_change(outlook)
    # 11*90 = 990 < 1000: 100*(365-n)/365 < 91 from n = 33.
    assert (change.on, change.score_centi, change.grade) == (date(2026, 4, 12), 10990, "A")


def test_the_sandbox_counts_with_the_same_figures():
    event = make_event("review_5", DAY, rules=rules_of("sandbox"))

    assert score_of(event, rules=rules_of("sandbox")).score_centi == 10150
