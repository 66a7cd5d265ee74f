"""Tables as a graph: which belong together (a parent with its lines), in which order they go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bp010ctl.replica.structure import ForeignKey, Table

SHARED = 4
"""Letters that the names of a parent and of its lines have in common at their start."""


@dataclass(frozen=True)
class Parent:
    """A table's parent: the columns that name its row, and whether a foreign key says so."""

    table: str
    columns: tuple[str, ...]
    references: tuple[str, ...]
    declared: bool


def parents(tables: Iterable[Table]) -> dict[str, Parent]:
    """The parent of each table that is lines of another one; no table is its own ancestor."""
    by_name = {table.name: table for table in tables}
    parents_of: dict[str, Parent] = {}
    for table in by_name.values():
        parent = _declared(table, by_name) or _by_name(table, by_name)
        if parent and table.name not in _ancestors(parent.table, parents_of):
            parents_of[table.name] = parent
    return parents_of


def _ancestors(name: str, parents_of: Mapping[str, Parent]) -> list[str]:
    line = [name]
    while line[-1] in parents_of and parents_of[line[-1]].table not in line:
        line.append(parents_of[line[-1]].table)
    return line


def _declared(table: Table, by_name: Mapping[str, Table]) -> Parent | None:
    """By a foreign key whose columns lead the table's key, or that is never NULL and goes to a
    table whose name this one's begins with."""
    candidates = [
        key for key in table.foreign_keys if key.table in by_name and key.table != table.name
    ]
    for key in candidates:
        if _leads(key.columns, table.key) and len(table.key) > len(key.columns):
            return Parent(key.table, key.columns, key.references, True)
    for key in candidates:
        if _leads(key.columns, table.key) and _shared(table.name, key.table) >= SHARED:
            return Parent(key.table, key.columns, key.references, True)
    for key in candidates:
        if table.name.startswith(key.table) and not _nullable(table, key):
            return Parent(key.table, key.columns, key.references, True)
    return None


def _by_name(table: Table, by_name: Mapping[str, Table]) -> Parent | None:
    """By a key that begins with the whole key of a table of a like name."""
    candidates = [
        other
        for other in by_name.values()
        if other.name != table.name
        and other.key
        and _leads(other.key, table.key)
        and _shared(table.name, other.name) >= SHARED
        and (len(other.key) < len(table.key) or table.name.startswith(other.name))
    ]
    if not candidates:
        return None
    best = max(
        candidates, key=lambda candidate: (len(candidate.key), _shared(table.name, candidate.name))
    )
    return Parent(best.name, table.key[: len(best.key)], best.key, False)


def _leads(columns: tuple[str, ...], key: tuple[str, ...]) -> bool:
    return [column.lower() for column in columns] == [
        column.lower() for column in key[: len(columns)]
    ]


def _nullable(table: Table, key: ForeignKey) -> bool:
    return any(table.column(column).nullable for column in key.columns)


def _shared(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one.lower(), other.lower(), strict=False):
        if left != right:
            break
        count += 1
    return count


def ordered(names: Iterable[str], needs: Mapping[str, Iterable[str]]) -> list[str]:
    """The names, each after those that it needs; where they need each other, by name."""
    left = sorted(names)
    known = set(left)
    wanted = {name: set(needs.get(name, ())) & known - {name} for name in left}
    done: list[str] = []
    while left:
        free = [name for name in left if wanted[name] <= set(done)] or left[:1]
        done.append(free[0])
        left.remove(free[0])
    return done
