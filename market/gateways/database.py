"""The one place where SQLite and PostgreSQL differ."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, transaction
from django.db.migrations.operations.base import Operation
from django.db.models import Manager, Model, QuerySet

from market.errors import Busy
from market.units import whole_milliseconds

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)

SQLITE_NOW = "SELECT strftime('%Y-%m-%dT%H:%M:%f','now')"
POSTGRESQL_NOW = "SELECT clock_timestamp()"  # now() is when the transaction began.
ALONE: dict[str, Any] = {"of": ("self",), "no_key": True}
LOCK_FAULTS = {"55P03", "40P01", "40001", "57014"}

_staged: list[datetime] = []
_undivided: list[bool] = []


def database_now() -> datetime:
    """The database's clock in UTC, cut to whole milliseconds."""
    if _staged:
        return _staged[-1]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            text = cursor.execute(SQLITE_NOW).fetchone()[0]
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        cursor.execute(POSTGRESQL_NOW)
        return whole_milliseconds(cursor.fetchone()[0].astimezone(UTC))


def clock_skew_ms() -> int:
    """How far this process's clock is from the database's, in milliseconds."""
    return int(abs((datetime.now(UTC) - database_now()).total_seconds()) * 1000)


@contextmanager
def staged_clock(at: datetime) -> Iterator[None]:
    """Inside, `database_now()` answers `at`. Only the demonstration's past is played so.

    The caller must hold an empty installation that has served nothing (`demo` checks it).
    """
    _staged.append(whole_milliseconds(at.astimezone(UTC)))
    try:
        yield
    finally:
        _staged.pop()


def is_staged() -> bool:
    return bool(_staged)


def lock(rows: Manager[M] | QuerySet[M], **key: Any) -> M:
    """That row, locked alone until the end of the transaction; relations are read afterwards.

    On SQLite the transaction began with the only write lock, so nothing is left to do.
    """
    assert connection.in_atomic_block, "lock() outside a transaction locks nothing"
    # NO KEY: else a row that only refers to this one would wait for us at its commit, and two
    # that refer to each other's would wait for ever. Keys never change here.
    is_narrowed = type(rows) is not Manager or any("__" in name for name in key)
    if is_narrowed:
        found = rows if connection.vendor == "sqlite" else rows.select_for_update(**ALONE)
        return found.get(**key)
    return _read(rows.model, "FOR NO KEY UPDATE", key)


def share(rows: Manager[M], **key: Any) -> M:
    """That row, kept from change until the end of the transaction, shared with other readers."""
    assert connection.in_atomic_block, "share() outside a transaction locks nothing"
    return _read(rows.model, "FOR SHARE", key)


def row_of(rows: Manager[M], **key: Any) -> M:
    """That row, by columns that number it: `rows.get()` for where it is asked all the time."""
    return _read(rows.model, "", key)


def with_related(row: M, *names: str) -> M:
    """The row with what these keys of it refer to, read now."""
    for name in names:
        field: Any = row._meta.get_field(name)
        key = getattr(row, field.attname)
        if key is not None and not field.is_cached(row):
            setattr(row, name, _read(field.related_model, "", {"pk": key}))
    return row


def _read(model: type[M], hold: str, key: dict[str, Any]) -> M:
    """Raises DoesNotExist. SQLite has only the one write lock, so it holds no row."""
    statement = _statement(model, tuple(key), hold if connection.vendor == "postgresql" else "")
    given = (getattr(value, "pk", value) for value in key.values())
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.prepared(given))
        found = cursor.fetchone()
    if found is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]
    return model.from_db(DEFAULT_DB_ALIAS, statement.names, statement.converted(found))


@dataclass(frozen=True)
class _Statement:
    """A row by its keys, as text: composed once for a model and these keys, and good for ever.

    Django composes a query at each call, which takes ten times as long as the database's answer.
    """

    sql: str
    keys: Sequence[Any]
    names: Sequence[str]
    converters: Sequence[tuple[int, Any, Sequence[Callable[..., Any]]]]

    def prepared(self, given: Iterable[Any]) -> list[Any]:
        pairs = zip(self.keys, given, strict=True)
        return [field.get_db_prep_value(value, connection, False) for field, value in pairs]

    def converted(self, found: Sequence[Any]) -> list[Any]:
        values = list(found)
        for place, column, converters in self.converters:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return values


