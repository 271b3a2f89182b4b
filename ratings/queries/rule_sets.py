"""Rule sets over time: the one that weighs a deed, the one in force on a day asked about."""

from dataclasses import dataclass
from datetime import datetime

from market.models import RuleSet
from market.queries.rule_sets import rule_sets, rules_of
from market.rules.rule_sets import Rules


@dataclass(frozen=True)
class Sets:
    """All published sets, read at once: few rows, asked for again with every event and month."""

    rows: tuple[RuleSet, ...]

    def in_force(self, at: datetime) -> RuleSet | None:
        """None before the first set came into force."""
        begun = [row for row in self.rows if row.effective_from and row.effective_from <= at]
        return max(begun, key=lambda row: (row.effective_from, row.pk), default=None)

    def rules(self) -> dict[int, Rules]:
        return {row.pk: rules_of(row) for row in self.rows}


def read_sets() -> Sets:
    return Sets(tuple(rule_sets().defer("text")))  # Read where this process does not know it.
