"""What the checks of an entry look at: the request's demand, and agencies as candidates."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import get_language

from bidding.enums import AwardStatus
from bidding.models import Award
from bidding.rules.conflicts import Party
from bidding.rules.eligibility import (
    ORGANIZATION,
    OUT,
    PRACTITIONER,
    Candidate,
    Certificate,
    Check,
    Demand,
    Needed,
    certificate_checks,
    conflict_checks,
    entry_checks,
)
from market.enums import ContractStatus, FundSource, Verification
from market.gateways.database import with_related
from market.models import (
    Contract,
    Organization,
    Practitioner,
    Qualification,
    ServiceItem,
    ServiceRequest,
)
from market.queries.calendar import Counting
from market.queries.qualifications import overlapping_jobs
from market.queries.rule_sets import rules_of
from market.rules.organizations import masked_name
from market.rules.rule_sets import Rules
from market.units import Duration, shanghai_date

RUNNING = (
    ContractStatus.DRAFTING,
    ContractStatus.SIGNED,
    ContractStatus.DELIVERED,
    ContractStatus.ACCEPTED,
)
HELD = (Verification.DECLARED, Verification.VERIFIED)
MOMENT = timedelta(milliseconds=1)


def eligibility(
    service_request: ServiceRequest,
    agency: Organization,
    *,
    declared: Sequence[str] = (),
    leads: Sequence[Practitioner] = (),
) -> list[Check]:
    """Every check of an entry, met or not: shown before one enters, and made when one does."""
    rules = rules_of(service_request.rule_set)
    demand = demand_of(service_request, rules)
    limit = rules["practitioner_parallel_jobs"]
    booked = [
        masked_name(lead.name)
        for lead in leads
        if overlapping_jobs(lead, demand.first_day, demand.last_day) >= limit
    ]
    candidate = Candidate(
        party=party_of(agency),
        standing=agency.standing,
        identity_level=agency.identity_level,
        grade=agency.credit_grade,
        certificates=certificates_of([agency.pk]).get(agency.pk, []),
        contract_count=running_count(agency),
        lead_count=len(leads),
        booked=booked,
        declared=declared,
    )
    return list(entry_checks(candidate, demand, rules))


def reasons_against(
    service_request: ServiceRequest, agencies: Sequence[Organization], *, with_certificates: bool
) -> dict[int, list[str]]:
    """Codes that put an agency out after the close: standing, conflicts, at selection certificates.

    The days are those fixed at publication, so nothing expires by an auction that ran longer.
    """
    rules = rules_of(service_request.rule_set)
    demand = demand_of(service_request, rules)
    # What is not asked here, as how busy they are, is not read either.
    held = certificates_of([agency.pk for agency in agencies]) if with_certificates else {}
    found: dict[int, list[str]] = {}
    for agency in agencies:
        candidate = Candidate(
            party=party_of(agency),
            standing=agency.standing,
            identity_level=agency.identity_level,
            grade=agency.credit_grade,
            certificates=held.get(agency.pk, []),
        )
        codes = ["standing"] if candidate.standing in OUT else []
        checks = list(conflict_checks(candidate, demand))
        if with_certificates:
            checks += certificate_checks(candidate, demand)
        found[candidate.party.id] = codes + [check.code for check in checks if not check.is_ok]
    return found


def demand_of(service_request: ServiceRequest, rules: Rules) -> Demand:
    """What the request asks, and the days for which it asks it. Source: domain.md 2.2."""
    items = list(service_request.service_items.order_by("code"))
    assert service_request.opens_at is not None, "a published request has its times"
    base = Duration.parse(service_request.method_parameters["base_duration"]).delta
    standstill = rules[standstill_rule(service_request)]
    decided_at = service_request.opens_at + base
    counting = Counting(rules)
    standstill_until = counting.due_after(decided_at, standstill).at
    signed_at = counting.due_after(standstill_until, rules["contract_due"]).at
    service = timedelta(days=service_request.service_days or 0)
    tests = [c["test"] for c in service_request.conditions if c["kind"] == "bar" and c.get("test")]
    return Demand(
        buyer=party_of(with_related(service_request, "buyer").buyer),
        ceiling_fen=service_request.ceiling_fen or 0,
        first_day=shanghai_date(service_request.opens_at),
        last_day=shanghai_date(signed_at - MOMENT) + service,
        needed=merged([*law_needs(items), *condition_needs(service_request.conditions)]),
        grade_min=next((test["grade_min"] for test in tests if "grade_min" in test), ""),
        authority_ids=authorities_of(items),
        avoid=service_request.avoid,
    )


def standstill_rule(service_request: ServiceRequest) -> str:
    """The key of the standstill period by the kind of money. Source: domain.md 6."""
    is_public = service_request.fund_source in FundSource.PUBLIC  # type: ignore[attr-defined]
    return "standstill_fiscal" if is_public else "standstill_private"


def law_needs(items: Iterable[ServiceItem]) -> list[Needed]:
    """What the law asks for the services of a bundle."""
    name = "name_en" if (get_language() or "").startswith("en") else "name_zh"
    return [
        Needed(needed["holder"], needed["code"], needed.get(name) or needed["code"])
        for item in items
        for needed in item.required_qualification
    ]


def merged(needs: Iterable[Needed]) -> list[Needed]:
    """Each certificate once; a condition that asks for grades says more than the law."""
    found: dict[tuple[str, str], Needed] = {}
    for needed in needs:
        key = needed.holder, needed.code
        if key not in found or needed.grade_in:
            found[key] = needed
    return list(found.values())


def condition_needs(conditions: Sequence[dict[str, Any]]) -> list[Needed]:
    """What the buyer's bar conditions ask that a machine can test. Source: domain.md 4.6."""
    found = []
    for condition in conditions:
        test = condition.get("test") or {}
        if condition["kind"] != "bar":
            continue
        if "qualification" in test:
            grades = tuple(test.get("grade_in") or ())
            found.append(Needed(ORGANIZATION, test["qualification"], condition["text"], grades))
        if "practitioner" in test:
            found.append(Needed(PRACTITIONER, test["practitioner"], condition["text"]))
    return found


