"""Which jobs each agency does, so that recorded events bring it to its grade."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Job:
    """A request that an agency wins, published so many days before today.

    `entrants` None: rivals are found. `changes` are fields of the story.
    """

    agency: str
    items: tuple[str, ...]
    days_ago: int = 0
    published_on: date | None = None
    buyer: str = ""
    ceiling_fen: int = 0
    service_days: int = 0
    entrants: tuple[str, ...] | None = None
    bidders: tuple[str, ...] | None = None
    turn: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


# AAA takes about eight perfect contracts within a few months, AA four. Source: domain.md 13.
AAA_ITEMS = {
    "agency_env_nanjing": ("34ZJ-FG-003", "34ZJ-FG-003", "34ZJ-HJ-002"),
    "agency_appraisal_sh": ("34ZJ-CZ-002", "34ZJ-ZR-005"),
    "agency_testing_hefei": ("34ZJ-ZJ-003", "34ZJ-HJ-003"),
}
AA_ITEMS = {
    "agency_survey": ("34ZJ-ZR-001", "34ZJ-ZR-004"),
    "agency_env": ("34ZJ-HJ-003", "34ZJ-SL-001", "34ZJ-HJ-002"),
    "agency_drawing_js": ("34ZJ-ZJ-001",),
    "agency_water_wuhan": ("34ZJ-SL-001", "34ZJ-SL-003"),
    "agency_port_sh": ("34ZJ-JT-001", "34ZJ-SL-003"),
    "agency_cpa_wuhu": ("34ZJ-CZ-001",),
    "agency_consult_hefei": ("34ZJ-FG-001", "34ZJ-ZJ-002", "34ZJ-FG-003"),
    "agency_survey_hefei": ("34ZJ-ZR-004", "34ZJ-ZR-001"),
    "agency_safety_hefei": ("34ZJ-YJ-001",),
}
# Beside those that seed/ tells already.
AAA_JOBS = {"agency_env_nanjing": 7, "agency_appraisal_sh": 9, "agency_testing_hefei": 8}
TOLD_BY_SEED = {
    "agency_water_wuhan": 1,
    "agency_port_sh": 1,
    "agency_safety_hefei": 1,
}
A_ITEMS = {
    "agency_audit_hefei": "34ZJ-CZ-001",
    "agency_safety": "34ZJ-YJ-001",
    "agency_lab_social": "34ZJ-HJ-003",
    "agency_survey_self": "34ZJ-ZR-004",
    "agency_drawing_bengbu": "34ZJ-ZJ-001",
    "agency_soil_anqing": "34ZJ-SL-001",
}
# How ordinary jobs differ from a perfect one, in turn.
ORDINARY: tuple[dict[str, Any], ...] = (
    {"buyer_marks": 4, "agency_marks": 4},
    {"buyer_marks": 4, "returns": 1},
    {"buyer_marks": None, "agency_marks": 5, "clock_decides": True},
    {"buyer_marks": 3, "days_late": 3},
    {"buyer_marks": 4, "is_deemed": True, "agency_marks": 2},
    {"buyer_marks": None, "agency_marks": None},
)
# What happens on the buyer's side of a job and costs the agency nothing.
AROUND_AAA: dict[int, dict[str, Any]] = {
    1: {"payment": "silent"},
    2: {"payment": "denied_once"},
    4: {"clock_decides": True},
}
AROUND_AA: dict[int, dict[str, Any]] = {
    0: {"agency_marks": None},
    2: {"is_returned_once": True},
}


def perfect_jobs() -> list[Job]:
    found = []
    for agency, items in AAA_ITEMS.items():
        for n in range(AAA_JOBS[agency]):
            changes: dict[str, Any] = {"days_late": -5, **AROUND_AAA.get(n, {})}
            item = items[n % len(items)]
            found.append(Job(agency, (item,), 160 - 12 * n, turn=n, changes=changes))
    for i, (agency, items) in enumerate(AA_ITEMS.items()):
        for n in range(5 - TOLD_BY_SEED.get(agency, 0)):
            changes = {"days_late": -4, **AROUND_AA.get(n, {})}
            if n == 0 and i % 4 == 0:
                changes["payment"] = "late"
            days_ago = 198 - 30 * n - i
            found.append(Job(agency, (items[n % len(items)],), days_ago, turn=n, changes=changes))
    return found


def ordinary_jobs() -> list[Job]:
    found = []
    for n, (agency, item) in enumerate(A_ITEMS.items()):
        changes = {"days_late": -3, **ORDINARY[n]}
        days_ago = (115 if None in changes.values() else 78) + 11 * n
        found.append(Job(agency, (item,), days_ago, turn=n, changes=changes))
    return found


def poor_jobs() -> list[Job]:
    """Late, returned, badly reviewed: what brings an agency to B, C and D."""
    late: dict[str, Any] = {"days_late": 36, "returns": 1, "buyer_marks": 1}
    found = [
        Job("agency_env_c", ("34ZJ-HJ-002",), days_ago, service_days=15, turn=n, changes=late)
        for n, days_ago in enumerate((222, 196, 170))
    ]
    bad: dict[str, Any] = {"days_late": 15, "buyer_marks": 1, "complaint": "errors"}
    found += [
        Job("agency_exited", ("34ZJ-HJ-002",), days_ago, service_days=10, turn=n, changes=bad)
        for n, days_ago in enumerate((220, 198, 176, 154, 134))
    ]
    found += [
        Job(
            "agency_testing_suspended",
            ("34ZJ-ZJ-003",),
            days_ago,
            turn=n,
            changes={"days_late": 14, "buyer_marks": marks, "complaint": "poor"},
        )
        for n, (days_ago, marks) in enumerate(((204, 1), (178, 2), (151, 1)))
    ]
    found += [
        Job(
            agency,
            (item,),
            days_ago,
            turn=n,
            changes={"days_late": 10, "buyer_marks": marks, "returns": 1, "complaint": "poor"},
        )
        for agency, item in (
            ("agency_cpa_hefei", "34ZJ-CZ-001"),
            ("agency_testing_local", "34ZJ-ZJ-003"),
        )
        for n, (days_ago, marks) in enumerate(((168, 2), (138, 1)))
    ]
    return found


JOBS = [*perfect_jobs(), *ordinary_jobs(), *poor_jobs()]
