"""The demonstration city: its plan on any date, and the loaded past as a whole."""

import json
import os
import stat
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from io import StringIO
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from config.demonstration.people import LISTED_AGENCIES, members
from config.demonstration.plan import begins_on, planned, year_ends
from market.enums import RequestStatus
from market.models import Event, Organization, ServiceRequest
from tests.servers import free_port
from tests.site import ROOT, database_url

DAYS = (date(2026, 11, 24), date(2027, 1, 1), date(2027, 2, 8), date(2031, 10, 1))
# What no planned job takes: from the publication to the end, holidays and reviews included.
LONGEST = timedelta(days=90)
PATIENCE_S = 60.0
OUTCOMES = {
    "completed",
    "withdrawn",
    "cancelled",
    "no_entry",
    "too_few",
    "no_bid",
    "no_reserve_left",
    "contract_not_signed",
}


def stories_of(today):
    return planned(members(today, begins_on(today)), today).stories


@pytest.mark.parametrize("today", DAYS)
def test_the_plan_holds_every_outcome_and_a_hundred_recent_completions(today):
    stories = stories_of(today)
    outcomes = Counter(story.outcome for story in stories)
    recent = [s for s in stories if s.published_on >= today - timedelta(days=200) and s.presses]

    assert set(outcomes) >= OUTCOMES
    assert sum(s.outcome == "completed" for s in recent) >= 100
    assert 125 <= len(stories) <= 160


@pytest.mark.parametrize("today", DAYS)
def test_the_best_agency_has_eight_jobs_for_three_buyers_before_each_year_end(today):
    for last in year_ends(today):
        quarter = date(last.year, 10, 1)
        jobs = [
            story
            for story in stories_of(today)
            if story.winner == "agency_env_nanjing"
            and quarter <= story.published_on <= last - timedelta(days=50)
        ]
        assert len(jobs) >= 8
        assert len({job.buyer for job in jobs}) >= 3


@pytest.mark.parametrize("today", DAYS)
def test_planned_bids_fall_by_a_step_and_never_follow_the_own_lead(today):
    for story in stories_of(today):
        amounts = [press.amount_fen for press in story.presses]
        assert all(0 < amount <= story.ceiling_fen for amount in amounts)
        assert all(b <= a - story.step_fen for a, b in pairwise(amounts))
        bidders = [press.agency for press in story.presses]
        assert all(a != b for a, b in pairwise(bidders))
        entered = {*story.entrants, *story.latecomers}
        assert set(bidders) <= entered - set(story.leaves)


def test_the_plan_is_the_same_every_time():
    assert stories_of(DAYS[0]) == stories_of(DAYS[0])


@pytest.mark.django_db
def test_demo_refuses_an_installation_that_holds_other_data():
    before = Event.objects.count()

    with pytest.raises(CommandError, match="--force"):
        call_command("demo")

    assert Event.objects.count() == before
    assert not Organization.objects.exists()


@pytest.mark.django_db
def test_force_adds_people_and_open_requests_and_stages_nothing(settings, tmp_path):
    settings.DEMONSTRATION_FILE = tmp_path / "demonstration.json"
    call_command("demo", force=True, stdout=StringIO())

    assert not Event.objects.filter(kind="demonstration_staged").exists()
    published = ServiceRequest.objects.filter(status=RequestStatus.PUBLISHED)
    assert published.count() == 6
    assert Organization.objects.filter(is_agency=True).count() == 44


# The whole past, loaded once on a database of its own.


@pytest.fixture(scope="module")
def loaded(django_db_blocker, tmp_path_factory):
    """The JSON of a fresh installation, and how to run commands on it."""
    folder = tmp_path_factory.mktemp("demonstration")
    env = {**os.environ, "DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"}
    for name in ("MEDIA_ROOT", "SIGNING_KEY_FILE", "REDIS_URL", "RATE_LIMITS"):
        env.pop(name, None)
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            env["DATABASE_URL"] = f"sqlite:///{folder / 'city.sqlite3'}"
            yield City(folder, env)
            return
        name = f"demonstration_{os.getpid()}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        env["DATABASE_URL"] = database_url().rpartition("/")[0] + f"/{name}"
        yield City(folder, env)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


