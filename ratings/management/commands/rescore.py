"""manage.py rescore: credit recomputed from the record; or what that would change."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.gateways.database import database_now
from market.queries.rule_sets import rule_set_by_code, rule_set_in_force, rules_of
from ratings.actions.credit import collect_missing, rescore_all
from ratings.queries.credit import what_if
from ratings.rules.points import two_places


class Command(BaseCommand):
    help = "Recompute credit from the record. With --what-if, print changes and write nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rule-set", metavar="CODE", help="default: the set in force")
        parser.add_argument("--what-if", action="store_true")

    def handle(self, *args: Any, rule_set: str | None, what_if: bool, **options: Any) -> None:
        in_force = rule_set_in_force(database_now())
        chosen = in_force if rule_set is None else rule_set_by_code(rule_set)
        if chosen is None:
            raise CommandError(f"no rule set {rule_set}", returncode=2)
        if what_if:
            self.tell_changes(None if chosen == in_force else chosen.code)
            return
        if chosen != in_force:
            # Nobody is judged by a set that is not in force.
            message = f"{in_force.code} is in force; under {chosen.code} only --what-if"
            raise CommandError(message, returncode=2)
        collected, changed = collect_missing(), rescore_all()
        self.stdout.write(f"{collected} events collected, {changed} scores changed")

    def tell_changes(self, code: str | None) -> None:
        """One line per agency whose score or grade would change."""
        other = rule_set_by_code(code) if code else None
        count = 0
        for change in what_if(database_now(), rules_of(other) if other else None):
            agency = change.organization
            before = "–"
            if agency.credit_score_centi is not None:
                before = f"{two_places(agency.credit_score_centi)} {agency.credit_grade}"
            after = f"{two_places(change.score_centi)} {change.grade}"
            self.stdout.write(f"{agency.uscc} {before} -> {after}")
            count += 1
        self.stdout.write(f"{count} scores would change")
