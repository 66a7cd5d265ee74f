"""Old rows as new rows: one SELECT per table, composed from both tables' columns.

In its statements `l` is the old row, `f` its values in their new types.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql

from bp010ctl.adoption import legacy
from bp010ctl.base import queries
from bp010ctl.base.composing import columns, listed, name_of, trusted
from bp010ctl.seeds import tables
from bp010ctl.seeds.tables import Column, Constraint

Cursor = psycopg.Cursor[Any]

MEASURE = "double precision"
OLD_READINGS = f"stage{legacy.ASIDE}.tbl_pozo_produccion"


@dataclass(frozen=True)
class Shapes:
    """What the catalog says of every table, and how raw readings are converted."""

    columns: dict[str, dict[str, Column]]
    constraints: dict[str, list[Constraint]]
    conversions: dict[str, str]

    @classmethod
    def read(cls, cursor: Cursor) -> Shapes:
        """As this database has it now, after the migration."""
        bound: dict[str, list[Constraint]] = {}
        for constraint in tables.constraints(cursor):
            bound.setdefault(constraint.table, []).append(constraint)
        mapped = dict(cursor.execute(queries.text("ingest/conversions").encode()).fetchall())
        return cls(
            tables.columns(cursor), bound, {name: how for name, how in mapped.items() if how}
        )


@dataclass(frozen=True)
class Conversion:
    """How one table's rows are made of the old ones.

    origin: the old table, where it is now. zone: in which naive times are read. started: when
    the adoption began; rows that tell no time of arrival arrived then.
    safe: numbers that double precision cannot hold become NULL; else they raise an error, which
    is three times as fast.
    """

    spec: legacy.Spec
    origin: str
    shapes: Shapes
    zone: str
    started: str
    safe: bool = False

    @property
    def target(self) -> dict[str, Column]:
        """The new table's columns."""
        return self.shapes.columns[self.spec.table]

    @cached_property
    def names(self) -> dict[str, str]:
        """New column -> old column, where the old table has it."""
        own = self.shapes.columns[self.origin]
        today = {legacy.FORMER_COLUMNS.get(name, name): name for name in own}
        return {name: today[name] for name in self.target if name in today}

    @cached_property
    def supplied(self) -> list[str]:
        """New columns that get a value."""
        return [name for name in self.target if name in self.names or name in self.spec.values]

    @cached_property
    def measures(self) -> list[str]:
        """New columns in double precision that come from numeric ones: a value may not fit."""
        return [
            name
            for name, old in self.names.items()
            if name not in self.spec.values
            and self.target[name].type == MEASURE
            and self._old(old).type.startswith("numeric")
        ]

    def rows(self, within: sql.Composable | None = None) -> sql.Composed:
        """A SELECT of the new rows; within: a condition on `l`, None for all.

        The inner SELECT changes types, the outer one judges: it must not convert a value twice.
        `crudos` counts the measures that the old row has.
        """
        inner = [
            sql.SQL("{} AS {}").format(self._typed(name), sql.Identifier(name))
            for name in self.supplied
        ]
        raw = listed(sql.Identifier("l", self.names[name]) for name in self.measures)
        counted = sql.SQL("num_nonnulls({})").format(raw) if self.measures else trusted("0")
        outer = [
            sql.SQL("{} AS {}").format(self._judged(name), sql.Identifier(name))
            for name in self.supplied
        ]
        return sql.SQL(
            "SELECT {}, f.crudos FROM (SELECT {}, {} AS crudos FROM {} AS l {} WHERE {} OFFSET 0)"
            " AS f"
        ).format(
            listed(outer), listed(inner), counted, name_of(self.origin), trusted(self.spec.joins),
            within or trusted("TRUE"),
        )  # fmt: skip

    def fits(self) -> sql.Composed:
        """A condition on `f`, a new row: no key, check or reference of the new table refuses it."""
        conditions: list[sql.Composable] = [
            sql.SQL("f.{} IS NOT NULL").format(sql.Identifier(name))
            for name in self.supplied
            if self.target[name].required
        ]
        for constraint in self.shapes.constraints.get(self.spec.table, ()):
            if not set(constraint.columns) <= set(self.supplied):
                continue
            if constraint.kind == "c":
                conditions.append(
                    sql.SQL("(({}) IS NOT FALSE)").format(trusted(constraint.expression or ""))
                )
            elif constraint.kind == "f" and constraint.target:
                conditions.append(_referred(constraint))
        return listed([trusted("TRUE"), *conditions], " AND ")

    def identifying(self) -> list[str]:
        """Columns that tell a new row from all others and come from the old one: id, or key."""
        ids = [name for name in self.supplied if self.target[name].identity]
        if ids:
            return ids
        keys = [
            constraint.columns
            for constraint in self.shapes.constraints[self.spec.table]
            if constraint.kind == "p"
        ]
        return list(keys[0])

    def _old(self, name: str) -> Column:
        return self.shapes.columns[self.origin][name]

    def _typed(self, name: str) -> sql.Composable:
        """The value in its new type."""
        column = self.target[name]
        if name in self.spec.values:
            return self._expression(self.spec.values[name])
        old = self._old(self.names[name])
        value: sql.Composable = sql.Identifier("l", old.name)
        if name in self.measures and self.safe:
            value = sql.SQL("adopcion.fnc_doble({})").format(value)
        elif naive(old.type) and column.type.startswith("timestamp"):
            value = sql.SQL("({} AT TIME ZONE {})").format(value, self.zone)
        elif old.type != column.type:
            value = sql.SQL("{}::{}").format(value, trusted(column.type))
        if column.required and column.default:
            value = sql.SQL("coalesce({}, {})").format(value, trusted(column.default))
        return value

    def _judged(self, name: str) -> sql.Composable:
        """Measures: finite ones only, and those that the controller packs unpacked."""
        value = sql.Identifier("f", name)
        if name not in self.measures:
            return value
        how = self.shapes.conversions.get(name) if self.spec.table == legacy.READINGS else None
        if how:
            return sql.SQL("stage.fnc_convertir_scada({}, {})").format(value, how)
        return sql.SQL("CASE WHEN abs({0}) < 'Infinity' THEN {0} END").format(value)

    def moment(self, value: str) -> str:
        """An old time of reading, given as an expression, in its zone."""
        kind = self.shapes.columns[OLD_READINGS]["timestamp_lectura"].type
        return f"({value} AT TIME ZONE '{self.zone}')" if naive(kind) else value

    def _expression(self, text: str) -> sql.Composable:
        """An expression of the specification; `{moment:x}` is an old time of reading x."""
        if text == "{started}":
            return sql.SQL("{}::timestamptz").format(self.started)
        if text.startswith("{moment:"):
            return trusted(self.moment(text.removeprefix("{moment:").removesuffix("}")))
        return trusted(text)


def naive(kind: str) -> bool:
    """Whether a type is a timestamp without time zone, of any precision."""
    return kind.startswith("timestamp") and kind.endswith("without time zone")


def _referred(constraint: Constraint) -> sql.Composed:
    """A foreign key's condition on `f`."""
    pairs = zip(constraint.target_columns, constraint.columns, strict=True)
    same = listed(
        (
            sql.SQL("t.{} = f.{}").format(sql.Identifier(there), sql.Identifier(here))
            for there, here in pairs
        ),
        " AND ",
    )
    none = listed(
        (sql.SQL("f.{} IS NULL").format(sql.Identifier(name)) for name in constraint.columns),
        " OR ",
    )
    return sql.SQL("({} OR EXISTS (SELECT FROM {} AS t WHERE {}))").format(
        none, name_of(constraint.target or ""), same
    )


def checksum(names: Iterable[str]) -> sql.Composed:
    """Start of a SELECT from `f`: number of rows, and a checksum that their order cannot change."""
    text = "SELECT count(*), coalesce(sum(hash_record_extended(ROW({}), 0)), 0)"
    return sql.SQL(text).format(columns(names, "f"))