class City:
    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        self.manage("migrate", "-v0")
        self.manage("demo", "--json", folder / "demo.json")
        self.told = json.loads((folder / "demo.json").read_text("utf-8"))

    def manage(self, *words):
        command = [sys.executable, "manage.py", *map(str, words)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def accounts(self, role):
        return [account for account in self.told["accounts"] if account["role"] == role]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_loaded_city_offers_what_the_interface_promises(loaded):
    told = loaded.told

    assert told["base_rule_set"] == "city_2026_1"
    assert len(loaded.accounts("buyer")) >= 2
    assert len(loaded.accounts("agency")) == len(LISTED_AGENCIES) == 12
    assert len(loaded.accounts("regulator_inspector")) == 2
    assert len(loaded.accounts("regulator_decider")) == 3
    assert len(loaded.accounts("operator")) == 1
    for account in told["accounts"]:
        has_second_factor = account["role"].startswith(("regulator", "operator"))
        assert bool(account["totp"]) == has_second_factor
        assert account["password"] and account["token"] and account["organization"]["name"]
    statuses = Counter(request["status"] for request in told["requests"])
    assert statuses["completed"] >= 100
    assert {"published", "entries_closed", "deciding", "standstill", "awarded"} <= set(statuses)
    assert {"contracted", "failed", "withdrawn", "cancelled"} <= set(statuses)
    assert any(auction["status"] == "scheduled" for auction in told["auctions"])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_record_of_the_loaded_city_verifies(loaded):
    loaded.manage("verify", "--all")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_loading_again_only_writes_the_same_accounts_for_their_owner_alone(loaded):
    again = loaded.folder / "again.json"
    loaded.manage("demo", "--json", again)

    told = json.loads(again.read_text("utf-8"))
    assert told["accounts"] == loaded.told["accounts"]
    assert told["base_rule_set"] == "city_2026_1"
    for path in (again, loaded.folder / "demonstration.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_rehearsal_opens_by_itself_and_answers_whoever_bids(loaded):
    with served(loaded, "--rehearsal") as port:
        live = wait_for(lambda: asked(port, "auctions/?status=open")["results"], "a live auction")
        path = f"auctions/{live[0]['no']}/"

        def state():
            return asked(port, path)["state"]

        wait_for(lambda: state()["bid_count"] >= 2, "two simulated bids")
        amount_fen = state()["max_next_fen"] - state()["step_fen"]
        bid = {"amount_fen": amount_fen, "key": str(uuid4())}
        answer = asked(port, path + "bids/", loaded.accounts("agency")[0]["token"], bid)
        assert answer["amount_fen"] == amount_fen
        wait_for(lambda: state()["leading_fen"] < amount_fen, "an answer")
        assert state()["status"] == "open"


@contextmanager
def served(city, *options):
    """`manage.py up` over the city, as ./run calls it; the port it serves."""
    port, log = free_port(), city.folder / "log"
    command = [sys.executable, "manage.py", "up", "--port", str(port), *options]
    with log.open("wb") as words:
        child = subprocess.Popen(command, cwd=ROOT, env=city.env, stdout=words, stderr=words)
    try:
        wait_for(lambda: f":{port}/" in log.read_text("utf-8"), "the address")
        yield port
    finally:
        child.terminate()
        child.wait(20)


def asked(port, path, token="", body=None):
    """What the API answers: to a GET, or to a POST of this body."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Token {token}"
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connected:
        method = "GET" if body is None else "POST"
        connected.request(method, f"/api/v1/{path}", json.dumps(body), headers)
        return json.load(connected.getresponse())


def wait_for(found, what):
    """What `found` returns as soon as it is true; fails after PATIENCE_S."""
    end = time.monotonic() + PATIENCE_S
    while not (result := found()):
        assert time.monotonic() < end, f"waited {PATIENCE_S:.0f} s for {what}"
        time.sleep(0.2)  # Another process works meanwhile.
    return result
