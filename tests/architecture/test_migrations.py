"""Migrations keep the promise of the record: what is append-only stays so in both databases."""

from collections.abc import Iterable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations import AddField, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.models import IntegerField

from market.gateways.database import AppendOnly, missing_triggers
from tests.architecture.source import APPS, assert_none


def our_migrations() -> list[Migration]:
    """In the order in which they are applied."""
    loader = MigrationLoader(None)
    plan: list[tuple[str, str]] = []
    for leaf in loader.graph.leaf_nodes():
        plan += [key for key in loader.graph.forwards_plan(leaf) if key not in plan]
    return [loader.graph.nodes[key] for key in plan if key[0] in APPS]


def append_only_tables() -> list[str]:
    every = (operation for one in our_migrations() for operation in one.operations)
    return sorted({o.table for o in every if isinstance(o, AppendOnly)})


def table_of(migration: Migration, operation: object) -> str:
    model = getattr(operation, "model_name", None)
    return f"{migration.app_label}_{model}".lower() if model else ""


def forgotten_tables(migrations: Iterable[Migration]) -> list[str]:
    """Django rebuilds a table of SQLite to alter it, and its triggers are gone without a word."""
    append_only: set[str] = set()
    wrong = []
    for migration in migrations:
        bare: set[str] = set()
        for operation in migration.operations:
            if isinstance(operation, AppendOnly):
                append_only.add(operation.table)
                bare.discard(operation.table)
            elif (table := table_of(migration, operation)) in append_only:
                bare.add(table)
        wrong += [f"{migration} does not end with AppendOnly({table!r})" for table in sorted(bare)]
    return wrong


def test_a_migration_that_touches_an_append_only_table_ends_with_append_only():
    assert_none(forgotten_tables(our_migrations()))


@pytest.mark.django_db
def test_every_append_only_trigger_is_there_after_migrating_from_zero():
    tables = append_only_tables()
    assert "market_event" in tables
    assert missing_triggers(tables) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["UPDATE market_event SET seq = seq", "DELETE FROM market_event"]
)
def test_the_database_itself_refuses_to_change_an_event(change):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM market_event")
        before = cursor.fetchone()
        assert before[0] > 0  # The facts are loaded, each with its event.
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(change)
        cursor.execute("SELECT count(*) FROM market_event")
        assert cursor.fetchone() == before


def test_the_rule_sees_a_table_that_lost_its_triggers():
    first, second = Migration("0001_initial", "market"), Migration("0002_more", "market")
    first.operations = [AppendOnly("market_event")]
    second.operations = [AddField("Event", "more", IntegerField(null=True))]
    assert forgotten_tables([first, second]) != []
    second.operations.append(AppendOnly("market_event"))
    assert forgotten_tables([first, second]) == []
