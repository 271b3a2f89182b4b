"""What every test can rely on: a real database with the facts in it, and servers if it asks.

An ordinary test (`pytest.mark.django_db`) is rolled back at its end. What goes through threads or
sockets needs `django_db(transaction=True)`; afterwards the tables are put back as they were.
"""

import os
import shutil
import sys

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from market.gateways.database import database_version
from tests import facts, reporting
from tests.reporting import pytest_runtest_logreport, pytest_sessionfinish  # noqa: F401
from tests.servers import Missing, find_chromium, start_redis

SLOW_IN_A_DATABASE = [HealthCheck.too_slow, HealthCheck.data_too_large]
hypothesis.register_profile("quick", max_examples=25, deadline=None, print_blob=True)
hypothesis.register_profile("default", max_examples=200, deadline=None, print_blob=True)
hypothesis.register_profile("long", max_examples=20_000, deadline=None, print_blob=True)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

NEEDS_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "client_of"}
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="Leave out the tests that meet no database: they would only be run twice.",
    )


def needs_database(item) -> bool:
    return "django_db" in item.keywords or bool(NEEDS_DATABASE & set(item.fixturenames))


@pytest.hookimpl(tryfirst=True)  # Before `-m` chooses by these marks.
def pytest_collection_modifyitems(config, items):
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker("browser")
        if "redis_url" in item.fixturenames:
            item.add_marker("redis")
    if config.getoption("--database-only"):
        left_out = [item for item in items if not needs_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if needs_database(item)]


@pytest.fixture(scope="session", autouse=True)
def _folders_of_the_tests(tmp_path_factory):
    """Keys, documents and the like never land in the data of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("data")
    settings.DATA_DIR = folder
    settings.MEDIA_ROOT = folder / "documents"
    settings.SIGNING_KEY_FILE = folder / "keys" / "signing.pem"
    settings.DEMONSTRATION_FILE = folder / "demonstration.json"
    # Argon2 takes its time on purpose, some 50 ms for each person that a test makes.
    fast = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [fast, *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_folders_of_the_tests, tmp_path_factory):
    """A database of this run alone; on SQLite a file, since in memory threads would share one."""
    test = connection.settings_dict["TEST"]
    if connection.settings_dict["ENGINE"].endswith("sqlite3"):
        test["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        test["NAME"] = f"test_mingbiao_{os.getpid()}"
    if facts.template():
        shutil.copyfile(facts.template(), test["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """What was copied is not made anew."""
    return django_db_keepdb or bool(facts.template())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """Migrated from zero, then the facts of seed/, kept so that they can be put back."""
    with django_db_blocker.unblock():
        if not facts.template():
            call_command("load_facts", verbosity=0)
        facts.keep(tmp_path_factory.mktemp("facts"))
        reporting.database = database_version()
        connection.close()
    # In place of Django's flush: the triggers of SQLite would refuse it, and it empties the facts.
    TransactionTestCase._fixture_teardown = lambda case: facts.put_back()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(scope="session")
def redis_url():
    """The address of an empty Redis."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    try:
        server = start_redis()
    except Missing as reason:
        pytest.skip(str(reason))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium; `chromium.new_page()` starts as a stranger with no cookies."""
    from playwright.sync_api import sync_playwright

    try:
        path, _ = find_chromium()
    except Missing as reason:
        pytest.skip(str(reason))
    # Playwright's loop runs in this thread, and Django would take every query for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


def pytest_report_header():
    return f"python {sys.version.split()[0]}, hypothesis profile {hypothesis._current_profile}"
