"""What the parts of a statement see: tables with their columns' sources, and what they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bp010ctl.lineage.sources import NOTHING, Flow, Outputs, Sources, union


@dataclass(frozen=True)
class Stores:
    """How a routine that is given names stores rows, by its parameters.

    tables: those that name a table. sources: those that name a source, each with those that become
    its arguments, in order. leaves: those that list columns to leave alone. gives: those that list
    the columns of the table that it returns.
    stamps: columns that it writes by itself in every table that has them; by: the routines that
    give the value.
    """

    tables: frozenset[str] = frozenset()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leaves: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()
    stamps: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()


@dataclass
class Use:
    """What a routine or view does.

    reads, writes: (relation, column), the column empty where the relation as such is meant.
    flows: (source, column that its values end in). dynamic: it runs SQL made at run time.
    fields: (parameter, field) that it takes of rows that it is given, `*` for the whole row.
    outputs, existence: the sources of what it returns, and of which rows.
    stores: how it stores rows where it is given the names of a source and of a table.
    runs: its parameters that are queries which it returns, each with the sources of what they use.
    """

    reads: set[tuple[str, str]] = field(default_factory=set)
    writes: set[tuple[str, str]] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    flows: set[Flow] = field(default_factory=set)
    outputs: dict[str, Sources] = field(default_factory=dict)
    existence: Sources = NOTHING
    dynamic: bool = False
    fields: set[tuple[str, str]] = field(default_factory=set)
    stores: Stores = field(default_factory=lambda: Stores())
    runs: dict[str, list[Sources]] = field(default_factory=dict)


@dataclass
class Table:
    """Something in FROM: its alias, its columns' sources, and the relation if it is one.

    other: the sources of any column that is not listed. hidden: only found by its alias.
    rows: `other` are arrays of rows, and a column that is not listed is a field of theirs.
    existence: what it depends on which rows there are.
    """

    alias: str
    columns: Mapping[str, Sources]
    relation: str | None = None
    other: Sources = NOTHING
    hidden: bool = False
    rows: bool = False
    existence: Sources = NOTHING


@dataclass
class Argument:
    """What a call gives: its sources; row: the table whose whole row it is; text: a constant."""

    sources: Sources = NOTHING
    row: Table | None = None
    text: str = ""


Given = dict[str, Argument]
"""Arguments by place or name."""


class Scope:
    """The names that a part of a statement sees, its own first."""

    def __init__(self, parent: Scope | None = None) -> None:
        self.parent = parent
        self.tables: list[Table] = []
        self.ctes: dict[str, Table] = {}
        self.conditions: Sources = NOTHING
        self.filters: Sources = NOTHING

    def levels(self) -> Iterator[Scope]:
        """This scope and those around it, from the inside out."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    @property
    def existence(self) -> Sources:
        """What it depends on which rows there are: those of its tables, and its filters."""
        return self.filters | union(table.existence for table in self.tables)

    def cte(self, name: str) -> Table | None:
        """The CTE (or transition table) of that name."""
        return next((level.ctes[name] for level in self.levels() if name in level.ctes), None)


def either(left: Outputs, right: Outputs) -> Outputs:
    """The columns of a UNION and the like."""
    return [(name, mine | theirs) for (name, mine), (_, theirs) in zip(left, right, strict=False)]


def result(
    alias: str, outputs: Outputs, columns: Any = None, existence: Sources = NOTHING
) -> Table:
    """A query's result under an alias, its first columns renamed where the alias says so."""
    renamed = [column.sval for column in columns or ()]
    names = renamed + [name for name, _ in outputs[len(renamed) :]]
    sources_of: dict[str, Sources] = {}
    for name, (_, sources) in zip(names, outputs, strict=False):
        sources_of[name] = sources_of.get(name, NOTHING) | sources
    return Table(alias, sources_of, existence=existence)


def alias_of(item: Any, default: str) -> str:
    """The alias of something in FROM, or what it is called without one."""
    return item.alias.aliasname if item.alias else default


def aliased(alias: str, scope: Scope) -> list[Table]:
    """The tables of that alias, at the nearest level that has any."""
    for level in scope.levels():
        tables = [table for table in level.tables if table.alias == alias]
        if tables:
            return tables
    return []
