"""What a reader sees at the end of ./test: services, failures and a count like pytest's."""

import os
import re
import time

from tests.running import Result, Run, say
from tests.surroundings import Surroundings


def report_of(run: Run, name: str) -> dict:
    return next((r.report for r in run.results if r.step.name == name), {})


def version_in(report: dict) -> str:
    """`15.18` of `PostgreSQL 15.18 (Debian …)`."""
    words = report.get("database", "").split()
    return words[1] if len(words) > 1 else ""


def sqlite_told(run: Run) -> str:
    report = report_of(run, "tests on SQLite")
    if not (report.get("ran") and version_in(report)):
        return "SQLite      NOT TESTED, no test ran"
    return f"SQLite      tested with {version_in(report)} ({report['ran']} tests)"


def services_told(run: Run, surroundings: Surroundings) -> list[str]:
    """One line per service; a service that no test has met is not tested."""
    postgresql = report_of(run, "tests on PostgreSQL")
    browser = report_of(run, "tests in Chromium")
    on_redis = sum(r.report.get("redis", 0) for r in run.results)
    found = {
        "PostgreSQL": (
            version_in(postgresql),
            postgresql.get("ran", 0),
        ),
        "Redis": (surroundings.redis_version, on_redis),
        "Chromium": (surroundings.chromium_version, browser.get("browser", 0)),
    }
    told = [sqlite_told(run)]
    for name, (version, count) in found.items():
        if name in surroundings.missing:
            told.append(f"{name:<11} NOT TESTED, {surroundings.missing[name]}")
        elif not count:
            told.append(f"{name:<11} NOT TESTED, no test ran")
        else:
            told.append(f"{name:<11} tested with {version} ({count} tests)")
    return told


def interesting(output: str, limit: int = 300) -> str:
    """The failures of pytest without its progress; of others the end."""
    start = re.search(r"^=+ (FAILURES|ERRORS) =+$", output, re.MULTILINE)
    lines = (output[start.start() :] if start else output).rstrip().splitlines()
    if len(lines) > limit:
        lines = [*lines[: limit // 2], "   …   ", *lines[-limit // 2 :]]
    return "\n".join(lines)


def summary(run: Run, told: list[str]) -> int:
    """Prints it; the last line counts like pytest's. Returns the exit code."""
    failed = [result for result in run.results if result.code]
    for result in failed:
        say(f"\n{f' {result.step.name} ':─^90}\n{interesting(result.output)}")
    say()
    for line in told:
        say(line)
    is_short = os.environ.get("CI") == "true" and any("NOT TESTED" in line for line in told)
    if is_short:
        say("With CI=true everything must be tested.")
    if failed:
        say("\nWhat failed:")
        for result in failed:
            say(f"  {result.step.name}")
            for test in result.report.get("failures", []):
                say(f"    {test}")
    return close(run, failed, is_short)


def close(run: Run, failed: list[Result], is_short: bool) -> int:
    """A step that is not made of tests counts as one error."""
    total = {"failed": 0, "passed": 0, "skipped": 0, "errors": int(is_short)}
    for result in run.results:
        for word in total:
            total[word] += result.report.get(word, 0)
    total["errors"] += sum(not (r.report.get("failed") or r.report.get("errors")) for r in failed)
    parts = [f"{number} {word}" for word, number in total.items() if number or word == "passed"]
    seconds = time.monotonic() - run.began
    text = f" {', '.join(parts)} in {seconds:.2f}s ({int(seconds) // 60}:{int(seconds) % 60:02}) "
    say(f"\n{text:=^80}")
    return 1 if failed or is_short else 0
