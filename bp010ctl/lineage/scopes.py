"""What the parts of a statement see: tables with their columns' sources, and what they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pglast.ast

Sources = frozenset[str]
Outputs = list[tuple[str, Sources]]
"""The columns that a query gives, in order."""

ast: Any = pglast.ast
"""To the type checker every attribute of a node may be None."""

NOTHING: Sources = frozenset()


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
    stores: how it stores rows where it is given the names of a source and of a table.
    """

    reads: set[tuple[str, str]] = field(default_factory=set)
    writes: set[tuple[str, str]] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    flows: set[tuple[str, str]] = field(default_factory=set)
    outputs: dict[str, Sources] = field(default_factory=dict)
    dynamic: bool = False
    fields: set[tuple[str, str]] = field(default_factory=set)
    stores: Stores = field(default_factory=lambda: Stores())


@dataclass
class Table:
    """Something in FROM: its alias, its columns' sources, and the relation if it is one.

    other: the sources of any column that is not listed. hidden: only found by its alias.
    rows: `other` are arrays of rows, and a column that is not listed is a field of theirs.
    """

    alias: str
    columns: Mapping[str, Sources]
    relation: str | None = None
    other: Sources = NOTHING
    hidden: bool = False
    rows: bool = False


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

    def levels(self) -> Iterator[Scope]:
        """This scope and those around it, from the inside out."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def cte(self, name: str) -> Table | None:
        """The CTE (or transition table) of that name."""
        return next((level.ctes[name] for level in self.levels() if name in level.ctes), None)


def tagged(sources: Sources, tag: str) -> Sources:
    """The sources, marked by a position in an array (`3`), a field of a row (`.level`) or a key in
    VALUES (`mtbf`)."""
    return frozenset(f"{source}@{tag}" for source in sources)


def chosen(sources: Sources, tag: str) -> Sources:
    """What is left of the sources when one mark is asked for: those with it and unmarked ones.

    Positions do not choose among keys or fields, nor these among the others. `column#*`, all
    elements of an array column in their places, becomes `column#3`; a parameter, of which it is not
    known yet what it is, `$name!3`.
    """
    left = set()
    for source in sources:
        name, *tags = source.split("@")
        rivals = [other for other in tags if _sort(other) == _sort(tag)]
        if not rivals and tag.isdigit() and name.endswith("#*"):
            name = f"{name[:-1]}{tag}"
        elif not rivals and tag.isdigit() and name.startswith("$"):
            name = f"{name}!{tag}"
        if not rivals or tag in rivals:
            left.add("@".join([name, *(other for other in tags if other not in rivals)]))
    return frozenset(left)


def as_field(sources: Sources, name: str) -> Sources:
    """The sources of one field of a row, its keys and positions as they are."""
    pieces = (source.split("@") for source in sources)
    plain = ("@".join(part for part in parts if part[0] != ".") for parts in pieces)
    return tagged(frozenset(plain), f".{name}")


def _sort(tag: str) -> str:
    return "position" if tag.isdigit() else "field" if tag.startswith(".") else "key"


def fields_of(sources: Sources) -> list[str]:
    """The fields of the rows that the sources are known to be."""
    return sorted({tag[1:] for source in sources for tag in source.split("@")[1:] if tag[0] == "."})


def unmarked(source: str) -> str:
    """A source without marks; an array column as a whole is just the column."""
    return source.partition("@")[0].removesuffix("#*")


def union(parts: Iterable[Sources]) -> Sources:
    """All sources together."""
    return frozenset().union(*parts)


def either(left: Outputs, right: Outputs) -> Outputs:
    """The columns of a UNION and the like."""
    return [(name, mine | theirs) for (name, mine), (_, theirs) in zip(left, right, strict=False)]


def result(alias: str, outputs: Outputs, columns: Any = None) -> Table:
    """A query's result under an alias, its first columns renamed where the alias says so."""
    renamed = [column.sval for column in columns or ()]
    names = renamed + [name for name, _ in outputs[len(renamed) :]]
    sources_of: dict[str, Sources] = {}
    for name, (_, sources) in zip(names, outputs, strict=False):
        sources_of[name] = sources_of.get(name, NOTHING) | sources
    return Table(alias, sources_of)


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


def literal(node: Any) -> str:
    """A constant as text, cast or not; empty where it is something else."""
    if isinstance(node, ast.TypeCast):
        return literal(node.arg)
    value = node.val if isinstance(node, ast.A_Const) else None
    if isinstance(value, ast.Integer):
        return str(value.ival)
    return str(value.sval) if isinstance(value, ast.String) else ""


def plain_name(node: Any) -> str | None:
    """A column reference of one part, else None."""
    if isinstance(node, ast.ColumnRef) and len(node.fields) == 1:
        return getattr(node.fields[0], "sval", None)
    return None


def name_of(value: Any) -> str:
    """What PostgreSQL calls an output column without an alias."""
    if isinstance(value, ast.ColumnRef):
        return str(value.fields[-1].sval)
    if isinstance(value, ast.FuncCall):
        return str(value.funcname[-1].sval)
    if isinstance(value, ast.TypeCast):
        return name_of(value.arg)
    return "?column?"
