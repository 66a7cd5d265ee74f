"""What the database defines, as far as lineage asks: relations, routines, triggers, view reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.database import Connection

Row = dict[str, Any]

PLACES = {"reporting.tbl_cierre_contador": "posicion"}
"""Tables that keep an array's elements as rows, and the column of their place."""


@dataclass(frozen=True)
class Column:
    """A column of a relation; remark is its COMMENT."""

    name: str
    type: str
    remark: str | None


@dataclass(frozen=True)
class Relation:
    """A table or view, `schema.name`; a view has its query as text. key: its primary key."""

    name: str
    kind: str
    remark: str | None
    definition: str | None
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Routine:
    """A function or procedure. key: `schema.name`, with the arguments where it is overloaded.

    inputs: names of the arguments in order; outputs: the columns of what it returns. given: the
    relations whose rows it is given; returned: that whose rows it returns, None for anything else.
    """

    key: str
    name: str
    kind: str
    signature: str
    language: str
    body: str
    definition: str
    remark: str | None
    is_trigger: bool
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    given: tuple[str, ...] = ()
    returned: str | None = None

    def takes(self, relation: str, column: str) -> bool:
        """Whether it takes a column (any for an empty name) of a row that it is given, or holds."""
        held = relation in self.given or f"{relation}%rowtype" in self.body.lower()
        return held and re.search(rf"\b{re.escape(column)}\b", self.body) is not None


@dataclass(frozen=True)
class Trigger:
    """A trigger of a table: the routine that it calls, and its names for old and new rows."""

    relation: str
    name: str
    routine: str
    old_table: str | None
    new_table: str | None


@dataclass(frozen=True)
class Attached:
    """What hangs on a relation: a generated column, a policy, a rule; definition: its SQL."""

    kind: str
    relation: str
    name: str
    definition: str

    @property
    def key(self) -> str:
        """Its name in the graph: `generated schema.table.column`, `policy p on schema.table`."""
        if self.kind == "generated":
            return f"generated {self.relation}.{self.name}"
        return f"{self.kind} {self.name} on {self.relation}"


class Named(NamedTuple):
    """A column, `schema.table.column`, that rows name, and the column that is made of it: of who
    looks at it by its name alone, of another relation by its whole name, any where it is None."""

    source: str
    made: str | None


