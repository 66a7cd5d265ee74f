"""Which file of sql/ has the text of an object that the catalog names.

A routine, view, table, type or trigger has a file of its own. What belongs to a table (a column, a
constraint, an index, a policy, a partition, a sequence) is in the table's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

PART = r'("(?:[^"]|"")*"|[^\s".(]+)'
NAMED = re.compile(rf"({PART}\.{PART})")
INDEXED = re.compile(r" ON (?:ONLY )?(.+?) USING ")
PARENT = re.compile(r"^inherits (.+)$", re.MULTILINE)
OWNED = re.compile(r"^owned by column .+? of table (.+) [ai]$", re.MULTILINE)

FOLDERS = {
    "function": "procedures",
    "procedure": "procedures",
    "view": "views",
    "trigger": "triggers",
    "type": "types",
    "composite type": "types",
    "domain": "types",
    "enum": "types",
}
"""The folder of sql/ by kind; everything else is in the table's file, or the view's."""


class Described(Protocol):
    """An object as a fingerprint has it."""

    @property
    def kind(self) -> str: ...
    @property
    def identity(self) -> str: ...
    @property
    def definition(self) -> str: ...


def relation_of(item: Described) -> str:
    """The table or view that it is, or that it belongs to; else its own name."""
    if item.kind == "column":
        return item.identity.rpartition(".")[0]
    if item.kind in {"constraint", "trigger", "rule", "policy"}:
        match = NAMED.match(item.identity)
        return match[1] if match else item.identity
    if item.kind == "index":
        match = INDEXED.search(item.definition)
        return match[1] if match else item.identity
    if item.kind == "sequence":
        match = OWNED.search(item.definition)
        return match[1] if match else item.identity
    return item.identity


class Places:
    """The files of one project, for the objects of a database of its own.

    objects: all that may be asked for, so that a partition finds its table.
    """

    def __init__(self, project: Path, objects: Iterable[Described]) -> None:
        self._project = project
        self._objects = {(item.kind, item.identity): item for item in objects}
        self._parents = {
            item.identity: match[1]
            for item in self._objects.values()
            if (match := PARENT.search(item.definition))
        }

    def of(self, kind: str, identity: str) -> str:
        """The path in the project, `sql/procedures/…`; empty where no file has the object."""
        if kind in FOLDERS:
            return self._present(FOLDERS[kind], identity)
        item = self._objects.get((kind, identity))
        named = NAMED.match(identity if item is None else relation_of(item))
        relation = named[1] if named else ""
        while relation in self._parents:
            relation = self._parents[relation]
        places = (self._present(folder, relation) for folder in ("tables", "views", "types"))
        return next(filter(None, places), "")

    def told(self, kind: str, identity: str) -> str:
        """The path as messages have it behind a name: `  (sql/…)`, or nothing."""
        path = self.of(kind, identity)
        return f"  ({path})" if path else ""

    def _present(self, folder: str, identity: str) -> str:
        path = _path(folder, identity)
        return path if path and (self._project / path).is_file() else ""


def path_of(kind: str, identity: str) -> str:
    """Where the text of a routine, view, type, trigger or table belongs, be it there or not."""
    return _path(FOLDERS.get(kind, "tables"), identity)


def path_described(description: str) -> str:
    """The file of the table or view at the end of what pg_describe_object says."""
    match = re.search(rf"\b(table|view) ({PART}\.{PART})$", description)
    return path_of(match[1], match[2]) if match else ""


def _path(folder: str, identity: str) -> str:
    named = NAMED.match(identity)
    if named is None:
        return ""
    name = ".".join(_plain(part) for part in named.groups()[1:])
    if folder == "triggers":
        name += "." + _plain(identity.removeprefix(named[1]).strip())
    return f"sql/{folder}/{name}.sql"


def _plain(identifier: str) -> str:
    """A quoted identifier without its quotes."""
    if not identifier.startswith('"'):
        return identifier
    return identifier[1:-1].replace('""', '"')
