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
        "    rules = rules_of(contract.service_request.rule_set)\n    close_deadline(kind=DeadlineKind.PAYMENT,",
        "    _settled(contract, payment, now, was_silent=False)\n"
        "    rules = rules_of(contract.service_request.rule_set)\n    close_deadline(kind=DeadlineKind.PAYMENT,",
        "tests/market/test_contracts.py::test_a_one_sided_claim_is_no_payment_and_confirming_settles_it",
    ),
    Mutant(
        "interest runs from the last day in time",
        "market/rules/payments.py",
        "shanghai_date(due_at - due_at.resolution)",
        "shanghai_date(due_at - 24 * 3600 * 10**6 * due_at.resolution)",
        "tests/market/test_contracts.py::test_lateness_and_interest_count_from_the_day_after_the_last_one",
    ),
]
