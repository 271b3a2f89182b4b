"""The credit score in hand-worked sums. Sources: domain.md 9.1, 9.2."""

from datetime import date

from tests.credit_events import DAY, make_event, rules_of, score_of, sums


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


def test_events_after_the_day_have_not_happened_yet():
    score = score_of(make_event("contract_completed", date(2026, 3, 11)), on=DAY)

    assert (score.score_centi, score.lines) == (10000, ())


def test_the_sandbox_counts_with_the_same_figures():
    event = make_event("review_5", DAY, rules=rules_of("sandbox"))

    assert score_of(event, rules=rules_of("sandbox")).score_centi == 10150
