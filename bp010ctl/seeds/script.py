"""The reference data as one SQL script, for whoever may run it where `bp010ctl seed` may not.

The same statements that a load runs, written down while a load is tried and rolled back, with the
files' rows as COPY. Rows that left their file are removed without being counted first; one that
something still refers to stops the script, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.seeds import files, loading, removal

START = """\
-- Reference data of BP010, made by `bp010ctl seed --sql`. It runs in one transaction:
--     psql -v ON_ERROR_STOP=1 -f FILE DATABASE
-- The tables become what the files say: rows that these do not have are deactivated or deleted.
BEGIN;
SET LOCAL lock_timeout = '3s';
"""
ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
"""How COPY writes what would end a line or a cell."""


def of(connection: Connection, folder: Path, only: Collection[str] = ()) -> str:
    """The script that loads the folder's files, or those of some tables.

    connection: a database with the revisions' tables, whose rows do not matter and stay as they
    are. Raises InvalidSeeds as a load does.
    """
    paths = files.find(folder, only)
    with connection.transaction(force_rollback=True), _Recorder(connection) as cursor:
        loads = loading.write(cursor, paths)
        for statement in (
            *map(removal.statement, loads[::-1]), sql.SQL(loading.DEFAULTS),
            *(load.cleared for load in loads),
        ):  # fmt: skip
            cursor.note(statement)
        return "".join([START, queries.text("seeds/lock"), *cursor.texts, "COMMIT;\n"])


class _Recorder(psycopg.Cursor[Any]):
    """A cursor that keeps the text of what it writes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.texts: list[str] = []

    def note(self, statement: sql.Composable) -> None:
        """Keep a statement."""
        self.texts.append(f"{statement.as_string(self)};\n")

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Run a query; keep it where it is more than a look."""
        if isinstance(query, sql.Composable) and not query.as_string(self).startswith("SELECT"):
            self.note(query)
        return super().execute(query, params, **options)

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **options: Any) -> Iterator[Any]:
        """COPY into a table; its rows are kept as text."""
        self.note(statement)
        with super().copy(statement, params, **options) as copy:
            yield _Rows(copy, self.texts)
        self.texts.append("\\.\n")


class _Rows:
    """The rows of a COPY, each written twice: to the server and as text."""

    def __init__(self, copy: Any, texts: list[str]) -> None:
        self.copy = copy
        self.texts = texts

    def write_row(self, row: Sequence[Any]) -> None:
        """A row of texts, numbers and NULLs."""
        self.copy.write_row(row)
        cells = (r"\N" if cell is None else str(cell).translate(ESCAPES) for cell in row)
        self.texts.append("\t".join(cells) + "\n")
