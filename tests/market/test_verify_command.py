"""manage.py verify: good where nothing was touched, and the first broken event where it was."""

import json
import os

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from market.actions.record import checkpoint_changed
from market.models import Event, Log
from market.queries.record import keys, logs_of_request, record_page, rule_set_texts
from market.rules.canonical import canonical, event_hash
from tests.bidding.factories import Field, make_closed, make_decided, make_frozen
from tests.ratings.factories import make_rated

pytestmark = pytest.mark.django_db


@pytest.fixture
def verify(capsys):
    """The exit code, the findings and the words after them."""

    def verify(*args, **options):
        with pytest.raises(SystemExit) as ended:
            call_command("verify", *args, **options)
        lines = capsys.readouterr().out.splitlines()
        cut = next(i for i, line in enumerate(lines) if line.startswith(("Verified ", "Log ")))
        return ended.value.code, lines[:cut], lines[cut:]

    return verify


def edit(table: str, sql: str, *values) -> None:
    """What the database's owner can do once the triggers are dropped."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for what in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)


def rewrite(log: str, seq: int, **facts) -> None:
    """Another text with a hash that fits it, and the same for everything that follows."""
    before = Event.objects.get(log__name=log, seq=seq - 1).hash if seq > 1 else "0" * 64
    for event in Event.objects.filter(log__name=log, seq__gte=seq).order_by("seq"):
        body = json.loads(event.text) | {"prev": before}
        if event.seq == seq:
            body["facts"] |= facts
        text = canonical(body)
        before = event_hash(text)
        sql = "UPDATE market_event SET text = %s, hash = %s WHERE id = %s"
        edit("market_event", sql, text, before, event.pk)
    Log.objects.filter(name=log).update(hash=before)


def bundle(made: Field) -> dict:
    names = logs_of_request(made.request, entries_are_open=True)
    return {
        "logs": [record_page(name, 0, limit=None) for name in names],
        "keys": keys(),
        "rule_sets": rule_set_texts([made.request.rule_set.code]),
    }


def test_an_untouched_house_is_good(verify):
    made = make_decided()
    make_frozen()
    make_closed()  # Nobody bids.
    make_rated(5)
    checkpoint_changed()

    code, findings, told = verify("--all")

    assert (code, findings) == (0, [])
    assert told[0] == f"Verified {Log.objects.count()} logs with {Event.objects.count()} events."
    assert told[-1] == "Result: no findings."
    assert verify(made.no)[:2] == (0, [])
    assert verify(f"{made.no}-A1", made.buyer.organization.uscc)[:2] == (0, [])


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"method_parameters": {"visibility": "rank_only"}},
        {"method_parameters": {"floor_fen": 860_000}},
        {"fund_source": "fiscal"},
    ],
)
def test_both_verifiers_agree_that_a_real_auction_is_good(verify, tmp_path, facts):
    amounts = [900_000, 880_000, 860_000]
    if "floor_fen" in facts.get("method_parameters", {}):
        amounts = [900_000, 860_000, 860_000]
    made = make_decided(*amounts, **facts)
    checkpoint_changed()
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle(made)))

    assert verify(made.no)[:2] == (0, [])
    assert verify(file=str(file))[:2] == (0, [])


def test_one_changed_byte_is_found_at_its_event_by_both(verify, tmp_path):
    made = make_decided()
    checkpoint_changed()
    log = f"auction/{made.no}-A1"
    sql = "UPDATE market_event SET text = replace(text, %s, %s) WHERE log_id = %s AND seq = 3"
    edit("market_event", sql, "880000", "780000", Log.objects.get(name=log).pk)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle(made)))
    line = f"{log} 3 hash: the text does not give the hash stated for it"

    assert verify("--all")[:2] == (1, [line])
    assert verify(made.no)[:2] == (1, [line])
    assert verify(file=str(file))[:2] == (1, [line])


def test_a_log_written_anew_fails_at_its_signed_head(verify):
    made = make_decided()
    checkpoint_changed()
    log = f"auction/{made.no}-A1"
    rewrite(log, 4, amount_fen=859_999)

    _, findings, _ = verify(made.no)

    last = Log.objects.get(name=log).seq
    assert f"{log} {last} head: its head is that of another event" in findings
    assert (
        findings[0] == f"request/{made.no} 4 auction: the auction's log was closed by another event"
    )


def test_a_deleted_event_is_named_by_its_number(verify):
    made = make_decided()
    log = f"auction/{made.no}-A1"
    sql = "DELETE FROM market_event WHERE log_id = %s AND seq = 3"
    edit("market_event", sql, Log.objects.get(name=log).pk)

    assert f"{log} 3 missing: it is missing: 4 is the next number here" in verify(made.no)[1]


def test_an_event_cut_off_the_end_is_missing(verify):
    made = make_decided()
    log = f"auction/{made.no}-A1"
    last = Log.objects.get(name=log).seq
    sql = "DELETE FROM market_event WHERE log_id = %s AND seq = %s"
    edit("market_event", sql, Log.objects.get(name=log).pk, last)

    assert f"{log} {last} missing: it is missing: event {last} has a head" in verify(made.no)[1]


def test_columns_beside_the_text_are_compared(verify):
    made = make_frozen()
    log = f"request/{made.no}"
    sql = "UPDATE market_event SET kind = 'request_failed' WHERE log_id = %s AND seq = 1"
    edit("market_event", sql, Log.objects.get(name=log).pk)

    line = f"{log} 1 column: number, time or kind beside the text differ from it"
    assert verify(made.no)[1][0] == line


def test_a_forged_signature_is_found(verify):
    made = make_frozen()
    checkpoint_changed()
    log = Log.objects.get(name=f"request/{made.no}")
    log.checkpoints.update(signature="00" * 64)

    line = f"{log.name} {log.seq} signature: the signature of its head fails"
    assert verify(made.no)[1] == [line]


@pytest.mark.parametrize(
    ("table", "sql", "line"),
    [
        (
            "bidding_bid",
            "UPDATE bidding_bid SET amount_fen = 1 WHERE seq = 3",
            "auction/{no}-A1 3 row: the table of bids has another bid",
        ),
        (
            "bidding_auction",
            "UPDATE bidding_auction SET extension_count = 9",
            "auction/{no}-A1 6 row: extension_count is shown otherwise than the log says",
        ),
        (
            "bidding_award",
            "UPDATE bidding_award SET amount_fen = 1",
            "request/{no} 5 row: the table of awards has another award",
        ),
        (
            "bidding_entry",
            "UPDATE bidding_entry SET bidder_digest = upper(bidder_digest)",
            "request/{no} 2 entries: the table of entries is another list",
        ),
        (
            "market_salt",
            "UPDATE market_salt SET value = 'another'",
            "request/{no} 2 digest: an entry's digest stands for another agency",
        ),
        (
            "market_servicerequest",
            "UPDATE market_servicerequest SET title = 'another'",
            "request/{no} 1 row: title is shown otherwise than it was published",
        ),
    ],
)
def test_rows_that_differ_from_the_record_are_found(verify, table, sql, line):
    made = make_decided()
    edit(table, sql)

    assert line.format(no=made.no) in verify(made.no)[1]


def test_an_award_to_another_rank_is_found(verify):
    made = make_decided()
    log = f"request/{made.no}"
    seq = Event.objects.get(log__name=log, kind="award_decided").seq
    rewrite(log, seq, rank=2)

    assert f"{log} {seq} award: another has this rank" in verify(made.no)[1]


def test_what_is_asked_for_must_exist(capsys):
    for args in ([], ["TL-2026-999999"], ["--all", "TL-2026-000001"]):
        with pytest.raises(CommandError) as refused:
            call_command("verify", *args)
        assert refused.value.returncode == 2


def test_a_file_that_is_none_exits_2(tmp_path):
    with pytest.raises(SystemExit) as ended:
        call_command("verify", file=os.fspath(tmp_path / "missing"))
    assert ended.value.code == 2
