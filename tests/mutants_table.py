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


MUTANTS: list[Mutant] = []