def authorities_of(items: Iterable[ServiceItem]) -> frozenset[int]:
    """Organs whose approval these services serve."""
    codes = {item.code for item in items}
    rows = Organization.objects.exclude(approves_items=[]).values_list("pk", "approves_items")
    return frozenset(pk for pk, approved in rows if codes & set(approved))


def party_of(organization: Organization) -> Party:
    return Party(
        id=organization.pk,
        uscc=organization.uscc,
        legal_rep_digest=organization.legal_rep_digest,
        phone=organization.phone,
        email=organization.email,
        address=organization.address,
        parent_id=organization.parent_id,
        supervised_by_id=organization.supervised_by_id,
    )


def certificates_of(agency_ids: Sequence[int]) -> dict[int, list[Certificate]]:
    """What the agencies hold themselves, and what their people do."""
    found: dict[int, list[Certificate]] = {}
    own = Qualification.objects.filter(organization__in=agency_ids, verification__in=HELD)
    for row in own:
        held = Certificate(ORGANIZATION, row.code, row.grade, row.valid_from, row.valid_to)
        found.setdefault(row.organization_id, []).append(held)
    people = Practitioner.objects.filter(organization__in=agency_ids, left_at__isnull=True)
    for person in people:
        held = Certificate(PRACTITIONER, person.certificate, "", person.valid_from, person.valid_to)
        found.setdefault(person.organization_id, []).append(held)
    return found


def running_count(agency: Organization) -> int:
    """Contracts not closed, and awards not final yet. Source: domain.md 9.5."""
    contracts = Contract.objects.filter(agency=agency, status__in=RUNNING)
    awards = Award.objects.filter(entry__agency=agency, status=AwardStatus.DECIDED)
    return contracts.count() + awards.count()
