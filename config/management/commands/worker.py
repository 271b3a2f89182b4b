"""manage.py worker: performs due deadlines and the outbox; any number may run."""

import asyncio
import contextlib
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.clock import perform_due_now
from config.worker import Worker
from market.actions.record import checkpoint_changed


class Command(BaseCommand):
    help = "Performs what is due, until stopped; --once performs what is due now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            done = 0
            while turn := perform_due_now():
                done += turn
            checkpoint_changed()
            self.stdout.write(f"{done} done")
            return
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(Worker().run())
