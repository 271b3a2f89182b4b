"""manage.py up: everything in one process, as ./run starts it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.rehearsal import rehearse
from config.server import Beside, hold_data_dir, serve
from config.startup import prepare
from config.worker import Worker

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Migrates, loads the demonstration once, starts web, sockets and worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--data", help="default var/; read by manage.py")
        parser.add_argument("--empty", action="store_true", help="no demonstration city")
        parser.add_argument("--rehearsal", action="store_true", help="a live auction with bidders")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        try:
            hold_data_dir()
            prepare(is_empty=options["empty"], is_local=host in LOOPBACK, say=self.say)
        except RuntimeError as fault:
            raise CommandError(str(fault)) from None
        url = f"http://{host}:{port}"
        beside: list[Beside] = [Worker().run]
        if options["rehearsal"]:
            beside.append(lambda: rehearse(url))
        serve(host, port, beside=beside, ready=lambda: self.greet(url, options["rehearsal"]))

    def greet(self, url: str, is_rehearsal: bool) -> None:
        self.say(f"明标 Mingbiao: {url}/")
        if is_rehearsal:
            self.say(f"演练竞价 15 秒后开始 · a rehearsal opens in 15 s: {url}/auctions/")
        path = Path(settings.DEMONSTRATION_FILE)
        if not path.exists():
            return
        self.say("演示账户（登录页可一键进入）· demonstration sign-ins (one press on that page):")
        shown = set()
        for account in json.loads(path.read_text(encoding="utf-8"))["accounts"]:
            if account["role"] not in shown:
                shown.add(account["role"])
                self.say(f"  {account['role']:20} {account['email']}  {account['password']}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
