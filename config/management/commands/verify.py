"""manage.py verify: chains, signatures, proofs and outcomes, recomputed."""

import runpy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bidding.queries.verify import findings_in
from market.queries.verify import log_names, logs_for, verified
from market.rules.verification import Chain, Finding, in_order
from ratings.queries.verify import credit_findings, credit_findings_of

GOOD, WRONG, USAGE = 0, 1, 2
TELL_EVERY = 200  # Logs.


class Command(BaseCommand):
    help = (
        "Checks what is recorded: exit 0 all good, 1 a finding (the first lines name it), 2 usage."
    )
    requires_system_checks: list[str] = []  # Also where they fail.

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "number", nargs="*", help="request, auction, contract, notice, uscc, log"
        )
        parser.add_argument("--all", action="store_true", help="every log")
        parser.add_argument("--file", metavar="F", help="a bundle, record or receipts, from disk")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [bool(options["number"]), options["all"], options["file"] is not None]
        if sum(chosen) != 1:
            raise CommandError("say which: NUMBER…, --all or --file F", returncode=USAGE)
        if options["file"] is not None:
            raise SystemExit(verify_file(options["file"]))
        logs = log_names() if options["all"] else self.logs_of(options["number"])
        findings, chains = self.verify(logs, options["all"])
        for finding in findings:
            self.stdout.write(finding.line)
        events = sum(len(chain.hashes) for chain in chains)
        self.stdout.write(f"Verified {len(chains)} logs with {events} events.")
        if any(is_staged(chain) for chain in chains):
            self.stdout.write("This is a demonstration: its past was staged.")
        plural = "" if len(findings) == 1 else "s"
        self.stdout.write(f"Result: {len(findings) or 'no'} finding{plural}.")
        raise SystemExit(WRONG if findings else GOOD)

    def logs_of(self, numbers: Iterable[str]) -> list[str]:
        logs: dict[str, None] = {}
        for number in numbers:
            found = logs_for(number)
            if not found:
                raise CommandError(f"{number}: there is no such number", returncode=USAGE)
            logs |= dict.fromkeys(found)
        return list(logs)

    def verify(self, logs: list[str], is_all: bool) -> tuple[list[Finding], list[Chain]]:
        """Each request is looked at together with its auctions; the rest log by log."""
        findings: list[Finding] = []
        chains: list[Chain] = []
        for group in grouped(logs):
            verified_group = {log: verified(log) for log in group}
            findings += findings_in(verified_group)
            for chain in verified_group.values():
                chains.append(Chain(chain.log, chain.bodies[:1], chain.hashes))
                if len(chains) % TELL_EVERY == 0:
                    self.stderr.write(f"{len(chains)} of {len(logs)} logs")
        if is_all:
            findings += credit_findings()
        else:
            findings += [found for log in logs for found in credit_findings_of(log)]
        return in_order(findings), chains


def grouped(logs: list[str]) -> Iterator[list[str]]:
    """The logs of a request together, in the order in which the first of each stands."""
    groups: dict[str, list[str]] = {}
    for log in logs:
        kind, _, number = log.partition("/")
        no = number.rpartition("-A")[0] if kind == "auction" else number
        is_request = kind in ("request", "entries", "auction")
        groups.setdefault(f"request/{no}" if is_request else log, []).append(log)
    yield from groups.values()


def is_staged(chain: Chain) -> bool:
    return bool(chain.bodies) and chain.bodies[0]["kind"] == "demonstration_staged"


def verify_file(path: str) -> int:
    """By the stand-alone verifier, which shares nothing with this program."""
    tool = Path(settings.BASE_DIR) / "tools" / "verify_record.py"
    code: int = runpy.run_path(str(tool))["main"]([path])
    return code
