"""The real site for tests: Daphne on a free port, with a worker, over the database of the tests."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[1]
START_S = 40


def database_url() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    person = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}" if known["USER"] else ""
    place = f"{quote(known['HOST'], safe='')}:{known['PORT']}".strip(":")
    return f"postgresql://{person}@{place}/{known['NAME']}"


class Site:
    """`processes` web servers; the first one's address is `url`. Stop it before the test ends."""

    def __init__(
        self, folder: Path, *, processes: int = 1, worker: bool = True, port: int = 0, **env: str
    ) -> None:
        self.folder = folder
        self.ports = [port or free_port() for _ in range(processes)]
        self.url = f"http://127.0.0.1:{self.ports[0]}"
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DATA_DIR": str(folder),
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SECRET_KEY": settings.SECRET_KEY,
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "SIGNING_KEY_FILE": str(settings.SIGNING_KEY_FILE),
            "LOG_LEVEL": "WARNING",
            **env,
        }
        self.env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        self.children = [self.serve(port) for port in self.ports]
        if worker:
            self.children.append(self.start("manage.py", "worker"))
        for port in self.ports:
            self.wait(port)

    def serve(self, port: int) -> subprocess.Popen:
        command = ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "-v", "0"]
        return self.start(*command, "config.asgi:application")

    def start(self, *command: str) -> subprocess.Popen:
        with (self.folder / "log").open("ab") as words:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )

    def wait(self, port: int) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the site did not start: " + self.words()[-2_000:])

    def words(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        for child in self.children:
            child.send_signal(signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