@cache
def _statement(model: type[Model], names: tuple[str, ...], hold: str) -> _Statement:
    quote, meta = connection.ops.quote_name, model._meta
    fields: Sequence[Any] = meta.concrete_fields
    keys: list[Any] = [meta.pk if name == "pk" else meta.get_field(name) for name in names]
    columns = ", ".join(quote(field.column) for field in fields)
    where = " AND ".join(f"{quote(key.column)} = %s" for key in keys)
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(meta.db_table)
        own = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
        if own:
            converters.append((place, column, own))
    sql = f"SELECT {columns} FROM {quote(meta.db_table)} WHERE {where} {hold}"  # noqa: S608
    return _Statement(sql.rstrip(), keys, [field.attname for field in fields], converters)


def claim(rows: QuerySet[M], limit: int) -> Sequence[M]:
    """Up to `limit` due rows for this worker alone, until the end of the transaction."""
    assert connection.in_atomic_block, "claim() outside a transaction claims nothing"
    if connection.vendor == "sqlite":
        return list(rows[:limit])
    return list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])


def is_lock_fault(fault: OperationalError) -> bool:
    if connection.vendor == "sqlite":
        return "locked" in str(fault) or "busy" in str(fault)
    return getattr(fault.__cause__, "sqlstate", None) in LOCK_FAULTS


def one_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """An action: all of it is committed, or none. A lock not had in time is raised as Busy."""

    @wraps(action)
    def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic(savepoint=not _undivided):
                return action(*args, **kwargs)
        except OperationalError as fault:
            if is_lock_fault(fault):
                raise Busy from fault
            raise

    in_one_transaction.is_action = True  # type: ignore[attr-defined]
    return in_one_transaction


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """One transaction around many actions, without a savepoint for each: a refusal ends it all."""
    _undivided.append(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _undivided.pop()


def database_version() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"


SQLITE_TRIGGERS = {
    "no_update": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
    "no_delete": (
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
    # REPLACE deletes without firing a DELETE trigger.
    "no_replace": (
        "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS "
        "(SELECT 1 FROM {table} WHERE id = NEW.id{unique}) "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ),
}
POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
)
POSTGRESQL_TRIGGERS = {
    "no_update": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
    ),
    "no_delete": (
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
    ),
}


class AppendOnly(Operation):
    """Triggers that refuse UPDATE and DELETE. Every migration of the table ends with it again.

    `unique`, and each of `more`, are columns that number a row, so that SQLite's REPLACE cannot
    swap one.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, unique: Sequence[str] = (), *more: Sequence[str]) -> None:
        self.table, self.uniques = table, [one for one in (unique, *more) if one]

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        self.database_backwards(app_label, schema_editor, *states)
        same = [
            " AND ".join(f"{column} = NEW.{column}" for column in unique) for unique in self.uniques
        ]
        names = {"table": self.table, "unique": "".join(f" OR ({one})" for one in same)}
        triggers = SQLITE_TRIGGERS
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_FUNCTION.format(**names))
            triggers = POSTGRESQL_TRIGGERS
        for trigger in triggers.values():
            schema_editor.execute(trigger.format(**names))

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for name in SQLITE_TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_{name}{on}")

    def describe(self) -> str:
        return f"Make {self.table} append-only"


def missing_triggers(tables: Sequence[str]) -> list[str]:
    """Names of append-only triggers that are not in the database; `up` refuses to start then."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = SQLITE_TRIGGERS
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            wanted = POSTGRESQL_TRIGGERS
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        present = {row[0] for row in cursor.fetchall()}
    return [f"{t}_{name}" for t in tables for name in wanted if f"{t}_{name}" not in present]
