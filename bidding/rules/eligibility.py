"""Whether an agency may enter a request: every check, passed or not, with its words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidding.enums import ConflictCode
from bidding.errors import IDENTITY_REASONS, STANDING_REASONS, entry_problem
from bidding.rules.conflicts import Party, conflicts_with_buyer
from market.enums import IdentityLevel, Standing
from market.errors import Problem

GRADES = ["D", "C", "B", "A", "AA", "AAA"]
LEVELS = [IdentityLevel.MOBILE, IdentityLevel.REAL_NAME, IdentityLevel.ORGANIZATION_VERIFIED]
ORGANIZATION, PRACTITIONER = "organization", "practitioner"
# Under these an agency may not go on with what it has entered. Source: domain.md 10.3.
OUT = frozenset({Standing.SUSPENDED, Standing.EXITED})


@dataclass(frozen=True)
class Check:
    """One line of the list an agency sees before it enters. `problem` is None where it is met."""

    code: str
    name: str | Promise
    problem: Problem | None = None

    @property
    def is_ok(self) -> bool:
        return self.problem is None

    @property
    def text(self) -> str:
        return self.problem.text if self.problem else ""


@dataclass(frozen=True)
class Needed:
    """A certificate that the service or a bar condition asks for."""

    holder: str
    code: str
    name: str
    grade_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """What an agency or one of its people holds. Both days are valid ones."""

    holder: str
    code: str
    grade: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Demand:
    """What a request asks of those who enter. The days are those of the service."""

    buyer: Party
    ceiling_fen: int
    first_day: date
    last_day: date
    needed: Sequence[Needed] = ()
    grade_min: str = ""
    authority_ids: frozenset[int] = frozenset()
    avoid: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Candidate:
    """An agency as the checks see it. `booked` are named leads who are taken in those days."""

    party: Party
    standing: str
    identity_level: str
    grade: str
    certificates: Sequence[Certificate] = ()
    contract_count: int = 0
    lead_count: int = 0
    booked: Sequence[str] = ()
    declared: Sequence[str] = field(default=())


def entry_checks(candidate: Candidate, demand: Demand, rules: Mapping[str, Any]) -> Iterator[Check]:
    """All checks of an entry, in the order in which people think of them.

    Source: domain.md 2.2, 4.8, 9.5.
    """
    yield standing_check(candidate.standing)
    yield identity_check(candidate.identity_level, rules["posting_identity"])
    yield from conflict_checks(candidate, demand)
    yield from certificate_checks(candidate, demand)
    yield from grade_checks(candidate, demand, rules)


def standing_check(standing: str) -> Check:
    name = _("服务状态正常")
    if standing == Standing.ACTIVE:
        return Check(ConflictCode.STANDING, name)
    facts = {"standing": str(standing)}
    found = Problem("", str(ConflictCode.STANDING), STANDING_REASONS[standing], facts)
    return Check(ConflictCode.STANDING, name, found)


def identity_check(level: str, needed: str) -> Check:
    name = _("身份级别符合要求")
    if LEVELS.index(IdentityLevel(level)) >= LEVELS.index(IdentityLevel(needed)):
        return Check("identity_level", name)
    found = Problem("", "identity_level", IDENTITY_REASONS[needed], {"needed": str(needed)})
    return Check("identity_level", name, found)


def conflict_checks(candidate: Candidate, demand: Demand) -> Iterator[Check]:
    found = conflicts_with_buyer(
        candidate.party,
        demand.buyer,
        authority_ids=demand.authority_ids,
        avoid=demand.avoid,
        declared=candidate.declared,
    )
    name = _("与业主和审批部门没有应当回避的关系")
    for code, facts in found:
        yield Check(code, name, entry_problem(code, **facts))
    if not found:
        yield Check("conflicts", name)


def certificate_checks(candidate: Candidate, demand: Demand) -> Iterator[Check]:
    """Each certificate that is asked, held from the selection to the end of the service."""
    for needed in demand.needed:
        kind = "qualification" if needed.holder == ORGANIZATION else "practitioner"
        problem = certificate_problem(kind, needed, candidate, demand)
        yield Check(problem.code if problem else kind, needed.name, problem)
    if candidate.booked:
        found = entry_problem("practitioner_booked", name="、".join(candidate.booked))
        yield Check("practitioner_booked", _("所报负责人在服务期内可以到岗"), found)


def certificate_problem(
    kind: str, needed: Needed, candidate: Candidate, demand: Demand
) -> Problem | None:
    held = [
        one
        for one in candidate.certificates
        if (one.holder, one.code) == (needed.holder, needed.code)
        and one.valid_from <= demand.first_day
    ]
    facts: dict[str, Any] = {"name": needed.name, "certificate": needed.code}
    if not held:
        return entry_problem(f"{kind}_missing", **facts)
    if needed.grade_in:
        held = [one for one in held if one.grade in needed.grade_in]
        if not held:
            return entry_problem(f"{kind}_grade_below", wanted="、".join(needed.grade_in), **facts)
    last = max(one.valid_to for one in held)
    if last < demand.last_day:
        facts |= {"valid_to": last.isoformat(), "needed_to": demand.last_day.isoformat()}
        return entry_problem(f"{kind}_expires_in_service_period", **facts)
    return None


def grade_checks(candidate: Candidate, demand: Demand, rules: Mapping[str, Any]) -> Iterator[Check]:
    """Checked at entry only, with the grade of that moment. Source: domain.md 9.5."""
    grade = candidate.grade or starting_grade(rules)
    effects = rules["grade_effects"][grade]
    if demand.grade_min:
        found = entry_problem("credit_grade_below", wanted=demand.grade_min, grade=grade)
        is_ok = GRADES.index(grade) >= GRADES.index(demand.grade_min)
        yield Check("credit_grade_below", _("信用等级符合要求"), None if is_ok else found)
    most_fen = effects["request_ceiling_max_fen"]
    if most_fen is not None:
        found = entry_problem("grade_ceiling", grade=grade, most_fen=most_fen)
        is_ok = demand.ceiling_fen <= most_fen
        yield Check("grade_ceiling", _("最高限价在信用等级允许的范围内"), None if is_ok else found)
    most = effects["running_contracts_max"]
    if most is not None:
        facts = {"most_contracts": most, "running": candidate.contract_count}
        found = entry_problem("grade_contracts_full", grade=grade, **facts)
        is_ok = candidate.contract_count < most
        name = _("履行中的合同数在信用等级允许的范围内")
        yield Check("grade_contracts_full", name, None if is_ok else found)
    asks_for_people = any(needed.holder == PRACTITIONER for needed in demand.needed)
    if effects["practitioner_proof"] == "before_entry" and asks_for_people:
        found = entry_problem("practitioner_proof_due", grade=grade)
        name = _("报名时写明具备有效证书的负责人")
        yield Check("practitioner_proof_due", name, None if candidate.lead_count else found)


def starting_grade(rules: Mapping[str, Any]) -> str:
    """The grade of whoever has no credit event yet. Source: domain.md 9.3."""
    better = reversed(GRADES[1:])
    return next((g for g in better if rules["credit_start"] >= rules[f"grade_{g.lower()}"]), "D")
