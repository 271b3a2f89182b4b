"""What of a deed, a buyer and a cap counts. Sources: domain.md 8, 9.2, record.md 4."""

from datetime import date

from ratings.rules.credit import credit, weighed_by
from tests.credit_events import CITY, DAY, at, make_event, score_of, sums, whys


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
