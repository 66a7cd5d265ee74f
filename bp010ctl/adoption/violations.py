"""Original rows that the new keys would refuse; they must be put right before an adoption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from bp010ctl.adoption import legacy
from bp010ctl.adoption.conversion import naive
from bp010ctl.adoption.legacy import Table
from bp010ctl.base import queries
from bp010ctl.base.composing import listed, name_of, trusted
from bp010ctl.base.database import Connection

FIXED_ZONES = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z"}
"""Zones that never make one time of two, or shift one."""

FAMILIES = (
    {"smallint", "integer", "bigint", "numeric", "real", "double precision"},
    {"character varying", "character", "text"},
    {"timestamp without time zone", "timestamp with time zone", "date"},
)
"""Types that convert into one another without a doubt."""


@dataclass(frozen=True)
class Violation:
    """Rows of a table that break a rule; example is one of them."""

    table: str
    rule: str
    rows: int
    example: str


def find(connection: Connection, tables: list[Table], zone: str) -> list[Violation]:
    """Every violation in the tables as they are, before anything is moved."""
    specs = {spec.table: spec for spec in legacy.COPIED}
    schemas = list(legacy.SCHEMAS)
    proven = {
        (table, frozenset(columns), target)
        for table, columns, target in connection.execute(
            queries.text("adoption/proven").encode(), {"esquemas": schemas}
        )
    }
    broken = [violation for table in tables for violation in _types(table)]
    if broken:
        return broken
    present = {table.table: table for table in tables}
    for table in tables:
        spec = specs.get(table.table)
        if spec and not spec.computed:
            broken += _Rules(connection, table, spec, present, zone).broken(proven)
    return broken


def _types(table: Table) -> Iterator[Violation]:
    """Columns whose type was changed to something that does not convert."""
    for name, old in table.columns.items():
        known = legacy.tables()[table.table].get(legacy.FORMER_COLUMNS.get(name, name))
        plain = re.sub(r"\(.*?\)", "", old)
        if known and not _converts(plain, known.type):
            rule = f"{name} is {old}, which does not become {known.type}"
            yield Violation(table.found, rule, table.rows, name)


def _converts(old: str, new: str) -> bool:
    return old == new or any({old, new} <= family for family in FAMILIES)


class _Rules:
    """The rules for one table of original rows."""

    def __init__(
        self,
        connection: Connection,
        table: Table,
        spec: legacy.Spec,
        present: dict[str, Table],
        zone: str,
    ) -> None:
        self._connection = connection
        self._table = table
        self._spec = spec
        self._present = present
        self._zone = zone
        self._names = {legacy.FORMER_COLUMNS.get(name, name): name for name in table.columns}

    def broken(self, proven: set[tuple[str, frozenset[str], str | None]]) -> Iterator[Violation]:
        """Each broken rule; what the database's own keys prove is not looked at again."""
        yield from self._missing()
        for key in self._spec.keys:
            target = self._present.get(key.target or "")
            columns = (
                self._table.found,
                frozenset(key.columns),
                target and target.found,
            )
            shifted = "timestamp_lectura" in key.columns and self._zone not in FIXED_ZONES
            if not set(key.columns) <= self._names.keys() or (columns in proven and not shifted):
                continue
            yield from self._orphans(key) if key.target else self._duplicates(key)
        for rule, condition in self._spec.checks.items():
            yield from self._rows(rule, self._not(condition))

    def _missing(self) -> Iterator[Violation]:
        for column in legacy.tables()[self._spec.table].values():
            if column.required and column.name not in self._names:
                yield Violation(self._table.found, f"{column.name} is missing", 0, "the column")
            elif column.required:
                empty = sql.SQL("{} IS NULL").format(self._value(column.name))
                yield from self._rows(f"{column.name} is NULL", empty)

    def _duplicates(self, key: legacy.Key) -> Iterator[Violation]:
        columns = listed(self._moment(name) for name in key.columns)
        text = sql.SQL(
            "SELECT sum(veces), min(clave) FROM (SELECT count(*) AS veces, ROW({0})::text AS clave"
            " FROM {1} AS l GROUP BY {0} HAVING count(*) > 1) AS repetidas"
        )
        yield from self._said(
            f"({', '.join(key.columns)}) is there several times",
            text.format(columns, name_of(self._table.found)),
        )

    def _orphans(self, key: legacy.Key) -> Iterator[Violation]:
        rule = f"({', '.join(key.columns)}) is not in {key.target}"
        given = [sql.SQL("{} IS NOT NULL").format(self._value(name)) for name in key.columns]
        target = self._present.get(key.target or "")
        if target is None:
            yield from self._rows(rule, listed(given, " AND "))
            return
        same = [
            sql.SQL("t.{} = {}").format(sql.Identifier(there), self._value(here))
            for here, there in zip(key.columns, key.target_columns, strict=True)
        ]
        alone = sql.SQL("NOT EXISTS (SELECT FROM {} AS t WHERE {})").format(
            name_of(target.found), listed(same, " AND ")
        )
        yield from self._rows(rule, listed([*given, alone], " AND "))

    def _rows(self, rule: str, condition: sql.Composable) -> Iterator[Violation]:
        shown = listed(
            self._value(name) for name in self._spec.keys[0].columns if name in self._names
        )
        text = sql.SQL("SELECT count(*), min(ROW({})::text) FROM {} AS l WHERE {}")
        yield from self._said(rule, text.format(shown, name_of(self._table.found), condition))

    def _said(self, rule: str, statement: sql.Composed) -> Iterator[Violation]:
        rows, example = self._connection.execute(statement).fetchone() or (0, "")
        if rows:
            yield Violation(self._table.found, rule, int(rows), example)

    def _not(self, condition: str) -> sql.Composable:
        """The rule's opposite; {column} stands for a time in its zone."""
        moments = {name: self._moment(name) for name in self._names if f"{{{name}}}" in condition}
        return sql.SQL("NOT ({})").format(trusted(condition).format(**moments))

    def _value(self, name: str) -> sql.Composable:
        return sql.Identifier("l", self._names[name])

    def _moment(self, name: str) -> sql.Composable:
        """The column as the new key sees it: a time in its zone."""
        if naive(self._table.columns[self._names[name]]):
            return sql.SQL("({} AT TIME ZONE {})").format(self._value(name), self._zone)
        return self._value(name)
