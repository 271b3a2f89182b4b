"""Bugs that could slip in, each with the test that must notice it: see tests/mutants.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """`old`, which stands once in `file`, becomes `new`; then the test `killer` must fail."""

    name: str
    file: str
    old: str
    new: str
    killer: str


MUTANTS: list[Mutant] = [
    Mutant(
        "an event is chained to the first one instead of the one before",
        "market/record.py",
        "        head.hash = event_hash(text)\n",
        "        head.hash = head.hash if head.seq > 1 else event_hash(text)\n",
        "tests/market/test_record.py::test_events_are_numbered_from_one_and_each_names_the_hash_before_it",
    ),
    Mutant(
        "time goes back with the clock",
        "market/record.py",
        "max(head.at, happening.at)",
        "happening.at",
        "tests/market/test_record.py::test_time_never_goes_back_within_a_log",
    ),
    Mutant(
        "the signed letter's hash covers its own hash line",
        "market/rules/commitments.py",
        'for line in text.split("\\n") if HASH_LINE not in line',
        'for line in text.split("\\n")',
        "tests/market/test_join_market.py::test_the_signed_letter_is_filled_and_its_hash_leaves_out_the_hash_line",
    ),
    Mutant(
        "the day of the event counts",
        "market/rules/calendar.py",
        "        while count:\n            day += ONE_DAY\n",
        "        day -= ONE_DAY\n        while count:\n            day += ONE_DAY\n",
        "tests/market/test_calendar.py::test_the_day_of_the_event_is_not_counted_and_the_last_one_ends_at_midnight",
    ),
    Mutant(
        "the writer approves the own request",
        "market/actions/publications.py",
        "    if handler.user_id == service_request.handler.user_id:\n        raise SamePerson\n",
        "",
        "tests/market/test_service_requests.py::test_public_money_needs_a_second_person",
    ),
    Mutant(
        "a contract is made by one signature",
        "market/actions/contracts.py",
        "if contract.buyer_signed_at and contract.agency_signed_at:",
        "if contract.buyer_signed_at or contract.agency_signed_at:",
        "tests/market/test_contracts.py::test_both_sign_the_same_text_and_the_clock_of_delivery_starts",
    ),
    Mutant(
        "a one-sided claim counts as paid",
        "market/actions/payments.py",
        "    close_deadline(kind=DeadlineKind.PAYMENT, subject=no, now=now)\n    set_deadline(\n"
        "        kind=DeadlineKind.PAYMENT_CONFIRMATION,",
        "    _settled(contract, payment, now, was_silent=False)\n    set_deadline(\n"
        "        kind=DeadlineKind.PAYMENT_CONFIRMATION,",
        "tests/market/test_contracts.py::test_a_one_sided_claim_is_no_payment_and_confirming_settles_it",
    ),
    Mutant(
        "interest runs from the last day in time",
        "market/rules/payments.py",
        "shanghai_date(due_at - due_at.resolution)",
        "shanghai_date(due_at - 24 * 3600 * 10**6 * due_at.resolution)",
        "tests/market/test_contracts.py::test_lateness_and_interest_count_from_the_day_after_the_last_one",
    ),
    Mutant(
        "a bid at the deadline still counts",
        "bidding/rules/bids.py",
        "now >= state.closes_at",
        "now > state.closes_at",
        "tests/properties/test_judge.py::test_i06_nothing_is_accepted_before_the_opening_or_at_or_after_the_end_in_force",
    ),
    Mutant(
        "the step is off by one fen",
        "bidding/rules/bids.py",
        "            return above_fen - self.step_fen\n",
        "            return above_fen - self.step_fen + 1\n",
        "tests/properties/test_judge.py::test_i08_the_first_is_at_most_the_ceiling_and_each_next_a_step_lower",
    ),
    Mutant(
        "a bid in the last window moves nothing",
        "bidding/rules/bids.py",
        "if is_capped or closes_at <= state.closes_at:",
        "if True:",
        "tests/properties/test_judge.py::test_i10_a_bid_in_the_last_window_moves_the_end_to_its_time_and_the_window",
    ),
    Mutant(
        "an announced cap on extensions is passed",
        "bidding/rules/bids.py",
        "n > state.max_extensions",
        "n > state.max_extensions + 1",
        "tests/properties/test_judge.py::test_i10_a_bid_in_the_last_window_moves_the_end_to_its_time_and_the_window",
    ),
    Mutant(
        "a key is judged again",
        "bidding/queries/bids.py",
        "wanted = Q(key__in=[offer.key for offer in offers], agency__in=agency_ids)",
        "wanted = Q(key__in=[], agency__in=agency_ids)",
        "tests/bidding/test_bid_keys.py::test_a_key_keeps_its_first_answer_and_refuses_another_amount",
    ),
    Mutant(
        "another amount under a key gets the first answer",
        "bidding/actions/bids.py",
        "if first.amount_fen == offer.amount_fen:",
        "if first.key == offer.key:",
        "tests/properties/test_place_bids.py::test_i03_a_key_has_one_answer_for_ever_and_another_amount_is_refused",
    ),
    Mutant(
        "an unconfirmed press uses up its key",
        "bidding/actions/bids.py",
        "            if not refusal.answers_key:\n                continue\n",
        "",
        "tests/bidding/test_bid_keys.py::test_an_unconfirmed_jump_answers_no_key_and_the_same_press_may_confirm",
    ),
    Mutant(
        "a suspension does not reach the next bid",
        "bidding/queries/bids.py",
        'standing if standing in OUT else ""',
        '""',
        "tests/bidding/test_place_bids.py::test_standing_is_read_with_the_bid",
    ),
    Mutant(
        "a bid takes the clock's time though it stepped back",
        "bidding/actions/bids.py",
        "now = max_of(clock, last_event_at)",
        "now = clock",
        "tests/properties/test_place_bids.py::test_i07_times_never_decrease_even_when_the_clock_steps_back",
    ),
    Mutant(
        "a snapshot shows bids beyond its number",
        "bidding/queries/bids.py",
        'agency=OuterRef("agency"), seq__lte=auction.seq)',
        'agency=OuterRef("agency"))',
        "tests/bidding/test_auction_state.py::test_a_snapshot_carries_the_number_it_stands_for",
    ),
    Mutant(
        "an auction closes twice",
        "bidding/actions/auctions.py",
        "    if auction.status not in TAKES_BIDS:\n        return\n",
        "",
        "tests/bidding/test_auctions.py::test_an_auction_closes_once",
    ),
    Mutant(
        "of linked agencies only one is out",
        "bidding/rules/conflicts.py",
        "            linked.setdefault(other.id, set()).update(ties)\n",
        "",
        "tests/bidding/test_close_entries.py::test_linked_agencies_are_both_out_and_learn_why",
    ),
    Mutant(
        "the names of losers are revealed for private money",
        "bidding/actions/award_steps.py",
        'if reveals_losers(service_request, rules["reveal_losers"]):',
        "if True:",
        "tests/bidding/test_award_decisions.py::test_under_city_rules_private_money_names_the_winner_alone",
    ),
    Mutant(
        "a late confirmation is taken",
        "bidding/actions/awards.py",
        "if now >= award.confirm_due_at:",
        "if now > award.confirm_due_at:",
        "tests/bidding/test_awards.py::test_who_may_not_confirm",
    ),
    Mutant(
        "of equal prices the later one ranks first",
        "bidding/rules/bids.py",
        "key=lambda agency: standing[agency])",
        "key=lambda agency: (standing[agency].amount_fen, -standing[agency].seq))",
        "tests/bidding/test_live_auction.py::test_those_who_meet_at_the_floor_are_drawn_by_the_value_sealed_before",
    ),
    Mutant(
        "a credit event lives a day too long",
        "ratings/rules/credit.py",
        "    if on > last:\n",
        "    if on > last + timedelta(days=1):\n",
        "tests/ratings/test_credit_life.py::test_points_without_decay_are_whole_through_the_last_day_and_gone_at_the_next_midnight",
    ),
    Mutant(
        "points fade away from zero",
        "ratings/rules/credit.py",
        "points = [-(-base * (remaining - n) // whole) for n in range(live_days)]",
        "points = [base * (remaining - n) // whole for n in range(live_days)]",
        "tests/ratings/test_credit_life.py::test_linear_points_are_base_times_remaining_days_over_life_days_toward_zero",
    ),
    Mutant(
        "every negative event of a deed counts",
        "ratings/rules/credit.py",
        "    _count_each_deed_once(lines)\n",
        "",
        "tests/ratings/test_credit_deeds.py::test_of_a_deeds_negative_events_only_the_lowest_counts_in_each_dimension",
    ),
    Mutant(
        "a fourth review of one buyer counts",
        "ratings/rules/credit.py",
        'if len(recent) >= rules["same_buyer_review_cap"]:',
        'if len(recent) > rules["same_buyer_review_cap"]:',
        "tests/ratings/test_credit_deeds.py::test_the_fourth_review_of_one_buyer_within_a_year_counts_zero",
    ),
    Mutant(
        "credit depends on the order of arrival",
        "ratings/rules/credit.py",
        "key=_in_order",
        "key=lambda event: 0",
        "tests/properties/test_credit.py::test_i46_credit_is_a_pure_function_of_events_rules_and_day",
    ),
    Mutant(
        "a half mark goes up",
        "ratings/rules/reviews.py",
        "return -((count - 2 * total) // (2 * count))",
        "return (2 * total + count) // (2 * count)",
        "tests/properties/test_credit.py::test_i50_a_mark_is_the_nearest_whole_mean_and_a_half_goes_down",
    ),
    Mutant(
        "one review is shown before the other is given",
        "ratings/rules/reviews.py",
        "return sides_given == 2 or (sides_given > 0 and now >= closes_at)",
        "return sides_given > 0",
        "tests/ratings/test_reviews.py::test_a_review_stays_hidden_until_the_other_side_has_reviewed",
    ),
    Mutant(
        "a review is changed again and again",
        "ratings/actions/reviews.py",
        "if earlier.revealed_at or earlier.changed_at or now >= change_until:",
        "if earlier.revealed_at or now >= change_until:",
        "tests/ratings/test_reviews.py::test_a_hidden_review_is_changed_once_and_within_its_days",
    ),
    Mutant(
        "a bad mark needs no evidence",
        "ratings/rules/reviews.py",
        "    if not draft.evidence_count:\n",
        "    if draft.evidence_count is None:\n",
        "tests/ratings/test_review_rule.py::test_a_bad_mark_needs_reason_text_and_evidence_and_hears_of_all_at_once",
    ),
    Mutant(
        "a line of the record is collected twice",
        "ratings/actions/credit.py",
        "rows = [row for row in caused if row.kind not in known]",
        "rows = [row for row in caused if row.kind in known] or caused",
        "tests/ratings/test_credit.py::test_collecting_twice_writes_nothing_new",
    ),
    Mutant(
        "a frame holds more than the twenty newest events",
        "bidding/live/rooms.py",
        "        del self.newest[:-MOST_IN_FRAME]\n",
        "",
        "tests/bidding/test_rooms.py::test_a_frame_holds_the_twenty_newest_and_counts_the_rest",
    ),
    Mutant(
        "a gap is not repaired",
        "bidding/live/rooms.py",
        "        if first > self.state.seq + 1:\n            return False\n",
        "",
        "tests/bidding/test_rooms.py::test_a_gap_and_what_only_the_database_knows_ask_for_a_repair",
    ),
    Mutant(
        "a reader that stops reading gets everything",
        "bidding/live/members.py",
        "self.full_since is None and self.owes(sent_bytes) > CREDIT_BYTES",
        "self.full_since is None and self.owes(sent_bytes) < 0",
        "tests/bidding/test_rooms.py::test_a_reader_that_reports_nothing_gets_64_kib_then_a_fresh_start",
    ),
    Mutant(
        "true is taken for one fen",
        "bidding/forms/bids.py",
        "if type(value) is not int or not 0 < value <= MOST_FEN:",
        "if not isinstance(value, int) or not 0 < value <= MOST_FEN:",
        "tests/bidding/test_decoder.py::test_what_is_no_whole_amount_is_a_bad_amount",
    ),
    Mutant(
        "a cookie is believed whatever page sent it",
        "config/asgi.py",
        "    if key and not is_own_origin(scope, headers):\n",
        "    if key and not headers:\n",
        "tests/bidding/test_handshakes.py::test_a_cookie_from_a_foreign_page_is_refused_before_it_is_accepted",
    ),
    Mutant(
        "amounts are told under rank_only before the close",
        "bidding/rules/room.py",
        "    return visibility == Visibility.RANK_ONLY and status not in OVER\n",
        "    return visibility == Visibility.RANK_ONLY and status in OVER\n",
        "tests/bidding/test_rooms.py::test_under_rank_only_no_amount_and_no_alias_is_sent_before_the_close",
    ),
]
