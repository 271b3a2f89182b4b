"""What bidding records holds before both verifiers: ours, and the one that stands alone."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from bidding.actions.awards import (
    confirm,
    decide_award,
    decide_award_if_due,
    decline,
    end_standstill,
    lapse_confirmation,
)
from bidding.actions.service_requests import cancel_request
from market.actions.record import checkpoint_changed
from market.enums import DeadlineKind
from market.gateways.database import staged_clock
from tests.bidding.factories import (
    Field,
    at_end_of,
    award,
    before_close,
    close_auction,
    make_auction,
    make_closed,
    make_decided,
    set_standing,
)

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


def extended_and_final() -> Field:
    made = make_auction()
    for seconds, place, amount_fen in ((300, 0, 990_000), (30, 1, 880_000), (5, 2, 700_000)):
        with before_close(made, seconds):
            made.bid_all(made.offer(place, amount_fen), made.offer(place, amount_fen))
    close_auction(made)
    with staged_clock(made.auction.closes_at):
        decide_award(no=made.no, handler=made.buyer)
    with at_end_of(made, DeadlineKind.STANDSTILL_END):
        confirm(no=made.no, handler=made.agencies[2])
        end_standstill(no=made.no)
    return made


def passed_on_until_nobody_is_left() -> Field:
    made = make_decided()
    decided = award(made)
    assert decided is not None
    with staged_clock(decided.decided_at):
        decline(no=made.no, handler=made.agencies[2], reason="人员不足")
    for _rank in (2, 3):
        with at_end_of(made, DeadlineKind.AWARD_CONFIRMATION):
            lapse_confirmation(no=made.no)
    return made


def by_rank_only() -> Field:
    return make_decided(500_000, 500_000, 480_000, method_parameters={"visibility": "rank_only"})


def met_at_the_floor() -> Field:
    made = make_auction(method_parameters={"floor_fen": 900_000, "max_extensions": 0})
    with before_close(made, 20):
        made.bid_all(made.offer(0, 990_000), made.offer(1, 900_000), made.offer(2, 900_000))
    close_auction(made)
    with at_end_of(made, DeadlineKind.AWARD_DECISION):
        decide_award_if_due(no=made.no)
    return made


def with_a_leader_set_aside() -> Field:
    made = make_auction()
    made.bid_all(made.offer(0, 900_000), made.offer(1, 880_000))
    set_standing(made.agencies[1], "suspended")
    close_auction(made)
    return made


def without_a_bid() -> Field:
    return make_closed()


def cancelled_while_open() -> Field:
    made = make_auction()
    made.bid(0, 900_000)
    cancel_request(no=made.no, handler=made.buyer, reason="项目终止", basis="会议纪要")
    return made


STORIES = [
    extended_and_final,
    passed_on_until_nobody_is_left,
    by_rank_only,
    met_at_the_floor,
    with_a_leader_set_aside,
    without_a_bid,
    cancelled_while_open,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_both_verifiers_find_nothing(story, tmp_path):
    made = story()
    checkpoint_changed()
    printed = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", made.no, stdout=printed)
    assert ended.value.code == 0, printed.getvalue()

    answer = Client().get(f"/api/v1/requests/{made.no}/record/bundle/")
    assert answer.status_code == 200
    file = tmp_path / "bundle.json"
    file.write_bytes(answer.content)
    logs = [log["log"] for log in json.loads(answer.content)["logs"]]
    assert f"auction/{made.auction.no}" in logs
    tool = [sys.executable, str(ROOT / "tools" / "verify_record.py"), str(file)]
    done = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Result: no findings." in done.stdout
