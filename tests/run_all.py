"""Everything that ./test does: checks, tests on each database and service, planted bugs."""

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.running import PYTHON, ROOT, Result, Run, Step, report_in, say
from tests.summary import services_told, sqlite_told, summary
from tests.surroundings import Surroundings, gather


def pytest_step(name: str, arguments: Sequence[str], environment: dict[str, str]) -> Step:
    command = [*PYTHON, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", *arguments]
    return Step(name, command, environment)


def check_steps() -> list[Step]:
    """The slowest first, so that the others run beside it."""
    manage = [*PYTHON, "manage.py"]
    deployed = {
        "SECRET_KEY": "only for this check " * 4,
        "SITE_URL": "https://mingbiao.example",
        "ALLOWED_HOSTS": "mingbiao.example",
    }
    return [
        Step("types (mypy)", [*PYTHON, "-m", "mypy", "."]),
        Step("lint (ruff check)", [*PYTHON, "-m", "ruff", "check", "."]),
        Step("format (ruff format)", [*PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("no migration missing", [*manage, "makemigrations", "--check", "--dry-run"]),
        Step(
            "deployment check",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            deployed,
        ),
    ]


def quick_steps() -> list[Step]:
    arguments = ["-m", "not slow and not browser and not redis"]
    return [*check_steps(), pytest_step("tests on SQLite", arguments, hypothesis("quick"))]


def hypothesis(profile: str) -> dict[str, str]:
    return {"HYPOTHESIS_PROFILE": os.environ.get("HYPOTHESIS_PROFILE", profile)}


def database_steps(surroundings: Surroundings) -> list[Step]:
    common = hypothesis("default") | {"TEST_REDIS_URL": surroundings.redis_url}
    arguments = ["-m", "not browser" if surroundings.redis_url else "not browser and not redis"]
    steps = [pytest_step("tests on SQLite", arguments, common)]
    if surroundings.postgresql_url:
        on_postgresql = common | {"DATABASE_URL": surroundings.postgresql_url}
        arguments = [*arguments, "--database-only"]
        steps.append(pytest_step("tests on PostgreSQL", arguments, on_postgresql))
    return steps


def last_steps(surroundings: Surroundings) -> list[Step]:
    steps = []
    if surroundings.chromium:
        environment = {"CHROMIUM": surroundings.chromium, "TEST_REDIS_URL": surroundings.redis_url}
        steps.append(pytest_step("tests in Chromium", ["-m", "browser"], environment))
    steps.append(Step("planted bugs", [*PYTHON, "-m", "tests.mutants"], hypothesis("quick")))
    return steps


# The three ways to call it


def run_everything(run: Run) -> int:
    surroundings = gather(run_browser=True)
    try:
        steps = [*check_steps(), *database_steps(surroundings)]
        run.perform_all(steps, at_once=2)
        run.perform_all(last_steps(surroundings), at_once=1)
    finally:
        surroundings.stop()
    return summary(run, services_told(run, surroundings))


def run_quick(run: Run) -> int:
    run.perform_all(quick_steps(), at_once=2)
    told = [sqlite_told(run)]
    left_out = ("PostgreSQL", "Redis", "Chromium")
    told += [f"{name:<11} not part of --quick" for name in left_out]
    return summary(run, told)


def run_pytest(run: Run, arguments: list[str]) -> int:
    """Only pytest, with these arguments, seen as it runs: on SQLite, then on PostgreSQL."""
    surroundings = gather(run_browser=False)
    common = hypothesis("default") | {"TEST_REDIS_URL": surroundings.redis_url}
    databases = [("SQLite", common, arguments)]
    if surroundings.postgresql_url:
        environment = common | {"DATABASE_URL": surroundings.postgresql_url}
        databases.append(("PostgreSQL", environment, [*arguments, "--database-only"]))
    codes = []
    try:
        for name, environment, given in databases:
            say(f"\n{name}")
            step = pytest_step(f"tests on {name}", given, environment)
            own = run.environment(step)
            code = subprocess.run(step.command, cwd=ROOT, env=own, check=False).returncode
            report = report_in(Path(own["TEST_REPORT"]))
            run.results.append(Result(step, code, 0, "", report))
            codes.append(code)
    finally:
        surroundings.stop()
    if "PostgreSQL" in surroundings.missing:
        say(f"PostgreSQL NOT TESTED, {surroundings.missing['PostgreSQL']}")
    if codes[0] == 5:  # No test was found at all. On PostgreSQL alone that is no fault.
        return 5
    return next((code for code in codes if code not in (0, 5)), 0)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def guarded(run: Run, work: Callable[[], int]) -> int:
    """Whatever happens, nothing that was started stays behind."""
    signal.signal(signal.SIGTERM, interrupt)
    threading.Thread(target=run.heartbeat, daemon=True).start()
    try:
        return work()
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130
    finally:
        run.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test", description=__doc__, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="the two-minute subset")
    options, arguments = parser.parse_known_args()
    run = Run()
    if arguments:
        return guarded(run, lambda: run_pytest(run, arguments))
    return guarded(run, lambda: run_quick(run) if options.quick else run_everything(run))


if __name__ == "__main__":
    sys.exit(main())