@dataclass(frozen=True)
class Schema:
    """A database's definitions by name.

    sentences: the texts that functions make of the catalog and the configuration, to be run.
    named: what views and routines look at by names that stand in rows, by their name.
    """

    relations: dict[str, Relation]
    routines: dict[str, Routine]
    triggers: tuple[Trigger, ...]
    view_reads: dict[str, set[tuple[str, str]]]
    checked: dict[str, set[str]] | None = None
    overloads: dict[str, list[Routine]] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    named: dict[str, set[Named]] = field(default_factory=dict)
    attached: tuple[Attached, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        """The columns of primary keys, `schema.table.column`."""
        return frozenset(
            f"{relation.name}.{name}"
            for relation in self.relations.values()
            for name in relation.key
        )

    @property
    def places(self) -> Mapping[str, str]:
        """Tables of one row for each place of an array, and the column that tells the place."""
        return PLACES

    def has_places(self, relation: str, column: Column) -> bool:
        """Whether a column's values are told apart by the place of an array."""
        if relation in PLACES:
            return column.name not in self.relations[relation].key
        return column.type.endswith("[]")

    def called(self, parts: Iterable[str], arguments: int) -> list[Routine]:
        """The routines that a call by this name with so many arguments may mean."""
        same_name = self.overloads.get(".".join(parts), [])
        fitting = [routine for routine in same_name if len(routine.inputs) >= arguments]
        exact = [routine for routine in fitting if len(routine.inputs) == arguments]
        return exact or fitting or same_name


def read(connection: Connection) -> Schema:
    """The database's definitions; only reads.

    checked: what plpgsql_check finds that each PL/pgSQL routine uses (keys of relations and
    routines); None where the extension is not installed.
    """
    routines = _routines(connection)
    overloads: dict[str, list[Routine]] = {}
    for routine in routines.values():
        overloads.setdefault(routine.name, []).append(routine)
    keys = {routine.signature: routine.key for routine in routines.values()}
    relations = {
        relation.name: relation
        for relation in map(_relation, queries.dicts(connection, "lineage/relations"))
    }
    return Schema(
        relations,
        routines,
        tuple(
            Trigger(
                row["relation"],
                row["qualified"],
                keys[row["signature"]],
                row["old_table"],
                row["new_table"],
            )
            for row in queries.dicts(connection, "lineage/triggers")
            if row["signature"] in keys
        ),
        _view_reads(connection, relations, keys),
        _checked(connection, relations, keys),
        overloads,
        _sentences(connection, keys),
        _named(connection),
        tuple(
            Attached(row["kind"], row["relation"], row["title"], row["definition"])
            for row in queries.dicts(connection, "lineage/attached")
            if row["relation"] in relations and row["definition"]
        ),
    )


def _relation(row: Row) -> Relation:
    columns = zip(row["column_names"], row["column_types"], row["column_remarks"], strict=True)
    return Relation(
        row["qualified"], row["kind"], row["remark"], row["definition"],
        tuple(Column(*column) for column in columns), tuple(row["key_columns"]),
    )  # fmt: skip


def _routines(connection: Connection) -> dict[str, Routine]:
    rows = queries.dicts(connection, "lineage/routines")
    names = [row["qualified"] for row in rows]
    routines = {}
    for row in rows:
        name = row["qualified"]
        key = name if names.count(name) == 1 else row["signature"]
        routines[key] = Routine(
            key, name, row["kind"], row["signature"], row["written_in"], row["body"],
            row["definition"], row["remark"], row["is_trigger"],
            tuple(row["inputs"]), tuple(row["outputs"]),
            tuple(row["given_rows"] or ()), row["returned_rows"],
        )  # fmt: skip
    return routines


def _view_reads(
    connection: Connection, relations: dict[str, Relation], keys: dict[str, str]
) -> dict[str, set[tuple[str, str]]]:
    """What views read, from the catalog: (relation, column or '') or (routine, '')."""
    reads: dict[str, set[tuple[str, str]]] = {}
    for row in queries.dicts(connection, "lineage/view_columns"):
        used: str = keys.get(row["used"]) or row["used"]
        if used in relations or used in keys.values():
            reads.setdefault(row["viewed"], set()).add((used, row["column_name"] or ""))
    return reads


def _checked(
    connection: Connection, relations: dict[str, Relation], keys: dict[str, str]
) -> dict[str, set[str]] | None:
    """What plpgsql_check finds in each routine's static SQL; None where it is not there."""
    try:
        with connection.transaction():
            rows = queries.dicts(connection, "lineage/checked")
    except (psycopg.errors.UndefinedFunction, psycopg.errors.InsufficientPrivilege):
        return None
    reads: dict[str, set[str]] = {}
    for row in rows:
        used: str = keys.get(row["used"]) or row["used"]
        if used in relations or used in keys.values():
            reads.setdefault(keys[row["signature"]], set()).add(used)
    return reads


def _sentences(connection: Connection, keys: dict[str, str]) -> dict[str, str]:
    """The queries that functions make, by the functions' keys; none where one fails."""
    texts: dict[str, str] = {}
    for row in queries.dicts(connection, "lineage/sentences"):
        try:
            with connection.transaction():
                answer = connection.execute(row["query"].encode()).fetchone()
        except psycopg.Error:
            continue
        if answer and answer[0]:
            texts[keys[row["signature"]]] = answer[0]
    return texts


def _named(connection: Connection) -> dict[str, set[Named]]:
    """What is looked at by names that stand in rows; nothing where these tables are not there."""
    named: dict[str, set[Named]] = {}
    try:
        with connection.transaction():
            rows = queries.dicts(connection, "lineage/named")
    except psycopg.Error:
        return named
    for row in rows:
        source = Named(f"{row['relation']}.{row['column_name']}", row["made"])
        named.setdefault(row["asker"], set()).add(source)
    return named
