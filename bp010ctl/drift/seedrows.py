"""The rows of the seed tables, in the terms of their files: natural keys, no surrogate ids.

What is the user's own is not read: limits of single wells, switches, columns that no file has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import sql

from bp010ctl.base.composing import name_of
from bp010ctl.base.database import Connection
from bp010ctl.drift import dates
from bp010ctl.drift.findings import CHANGED, MISSING, UNEXPECTED, UNLOADED, Finding, unified
from bp010ctl.schema.catalog import SETTINGS
from bp010ctl.seeds import files, tables

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Rows:
    """A table's rows by natural key, with their values as text; edited: when each was written."""

    columns: list[str]
    values: dict[Key, list[str | None]]
    edited: Mapping[Key, datetime]


Seeds = dict[str, Rows]


def read(connection: Connection, folder: Path, wanted: Collection[str] | None = None) -> Seeds:
    """The rows that the folder's files speak about, of the tables that the database has."""
    if wanted is not None and not wanted:
        return {}
    paths = files.find(folder)
    names = [name for name in paths if wanted is None or name in wanted]
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        for setting, value in SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, true)", (setting, value))
        known = tables.read(cursor, ())
        stamped = dates.remembered(connection)
        return {
            name: _read(cursor, known[name], _header(paths[name], known[name]), stamped)
            for name in names
            if name in known
        }


def _header(path: Path, table: tables.Table) -> list[str]:
    header = files.read(path, table, []).header
    own = set(header) | {name for name in table.spec.completed if name in table.fields}
    own -= {"activo"} if table.spec.switch else set()
    return [name for name in table.fields if name in own]


def _read(cursor: tables.Cursor, table: tables.Table, header: list[str], stamped: bool) -> Rows:
    columns = [*table.spec.key, *(name for name in header if name not in table.spec.key)]
    when = sql.SQL("pg_xact_commit_timestamp(d.xmin)" if stamped else "NULL::timestamptz")
    statement = sql.SQL("SELECT {}, {} FROM {} WHERE {}").format(
        when,
        sql.SQL(", ").join(_text(table, name) for name in columns),
        _sources(table),
        _in_force(table),
    )
    size = len(table.spec.key)
    values: dict[Key, list[str | None]] = {}
    edited = {}
    for moment, *cells in cursor.execute(statement):
        key = tuple(cells[:size])
        values[key] = cells[size:]
        if moment is not None:
            edited[key] = moment
    return Rows(columns[size:], values, edited)


def _text(table: tables.Table, name: str) -> sql.Composable:
    column = table.fields[name].column
    lookup = table.lookups.get(column)
    if lookup:
        return sql.SQL("{}::text").format(sql.Identifier(f"de {name}", lookup.target_names[0]))
    return sql.SQL("{}::text").format(sql.Identifier("d", column))


def _sources(table: tables.Table) -> sql.Composed:
    joined = [sql.SQL("{} AS d").format(name_of(table.name))]
    for column, lookup in table.lookups.items():
        joined.append(
            sql.SQL("{} AS {alias} ON {alias}.{} = d.{}").format(
                name_of(lookup.target),
                sql.Identifier(lookup.surrogate or ""),
                sql.Identifier(column),
                alias=sql.Identifier(f"de {lookup.names[0]}"),
            )
        )
    return sql.SQL(" LEFT JOIN ").join(joined)


def _in_force(table: tables.Table) -> sql.Composed:
    conditions = [
        sql.SQL("{} = {}").format(sql.Identifier("d", name), sql.Literal(value))
        for name, value in table.spec.scope.items()
    ]
    conditions.append(sql.Composed([sql.SQL("d.activo" if table.deactivates else "TRUE")]))
    return sql.SQL(" AND ").join(conditions)


def compare(want: Seeds, have: Seeds) -> tuple[list[Finding], list[str]]:
    """Rows edited, added and deleted by hand; a database that was never seeded is only noted."""
    if want and not any(rows.values for rows in have.values()):
        return [], ["no reference rows yet: `bp010ctl seed` loads them"]
    findings = []
    for table in sorted(want):
        left, right = want[table], have.get(table, replace(want[table], values={}))
        for key in sorted(left.values.keys() | right.values.keys(), key=str):
            name = f"{table} ({', '.join(str(cell) for cell in key)})"
            if difference := _difference(name, key, left, right):
                findings.append(difference)
    return findings, []


def _difference(name: str, key: Key, want: Rows, have: Rows) -> Finding | None:
    if key not in have.values:
        return Finding("row", name, MISSING, cause=UNLOADED)
    edited = have.edited.get(key)
    if key not in want.values:
        return Finding("row", name, UNEXPECTED, edited=edited, cause=UNLOADED)
    if want.values[key] == have.values[key]:
        return None
    cells = zip(want.columns, want.values[key], have.values[key], strict=True)
    changed = [(column, old, new) for column, old, new in cells if old != new]
    before = "\n".join(f"{column} {_shown(old)}" for column, old, _ in changed)
    after = "\n".join(f"{column} {_shown(new)}" for column, _, new in changed)
    return Finding("row", name, CHANGED, unified(before, after), edited, UNLOADED)


def _shown(cell: str | None) -> str:
    return "NULL" if cell is None else cell


def dump(seeds: Seeds) -> list[Any]:
    """For a JSON file; when rows were written is left out."""
    return [[name, rows.columns, list(rows.values.items())] for name, rows in seeds.items()]


def load(content: list[Any]) -> Seeds:
    """From a JSON file."""
    return {
        name: Rows(columns, {tuple(key): cells for key, cells in items}, {})
        for name, columns, items in content
    }
