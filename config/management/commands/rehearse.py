"""manage.py rehearse: simulated bidders over real websockets against a running server."""

import asyncio
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.rivals import Pace, Rivals


class Command(BaseCommand):
    help = "Bids in an auction as agencies of the demonstration that have entered it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("auction", help="TL-2026-000123-A1")
        parser.add_argument("--bidders", type=int, default=3)
        parser.add_argument("--rate", type=float, default=0.25, help="bids a second of each")
        parser.add_argument("--seconds", type=float, default=60.0)

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.DEMONSTRATION_FILE)
        if not path.exists():
            raise CommandError("演示账户不存在 · there are no demonstration accounts")
        if options["rate"] <= 0 or options["bidders"] <= 0:
            raise CommandError("--bidders and --rate must be above 0")
        accounts = json.loads(path.read_text(encoding="utf-8"))["accounts"]
        tokens = [a["token"] for a in accounts if a["role"] == "agency"][: options["bidders"]]
        mean = 1 / options["rate"]
        pace = Pace(mean * 0.5, mean * 1.5, min(4.0, mean), options["seconds"])
        rivals = Rivals(settings.SITE_URL, options["auction"], tokens, pace)
        limited = asyncio.wait_for(rivals.run(), options["seconds"] + 5)
        try:
            asyncio.run(limited)
        except TimeoutError:
            self.stdout.write("time is over")
        self.stdout.write(f"{rivals.bids} bids accepted")
