"""The record: numbered, chained, append-only, sealed where it must be."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from market.actions.record import checkpoint_changed, make_checkpoint
from market.gateways.database import database_now
from market.gateways.signing import is_signed, public_key
from market.models import Checkpoint, Event, Log, Outbox
from market.queries.record import record_page
from market.record import record, reveal, seal
from market.rules.canonical import canonical, event_hash, head_text, sealed_digest
from market.rules.happenings import Happening
from market.units import stamp

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def told(log: str, *facts: dict, at: datetime = NOON) -> list[Event]:
    with transaction.atomic():
        return record(log, *(Happening("told", at, each) for each in facts))


def test_events_are_numbered_from_one_and_each_names_the_hash_before_it():
    events = told("request/X", {"n": 1}, {"n": 2}) + told("request/X", {"n": 3})
    bodies = [json.loads(event.text) for event in events]
    assert [body["seq"] for body in bodies] == [1, 2, 3]
    assert bodies[0]["prev"] == "0" * 64
    assert [body["prev"] for body in bodies[1:]] == [events[0].hash, events[1].hash]
    assert all(event.hash == event_hash(event.text) for event in events)
    assert all(event.text == canonical(json.loads(event.text)) for event in events)


def test_the_text_has_exactly_the_members_of_the_published_form():
    [event] = told("request/X", {"title": "铜箔", "amount_fen": 4_700_000})
    assert event.text == (
        '{"at":"2026-11-23T04:00:00.000Z","facts":{"amount_fen":4700000,"title":"铜箔"},'
        f'"kind":"told","log":"request/X","prev":"{"0" * 64}","seq":1,"v":1}}'
    )


def test_time_never_goes_back_within_a_log():
    first, second = told("request/X", {}, at=NOON) + told(
        "request/X", {}, at=NOON - timedelta(seconds=5)
    )
    assert second.at == first.at == NOON


def test_fractions_and_integers_out_of_range_have_no_canonical_form():
    for value in (1.5, 2**53, "\ud800", {"ключ": 1}, object()):
        with pytest.raises(ValueError, match=r".*"):
            told("request/X", {"value": value})
    assert not Event.objects.filter(log__name="request/X").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE market_event SET kind = 'other'",
        "UPDATE market_event SET text = replace(text, '1', '2')",
        "DELETE FROM market_event",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(statement):
    [event] = told("request/X", {"n": 1})
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Event.objects.get(pk=event.pk).text == event.text


def test_a_number_is_taken_once_even_by_replace():
    [event] = told("request/X", {"n": 1})
    forge = (
        "INTO market_event (log_id, seq, at, kind, text, hash) "
        "SELECT log_id, seq, at, kind, 'forged', hash FROM market_event WHERE id = %s"
    )
    verbs = {"sqlite": "INSERT OR REPLACE ", "postgresql": "INSERT "}
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verbs[connection.vendor] + forge, [event.pk])
    assert Event.objects.get(pk=event.pk).text == event.text


def test_what_is_rolled_back_leaves_neither_event_nor_number():
    told("request/X", {"n": 1})
    with pytest.raises(RuntimeError), transaction.atomic():
        record("request/X", Happening("told", NOON, {"n": 2}))
        raise RuntimeError
    [event] = told("request/X", {"n": 3})
    assert event.seq == 2


def test_a_sealed_value_is_revealed_with_its_salt():
    digest = seal("91340700DEM0B0014H")
    shown = reveal(digest)
    assert shown["value"] == "91340700DEM0B0014H"
    assert sealed_digest(shown["salt"], shown["value"]) == digest
    assert seal("91340700DEM0B0014H") != digest


def test_signed_heads_hold_and_each_head_is_signed_once():
    [event] = told("request/X", {"n": 1})
    made = make_checkpoint(log="request/X")
    assert make_checkpoint(log="request/X") is None
    text = head_text("request/X", 1, event.hash, stamp(event.at))
    assert is_signed(text, made.signature, public_key())
    assert not is_signed(text.replace("\n1\n", "\n2\n"), made.signature, public_key())


def test_the_worker_signs_every_log_that_changed():
    told("request/X", {})
    checkpoint_changed()
    before = Checkpoint.objects.count()
    told("request/X", {})
    told("request/Y", {})
    assert checkpoint_changed() == 2
    assert Checkpoint.objects.count() == before + 2


def test_a_page_of_the_record_continues_where_the_last_one_ended():
    told("request/X", *({"n": n} for n in range(5)))
    first = record_page("request/X", 0, limit=3)
    assert [json.loads(e["text"])["seq"] for e in first["events"]] == [1, 2, 3]
    assert first["next_after"] == 3
    second = record_page("request/X", 3, limit=3)
    assert [json.loads(e["text"])["seq"] for e in second["events"]] == [4, 5]
    assert (second["next_after"], second["head"]["seq"]) == (None, 5)
    assert record_page("request/none", 0)["head"] == {"seq": 0, "hash": "0" * 64, "at": None}


def test_events_of_requests_and_organizations_wait_in_the_outbox():
    waiting = Outbox.objects.count()
    told("request/X", {})
    told("organization/X", {})
    told("auction/X-A1", {})
    assert Outbox.objects.count() == waiting + 2


def test_the_clock_of_the_database_has_whole_milliseconds():
    assert database_now().microsecond % 1000 == 0
    assert database_now().tzinfo is UTC
    assert Log.objects.filter(name="platform").exists()
