"""A few rows in every table of a scratch database, whatever tables there are.

The reference data of seeds/ where it fits, and one made-up row in each table that is still empty:
enough to see whether a migration keeps what it should keep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import product
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl import seeds
from bp010ctl.base import queries
from bp010ctl.base.composing import trusted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import SeedError

COMMON = {
    "boolean": "true",
    "date": "2024-01-15",
    "timestamp with time zone": "2024-01-15 10:20:30.5+00",
    "timestamp without time zone": "2024-01-15 10:20:30.5",
    "time without time zone": "10:20:30",
    "interval": "90 minutes",
    "jsonb": '{"x": [1.5]}',
    "json": '{"x": [1.5]}',
    "uuid": "00000000-0000-0000-0000-000000000001",
}
WHOLE = ("smallint", "integer", "bigint")
BROKEN = ("numeric", "real", "double precision")
WORDS = ("text", "character varying")
STYLES = [
    COMMON | dict.fromkeys(WHOLE, "1") | dict.fromkeys(BROKEN, "0.5") | dict.fromkeys(WORDS, "x"),
    COMMON | dict.fromkeys(WHOLE + BROKEN, "0") | dict.fromkeys(WORDS, "2024-01"),
]
"""A value of each type, as text, and others where a CHECK refuses those; arrays are empty, other
types stay NULL."""


@dataclass(frozen=True)
class Column:
    """A column to be filled; permitted: a text that its CHECK allows; target: its foreign key's."""

    table: str
    name: str
    type: str
    label: str | None
    required: bool
    permitted: str | None
    target: str | None
    target_column: str | None


Tables = dict[str, list[Column]]


def tables(connection: Connection) -> Tables:
    """The tables that rows can be put into, each with its columns."""
    by_table: Tables = {}
    for column in queries.records(connection, Column, "revisions/sample_columns"):
        by_table.setdefault(column.table, []).append(column)
    return by_table


def fill(connection: Connection, folder: Path, spare: Collection[str] = ()) -> None:
    """Rows for every table that has none, but those to `spare`; what a table refuses is left out.

    folder: with the seeds' CSV files.
    """
    if not spare:
        _seed(connection, folder)
    known = tables(connection)
    for name in _in_order(known):
        if name not in spare and not _has_rows(connection, name):
            _insert(connection, name, known[name])


def _seed(connection: Connection, folder: Path) -> None:
    """The reference data, as far as this revision has its tables; none where it does not fit."""
    present = [path.stem for path in sorted(folder.glob("*.csv")) if _exists(connection, path.stem)]
    if not present:
        return
    try:
        with connection.transaction():
            seeds.load(connection, folder, only=present)
    except (SeedError, psycopg.Error):
        return


def _exists(connection: Connection, name: str) -> bool:
    return connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,)


def _has_rows(connection: Connection, name: str) -> bool:
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(trusted(name))
    return connection.execute(statement).fetchone() == (True,)


def _in_order(known: Tables) -> list[str]:
    """Each table after those that it refers to."""
    graph = {
        name: {column.target for column in columns if column.target and column.target != name}
        for name, columns in known.items()
    }
    try:
        return [name for name in TopologicalSorter(graph).static_order() if name in known]
    except CycleError:
        return list(known)


def _insert(connection: Connection, name: str, columns: list[Column]) -> None:
    """One row with every column filled, or else one with the required columns alone."""
    required = [column for column in columns if column.required]
    for chosen, permitted, style in product((columns, required), (True, False), STYLES):
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            trusted(name),
            sql.SQL(", ").join(sql.Identifier(column.name) for column in chosen),
            sql.SQL(", ").join(_value(column, style, permitted) for column in chosen),
        )
        if not chosen:
            statement = sql.SQL("INSERT INTO {} DEFAULT VALUES").format(trusted(name))
        try:
            with connection.transaction():
                connection.execute(statement)
        except psycopg.Error:
            continue
        return


def _value(column: Column, style: Mapping[str, str], permitted: bool) -> sql.Composable:
    if column.target and column.target_column:
        return sql.SQL("(SELECT {} FROM {} LIMIT 1)").format(
            sql.Identifier(column.target_column), trusted(column.target)
        )
    word = column.permitted if permitted and column.permitted else column.label
    text = "{}" if column.type.endswith("[]") else word or style.get(column.type)
    return sql.SQL("NULL") if text is None else sql.Literal(text)


Contents = dict[str, tuple[int, str]]
"""By table: how many rows, and a digest of them."""


def contents(connection: Connection, columns: Iterable[tuple[str, list[str]]]) -> Contents:
    """What is in these columns of these tables; a table or column that is gone has no rows."""
    digests: Contents = {}
    for name, names in columns:
        row = sql.SQL("ROW({})").format(sql.SQL(", ").join(map(sql.Identifier, names)))
        statement = sql.SQL(
            "SELECT count(*), coalesce(sum(hashtextextended({}::text, 0)), 0)::text FROM {}"
        ).format(row, trusted(name))
        try:
            with connection.transaction():
                count, digest = connection.execute(statement).fetchone() or (0, "")
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
            count, digest = 0, ""
        digests[name] = (count, digest)
    return digests
