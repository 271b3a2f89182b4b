"""manage.py demo: the demonstration city of seed/, with a past, live matter and accounts."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demonstration import accounts, load
from config.demonstration.cast import Cast
from config.demonstration.people import LISTED_AGENCIES
from config.demonstration.stories import NotAsPlanned
from config.facts import DEFAULT_SET, read
from market.actions.rule_sets import put_in_force
from market.gateways.database import database_now
from market.queries.cities import is_demonstration
from market.queries.record import logs
from market.queries.rule_sets import rule_set_by_code, rule_set_in_force
from market.units import shanghai_date

BENCHMARK = "benchmark"
WIDTH = 40


class Command(BaseCommand):
    help = "Loads the demonstration city of seed/; on a demonstration it writes its JSON again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", metavar="FILE", help="also write the accounts there")
        parser.add_argument(
            "--rule-set", metavar="CODE", help=f"comes into force now; at first {DEFAULT_SET} is"
        )
        parser.add_argument(
            "--force", action="store_true", help="add accounts and live matter to other data"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["rule_set"]
        if code == BENCHMARK and settings.RATE_LIMITS:
            raise CommandError("the rule set benchmark needs RATE_LIMITS=off")
        if code and code not in {rules["code"] for rules in read("rule_sets.json")["sets"]}:
            raise CommandError(f"there is no rule set {code}")
        kept = accounts.kept() if logs().exists() else None
        with accounts.Passwords(0 if kept else accounts.LISTED) as passwords:
            cast = self.loaded(is_forced=options["force"])
            content = kept or accounts.opened(cast, passwords)
        if code:
            self.put_in_force(code)
        self.write(cast, content, options["json"])

    def loaded(self, *, is_forced: bool) -> Cast:
        if not logs().exists():
            return self.staged()
        if is_forced:
            return load.add_live_matter()
        if is_demonstration():
            return load.cast_of_today(shanghai_date(database_now()))
        raise CommandError("this installation holds other data; --force adds to it")

    def staged(self) -> Cast:
        progress = Progress()
        try:
            return load.stage(progress.tell)
        except NotAsPlanned as fault:
            raise CommandError(f"the past did not come out as planned:\n{fault}") from fault
        finally:
            progress.end()

    def put_in_force(self, code: str) -> None:
        """What was in force before stays the rule of those days, so it cannot come back."""
        rule_set = rule_set_by_code(code)
        assert rule_set is not None
        now = database_now()
        if rule_set_in_force(now).code == code:
            return
        if rule_set.effective_from is not None:
            raise CommandError(f"{code} was in force before; its days do not change")
        put_in_force(code=code, at=now, now=now)

    def write(self, cast: Cast, content: list[dict[str, Any]], file: str | None) -> None:
        agencies = [cast.organization(key) for key in LISTED_AGENCIES]
        document = accounts.document(content, agencies)
        accounts.write(document, Path(settings.DEMONSTRATION_FILE))
        if file:
            accounts.write(document, Path(file))
        requests, auctions = len(document["requests"]), len(document["auctions"])
        self.stdout.write(f"{requests} requests, {auctions} auctions")


class Progress:
    """A bar on stderr while the past is played; one line per tenth where nobody watches."""

    def __init__(self) -> None:
        self.shown, self.is_terminal = -1, sys.stderr.isatty()

    def tell(self, begins: datetime, at: datetime, until: datetime) -> None:
        share = int(100 * (at - begins) / (until - begins))
        if share == self.shown or (not self.is_terminal and share % 10):
            return
        self.shown = share
        done = WIDTH * share // 100
        bar = "█" * done + "·" * (WIDTH - done)
        line = f"{bar} {share:3d} %  {at:%Y-%m}"
        sys.stderr.write(f"\r{line}" if self.is_terminal else f"{line}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if self.is_terminal:
            sys.stderr.write("\n")
