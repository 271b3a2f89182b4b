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
from bidding.queries.verify import findings_in
from bidding.rules.draws import Draw
from market.actions.record import checkpoint_changed
from market.enums import DeadlineKind
from market.gateways.database import staged_clock
from market.queries.verify import verified
from market.rules.canonical import sealed_digest
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
from tests.tools.program import tool
from tests.tools.records import SIGNER, chained

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


OTHER = {"name": "draw_nonce", "value": "ab" * 32, "salt": "cd" * 32}


def unrevealed(events):
    events["tie_drawn"]["facts"]["revealed"] = []


def without_a_place_for_it(events):
    del events["tie_drawn"]["facts"]["revealed"]


def revealed_with_another_salt(events):
    events["tie_drawn"]["facts"]["revealed"][0]["salt"] = OTHER["salt"]


def revealed_under_another_name(events):
    events["tie_drawn"]["facts"]["revealed"][0]["name"] = "nonce"


def sealed_after_the_opening(events):
    for kind in ("entries_closed", "selection_started"):
        events[kind]["at"] = events["tie_drawn"]["at"]


def sealed_under_another_name(events):
    sealed = events["entries_closed"]["sealed"]
    sealed["nonce"] = sealed.pop("draw_nonce")


def drawn_anew(events, *nonces, **changes):
    """By these nonces, right in itself and in the ranking that rests on it."""
    no = events["tie_drawn"]["log"].removeprefix("request/")
    facts, finished = events["tie_drawn"]["facts"], events["selection_finished"]["facts"]
    facts |= Draw(no, 1, tuple(facts["tickets"]), nonces).facts() | changes
    finished["ranking"] = facts["ranking"] + finished["ranking"][2:]


def drawn_with_another_nonce(events):
    drawn_anew(events, ("platform", OTHER["value"]))


def drawn_with_one_more_nonce(events):
    [[source, nonce]] = events["tie_drawn"]["facts"]["nonces"]
    drawn_anew(events, ("K7", OTHER["value"]), (source, nonce))


def drawn_with_another_nonce_and_that_revealed(events):
    drawn_anew(events, ("platform", OTHER["value"]), revealed=[OTHER])


def with_another_seed(events):
    events["tie_drawn"]["facts"]["seed"] = "ab" * 32


def not_drawn(events):
    del events["tie_drawn"]
    events["selection_finished"]["facts"]["ranking"] = events["closed"]["facts"]["ranking"]


TAMPERED = [
    (unrevealed, "tie_drawn", "revealed"),
    (without_a_place_for_it, "tie_drawn", "facts"),
    (revealed_with_another_salt, "tie_drawn", "digest"),
    (revealed_under_another_name, "tie_drawn", "digest revealed"),
    (sealed_after_the_opening, "tie_drawn", "digest"),
    (sealed_under_another_name, "tie_drawn", "digest"),
    (drawn_with_another_nonce, "tie_drawn", "draw"),
    (drawn_with_one_more_nonce, "tie_drawn", "draw"),
    (drawn_with_another_nonce_and_that_revealed, "tie_drawn", "digest"),
    (with_another_seed, "tie_drawn", "draw"),
    (not_drawn, "selection_finished", "draw"),
]


@pytest.mark.parametrize(
    ("change", "kind", "codes"), TAMPERED, ids=lambda value: getattr(value, "__name__", value)
)
def test_both_verifiers_refuse_a_draw_that_was_not_fixed_before(
    change, kind, codes, tmp_path, capsys
):
    made = met_at_the_floor()
    request, auction = f"request/{made.no}", f"auction/{made.auction.no}"
    chains = {log: verified(log) for log in (request, auction)}
    bodies = chains[request].bodies
    events = {body["kind"]: body for body in chains[auction].bodies + bodies}
    change(events)
    chains[request].bodies = bodies = [body for body in bodies if body["kind"] in events]

    place = (request, events[kind]["seq"])
    found = [one.code for one in findings_in(chains) if (one.log, one.seq) == place]
    assert sorted({*found} - {"row"}) == codes.split()  # The rows are those of the true record.

    again = chained(request, bodies)
    seq = next(body["seq"] for body in again.bodies if body["kind"] == kind)
    logs = [again.record(), chained(auction, chains[auction].bodies).record()]
    rules = made.request.rule_set.text
    file = tmp_path / "bundle.json"
    file.write_text(
        json.dumps({"logs": logs, "keys": [SIGNER.entry()], "rule_sets": [{"text": rules}]})
    )
    assert tool.main([str(file)]) == 1
    lines = [line.split(": ")[0].split(" ") for line in capsys.readouterr().out.splitlines()]
    assert sorted(line[2] for line in lines if line[:2] == [request, str(seq)]) == codes.split()


def test_what_is_revealed_with_a_draw_gives_the_digest_sealed_with_the_entries():
    made = met_at_the_floor()
    bodies = {body["kind"]: body for body in verified(f"request/{made.no}").bodies}

    [shown] = bodies["tie_drawn"]["facts"]["revealed"]

    assert set(shown) == {"name", "value", "salt"}
    assert shown["name"] == "draw_nonce"
    sealed = bodies["entries_closed"]["sealed"]["draw_nonce"]
    assert sealed_digest(shown["salt"], shown["value"]) == sealed
    assert bodies["tie_drawn"]["facts"]["nonces"] == [["platform", shown["value"]]]
