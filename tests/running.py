"""A run of ./test: steps as child processes, their folders, what they printed and counted."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEARTBEAT_SECONDS = 60
PYTHON = [sys.executable]
# What a person has set for a site of theirs must not reach the tests.
SETTINGS = [
    "DATABASE_URL",
    "REDIS_URL",
    "ELASTICSEARCH_URL",
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "DEBUG",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "CITY",
    "DATA_DIR",
    "SIGNING_KEY_FILE",
    "MEDIA_ROOT",
    "RATE_LIMITS",
    "EMAIL_URL",
    "METRICS",
    "TRUSTED_PROXIES",
    "DJANGO_SETTINGS_MODULE",
    "PYTEST_ADDOPTS",
    "TEST_DATABASE_NAME",
    "LOG_LEVEL",
]


@dataclass(frozen=True)
class Step:
    """One command of the run; its name is what people read."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return re.sub(r"\W+", "-", self.name.lower()).strip("-")


@dataclass(frozen=True)
class Result:
    """How a step ended; `report` is what tests/reporting.py wrote, if it ran tests."""

    step: Step
    code: int
    seconds: float
    output: str
    report: dict


class Run:
    """One call of ./test: its temporary folder, its children, its results."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mingbiao-test-"))
        self.began = time.monotonic()
        self.children: dict[subprocess.Popen, Step] = {}
        self.results: list[Result] = []
        self.lock = threading.Lock()
        self.is_stopping = False

    def environment(self, step: Step) -> dict[str, str]:
        """That of the caller without settings of a site, with folders of the step's own."""
        own = self.folder / step.slug
        own.mkdir(exist_ok=True)
        environment = {k: v for k, v in os.environ.items() if k not in SETTINGS}
        environment |= {
            "DATA_DIR": str(own / "data"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / "hypothesis"),
            "PYTHONDONTWRITEBYTECODE": "" if os.access(ROOT, os.W_OK) else "1",
            "TEST_REPORT": str(own / "report.json"),
        }
        if not os.access(ROOT, os.W_OK):
            for name in ("MYPY_CACHE_DIR", "RUFF_CACHE_DIR"):
                environment[name] = str(self.folder / name.lower())
        home = os.environ.get("HOME", "")
        if not (home and os.access(home, os.W_OK)):  # Browsers want to write there.
            environment["HOME"] = str(own)
        return environment | step.environment

    def perform(self, step: Step) -> Result:
        """Runs the step quietly, keeps what it printed, says one line at its end."""
        if self.is_stopping:
            return Result(step, 130, 0, "", {})
        began = time.monotonic()
        environment = self.environment(step)
        output = self.folder / step.slug / "output"
        with output.open("wb") as words:
            child = subprocess.Popen(
                step.command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        with self.lock:
            self.children[child] = step
        code = child.wait()
        with self.lock:
            del self.children[child]
        text = output.read_text(errors="replace")
        report = report_in(Path(environment["TEST_REPORT"]))
        result = Result(step, code, time.monotonic() - began, text, report)
        self.results.append(result)
        mark = "ok    " if code == 0 else "FAILED"
        say(f"{mark} {step.name:<34} {result.seconds:6.1f} s  {in_short(report)}")
        return result

    def perform_all(self, steps: Sequence[Step], *, at_once: int) -> None:
        """In the order given, `at_once` at a time."""
        with ThreadPoolExecutor(at_once) as pool:
            waiting = [pool.submit(self.perform, step) for step in steps]
            try:
                for done in as_completed(waiting):
                    done.result()
            except BaseException:
                self.stop_children()  # The pool waits for its threads, and they for these.
                raise

    def heartbeat(self) -> None:
        """So that a log that watches for silence, and a person, see that it goes on."""
        while not self.is_stopping:
            time.sleep(1)
            with self.lock:
                names = [step.name for step in self.children.values()]
            seconds = int(time.monotonic() - self.began)
            if seconds % HEARTBEAT_SECONDS == 0 and names:
                say(f"…      {' and '.join(names)} ({seconds} s)")

    def stop(self) -> None:
        self.stop_children()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop_children(self) -> None:
        self.is_stopping = True
        with self.lock:
            children = list(self.children)
        for sign in (signal.SIGTERM, signal.SIGKILL):
            for child in children:
                if child.poll() is None:
                    os.killpg(child.pid, sign)
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline and any(c.poll() is None for c in children):
                time.sleep(0.1)


def say(line: str = "") -> None:
    print(line, flush=True)


def report_in(path: Path) -> dict:
    return json.loads(path.read_text()) if path.exists() else {}


def in_short(report: dict) -> str:
    words = ("failed", "errors", "passed", "skipped")
    return ", ".join(f"{report[word]} {word}" for word in words if report.get(word))
