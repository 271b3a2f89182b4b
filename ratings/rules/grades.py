"""The grade of a score: cut points, caps, its place and what is missing to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ratings.enums import Grade

# From the best down; a rule set without the upper two grades sets their cut points to None.
CUT_POINTS = (
    (Grade.AAA, "grade_aaa"),
    (Grade.AA, "grade_aa"),
    (Grade.A, "grade_a"),
    (Grade.B, "grade_b"),
    (Grade.C, "grade_c"),
)
LOWEST = Grade.D


@dataclass(frozen=True, slots=True)
class Step:
    """One grade of the scale; `from_centi` is the least score that reaches it, D's is the least."""

    grade: Grade
    from_centi: int


def scale(rules: Mapping[str, Any]) -> tuple[Step, ...]:
    """The grades of a rule set, best first."""
    cuts = [Step(grade, rules[key] * 100) for grade, key in CUT_POINTS if rules[key] is not None]
    return (*cuts, Step(LOWEST, rules["credit_min"] * 100))


def grade_of(score_centi: int, cap: str | None, rules: Mapping[str, Any]) -> Grade:
    """The grade that the score reaches, held down to the cap. Source: domain.md 9.3."""
    reached = next(step.grade for step in scale(rules) if score_centi >= step.from_centi)
    return reached if cap is None else _lower(reached, Grade(cap), rules)


def strictest(caps: Iterable[str], rules: Mapping[str, Any]) -> Grade | None:
    """The lowest grade among caps; None where there is none."""
    lowest: Grade | None = None
    for cap in caps:
        lowest = Grade(cap) if lowest is None else _lower(lowest, Grade(cap), rules)
    return lowest


def _lower(one: Grade, other: Grade, rules: Mapping[str, Any]) -> Grade:
    return max(one, other, key=lambda grade: place(grade, rules)[0])


def place(grade: str, rules: Mapping[str, Any]) -> tuple[int, int]:
    """Which of how many: AA is (2, 6)."""
    grades = [step.grade for step in scale(rules)]
    return grades.index(Grade(grade)) + 1, len(grades)


def next_step(score_centi: int, rules: Mapping[str, Any]) -> Step | None:
    """The lowest cut point above the score; None for who has reached the highest."""
    above = [step for step in scale(rules) if step.from_centi > score_centi]
    return above[-1] if above else None
