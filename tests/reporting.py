"""Counts for the summary of ./test, written as JSON to the file that TEST_REPORT names."""

import json
import os
from collections import Counter
from pathlib import Path

counts: Counter[str] = Counter()
failures: list[str] = []
database = ""  # Its name and version, once a test has asked for one.


def pytest_runtest_logreport(report):
    """A test that fails while it is set up or taken down is an error, as in pytest's own count."""
    if report.when == "call" or report.skipped:
        counts[report.outcome] += 1
        if not report.skipped:
            counts["ran"] += 1
            counts["redis"] += "redis" in report.keywords
            counts["browser"] += "browser" in report.keywords
    elif report.failed:
        counts["errors"] += 1
    if report.failed:
        failures.append(report.nodeid)


def pytest_sessionfinish(session, exitstatus):
    path = os.environ.get("TEST_REPORT")
    if not path:
        return
    words = ("passed", "failed", "skipped", "errors", "ran", "redis", "browser")
    report = {word: counts[word] for word in words}
    report |= {"failures": failures, "database": database}
    Path(path).write_text(json.dumps(report))
