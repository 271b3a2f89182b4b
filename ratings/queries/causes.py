"""What a line of the record causes in credit: rows as they are, or are to be, written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from market.models import Event, Organization
from market.queries.rule_sets import rules_of
from market.units import parse_stamp
from ratings.enums import Happened
from ratings.models import CreditEvent
from ratings.queries.credit import agency_by_alias, contract_by_no, working_days_late
from ratings.queries.rule_sets import Sets
from ratings.rules.causes import ACCEPTED, GIVEN_UP, Cause, causes_of


@dataclass(frozen=True)
class Deed:
    """What a line of the record says was done: by whom, for which buyer, how late."""

    agency: Organization
    buyer: Organization | None
    number: str
    working_days_late: int = 0


def rows_caused_by(event: Event, sets: Sets) -> list[CreditEvent]:
    """Not saved. The same line gives the same rows, whenever it is asked."""
    facts = json.loads(event.text)["facts"]
    deed = _deed(event, facts)
    causes = causes_of(event.kind, facts, deed.working_days_late)
    return [_row(event, deed, cause, sets) for cause in causes]


def _deed(event: Event, facts: Mapping[str, Any]) -> Deed:
    if event.kind in GIVEN_UP:
        request_no = event.log.name.removeprefix("request/")
        return Deed(agency_by_alias(request_no, facts["alias"]), None, request_no)
    contract = contract_by_no(facts["contract"])
    late = 0
    if event.kind in ACCEPTED:
        due_at, came_at = parse_stamp(facts["due_at"]), parse_stamp(facts["submitted_at"])
        if came_at >= due_at:  # In time needs no calendar.
            rules = rules_of(contract.service_request.rule_set)
            late = working_days_late(due_at, came_at, rules)
    return Deed(contract.agency, contract.buyer, contract.no, late)


def _row(event: Event, deed: Deed, cause: Cause, sets: Sets) -> CreditEvent:
    rule_set = sets.in_force(event.at)
    assert rule_set is not None, "nothing is recorded of a request before rules are in force"
    entry = rules_of(rule_set)["credit_events"][cause.kind]
    is_review = event.kind == Happened.REVIEW_REVEALED
    return CreditEvent(
        organization=deed.agency,
        kind=cause.kind.value,
        dimension=entry["dimension"],
        at=event.at,
        base_centi=entry["centipoints"] * cause.times,
        demerit=entry["demerit"],
        grade_cap=entry["grade_cap"] or "",
        life=entry["life"],
        decay=entry["decay"],
        rule_set=rule_set,
        deed=deed.number,
        buyer=deed.buyer if is_review else None,
        source_log=event.log.name,
        source_seq=event.seq,
    )
