"""Puts the tables back to the loaded facts after a test that committed.

Copying is a hundred times faster than a flush and `load_facts`, and no append-only trigger has to
be lifted for it: SQLite takes the whole file back, PostgreSQL truncates and is given the rows.
"""

import os
import shutil
import sqlite3
from pathlib import Path

from django.db import connection, transaction

copies: dict[str, bytes] = {}  # PostgreSQL: the rows of each table that has any.
file: Path | None = None  # SQLite: the whole database.


def template() -> Path | None:
    """A database of an earlier run that this one may begin with: for many short runs in a row.

    TEST_DATABASE_TEMPLATE names it; the first run, which does not find it, makes it.
    """
    path = Path(os.environ.get("TEST_DATABASE_TEMPLATE", ""))
    is_there = path.is_file() and connection.vendor == "sqlite"
    return path if is_there else None


def keep(folder: Path) -> None:
    """Call it once, when the facts are loaded."""
    global file
    if connection.vendor == "sqlite":
        file = folder / "facts.sqlite3"
        copy = sqlite3.connect(file)
        raw_connection().backup(copy)
        copy.close()
        if (wanted := os.environ.get("TEST_DATABASE_TEMPLATE")) and not template():
            own = f"{wanted}.{os.getpid()}"  # Whole or not at all: others look for it meanwhile.
            shutil.copyfile(file, own)
            os.replace(own, wanted)
        return
    for table in tables():
        with raw_connection().cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as out:
            rows = b"".join(bytes(part) for part in out)
        copies[table] = rows


def put_back() -> None:
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        copy.backup(raw_connection())
        copy.close()
        return
    names = ", ".join(f'"{table}"' for table in tables())
    with transaction.atomic():  # Foreign keys are checked at its end, so order does not matter.
        raw_connection().execute(f"TRUNCATE {names}")
        for table, rows in copies.items():
            with raw_connection().cursor().copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as to:
                to.write(rows)


def tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(only_existing=True))


def raw_connection():
    connection.ensure_connection()
    return connection.connection
