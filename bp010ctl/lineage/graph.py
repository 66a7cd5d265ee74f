"""The graph of who reads and writes what: tables, views, routines, cycles, seeds, panels."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from bp010ctl.base.database import Connection
from bp010ctl.base.errors import LineageError
from bp010ctl.lineage import bodies, headers, project, schema
from bp010ctl.lineage.headers import Header
from bp010ctl.lineage.project import Project
from bp010ctl.lineage.schema import Schema
from bp010ctl.lineage.sources import CONTROL, KINDS, POSSIBLE, VALUE

ALL = "*"
"""Stands for every column of a relation, where only the relation is known."""

Declared = tuple[frozenset[str], frozenset[str]]
"""Relations read, relations written."""


@dataclass(frozen=True, order=True)
class Node:
    """kind: table, view, function, procedure, generated, policy, rule, cycle, seed, panel."""

    name: str
    kind: str


@dataclass(frozen=True, order=True)
class Edge:
    """kind: reads, writes, calls, fires, runs, fills, shows.

    Data flows from source to target, except that a caller points at what it calls.
    columns: those read or written, by name. declared: only a header says so.
    """

    source: str
    target: str
    kind: str
    columns: tuple[str, ...] = ()
    declared: bool = False


@dataclass(frozen=True)
class Graph:
    """Nodes and edges in order of their names."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def around(self, name: str, depth: int) -> Graph:
        """What is at most `depth` edges away from an object, in either direction."""
        near = {name}
        for _ in range(depth):
            near |= {
                end
                for edge in self.edges
                if edge.source in near or edge.target in near
                for end in (edge.source, edge.target)
            }
        return self.among(near)

    def among(self, names: Collection[str]) -> Graph:
        """The part of the graph between these objects."""
        return Graph(
            tuple(node for node in self.nodes if node.name in names),
            tuple(e for e in self.edges if e.source in names and e.target in names),
        )


class Way(NamedTuple):
    """How a column depends on another: the kind, and the routine or view through which it does."""

    kind: str
    through: str


def _add(ways: dict[tuple[str, str], Way], ends: tuple[str, str], way: Way) -> None:
    """Note a way; of several the most direct one counts."""
    known = ways.get(ends)
    if known is None or _rank(way) < _rank(known):
        ways[ends] = way


def _rank(way: Way) -> tuple[int, str]:
    return KINDS.index(way.kind), way.through


@dataclass(frozen=True)
class FlowIndex:
    """Targets of flows: by source, by the source's relation, by the source's array column."""

    direct: dict[str, list[str]]
    of_relation: dict[str, list[str]]
    of_array: dict[str, list[str]]


def whole(place: str) -> str:
    """The column that an element of an array, `column#3`, is of."""
    return place.partition("#")[0]


class Lineage:
    """A database's definitions and the project's files, and what follows from them."""

    def __init__(self, schema: Schema, files: Project) -> None:
        self.schema = schema
        self.project = files
        self.uses = bodies.uses(schema)
        self.declarations = {key: self._declared(key) for key in schema.routines}

    @cached_property
    def headers(self) -> dict[str, Header]:
        """What each routine's header says."""
        names = self.schema.relations.keys() | self.schema.overloads.keys()
        return {key: headers.read(routine, names) for key, routine in self.schema.routines.items()}

    def declared(self, key: str) -> Declared:
        """Relations that a routine's SQL made at run time reads and writes, by its header.

        What the routine or one it calls writes by static SQL is known without the header.
        """
        return self.declarations.get(key, (frozenset(), frozenset()))

    def _declared(self, key: str) -> Declared:
        header = self.headers.get(key, Header())
        if not self.uses[key].dynamic:
            return frozenset(), frozenset()
        relations = self.schema.relations.keys()
        writes = header.dynamic_writes & relations
        for called in self.called(key):
            writes -= relations_of(self.uses[called].writes)
        return frozenset(header.dynamic_reads & relations), frozenset(writes)

    @property
    def without_rows(self) -> bool:
        """Whether the reference rows that name columns are missing: rules, variables, the map."""
        return project.MAP in self.schema.relations and not self.schema.named

    def called(self, key: str) -> set[str]:
        """A routine and all that it calls, directly or not."""
        reached, pending = {key}, [key]
        while pending:
            new = self.uses[pending.pop()].calls - reached
            reached |= new
            pending += new
        return reached

    @cached_property
    def ways(self) -> dict[tuple[str, str], Way]:
        """How columns depend on one another, by source and target; `schema.table.*` where not
        known which columns."""
        ways: dict[tuple[str, str], Way] = {}
        for key, use in self.uses.items():
            for source, target, kind in use.flows:
                if not source.startswith("$"):
                    kind = CONTROL if self._says_which(source, target) else kind
                    _add(ways, (source, target), Way(kind, key))
        for key in self.schema.routines:
            reads, writes = self.declared(key)
            stored = [
                (entry.source, entry.made)
                for entry in self.schema.named.get(key, ())
                if entry.made and entry.made.rpartition(".")[0] in writes
            ]
            for ends in stored:
                _add(ways, ends, Way(VALUE, key))
            for written in writes - {made.rpartition(".")[0] for _, made in stored}:
                for read in reads:
                    _add(ways, (f"{read}.{ALL}", f"{written}.{ALL}"), Way(POSSIBLE, key))
        return ways

    def _says_which(self, source: str, target: str) -> bool:
        """Whether a value says which row, or what is to be done, and not what is in a row: that of
        a key, and what goes into the queues and ledgers of etl or comes from there."""
        done = [place.startswith("etl.") for place in (source, target) if not place.endswith("()")]
        return target in self.schema.keys or len(set(done)) > 1

    @property
    def flows(self) -> set[tuple[str, str, str]]:
        """(source column, target column, routine or view) of values."""
        return {(*ends, way.through) for ends, way in self.ways.items() if way.kind == VALUE}

    def flow_index(self, kind: str = VALUE) -> FlowIndex:
        """The ways of a kind by where they start."""
        return self._indices[kind]

    @cached_property
    def _indices(self) -> dict[str, FlowIndex]:
        indices = {
            kind: FlowIndex(defaultdict(list), defaultdict(list), defaultdict(list))
            for kind in KINDS
        }
        for source, target in sorted(self.ways):
            index = indices[self.ways[source, target].kind]
            index.direct[source].append(target)
            if source not in self.schema.keys:  # a value that changes changes no key
                index.of_relation[source.rpartition(".")[0]].append(target)
            index.of_array[whole(source)].append(target)
        return indices

    @cached_property
    def graph(self) -> Graph:
        """The whole graph, at the level of objects."""
        nodes = {Node(relation.name, relation.kind) for relation in self.schema.relations.values()}
        nodes |= {Node(routine.key, routine.kind) for routine in self.schema.routines.values()}
        edges = {*self._routines(), *self._views(), *self._attached(), *self._files()}
        names = {node.name for node in nodes}
        nodes |= {
            Node(end, _kind(end))
            for edge in edges
            for end in (edge.source, edge.target)
            if end not in names
        }
        return Graph(tuple(sorted(nodes)), tuple(sorted(edges)))

    def _routines(self) -> Iterable[Edge]:
        for key in self.schema.routines:
            use = self.uses[key]
            for relation, columns in by_relation(use.reads).items():
                yield Edge(relation, key, "reads", columns)
            for relation, columns in by_relation(use.writes).items():
                yield Edge(key, relation, "writes", columns)
            for called in use.calls:
                yield Edge(key, called, "calls")
            known = relations_of(use.reads) | relations_of(use.writes) | use.calls
            for missed in self._missed(key, known):
                kind = "reads" if missed in self.schema.relations else "calls"
                yield Edge(*((missed, key) if kind == "reads" else (key, missed)), kind)
            reads, writes = self.declared(key)
            reads -= relations_of(use.reads)
            writes -= relations_of(use.writes)
            yield from (Edge(name, key, "reads", (), True) for name in reads)
            yield from (Edge(key, name, "writes", (), True) for name in writes)
        for trigger in self.schema.triggers:
            yield Edge(trigger.relation, trigger.routine, "fires")

    def _missed(self, key: str, known: set[str]) -> set[str]:
        """What plpgsql_check finds in a routine beyond this; it looks through views, we do not."""
        checked = (self.schema.checked or {}).get(key, set())
        return checked - known.union(*map(self.beneath, known))

    def beneath(self, view: str) -> set[str]:
        """Everything that a view is built on."""
        views = {used for used, _ in self.schema.view_reads.get(view, ())}
        return views.union(*map(self.beneath, views))

    def _views(self) -> Iterable[Edge]:
        for view, reads in self.schema.view_reads.items():
            for used, columns in by_relation(reads).items():
                if used in self.schema.relations:
                    yield Edge(used, view, "reads", columns)
                else:
                    yield Edge(view, used, "calls")

    def _attached(self) -> Iterable[Edge]:
        for attached in self.schema.attached:
            use = self.uses[attached.key]
            yield Edge(attached.relation, attached.key, "fires")
            for relation, columns in by_relation(use.reads).items():
                yield Edge(relation, attached.key, "reads", columns)
            for relation, columns in by_relation(use.writes).items():
                yield Edge(attached.key, relation, "writes", columns)
            for called in use.calls:
                yield Edge(attached.key, called, "calls")

    def _files(self) -> Iterable[Edge]:
        for table, columns in self.project.columns.items():
            if table in self.schema.relations:
                own = self.schema.relations[table].column_names
                yield Edge(seed(table), table, "fills", tuple(c for c in columns if c in own))
        for step in self.project.steps:
            for routine in self.schema.overloads.get(step.routine, ()):
                yield Edge(f"cycle {step.cycle}", routine.key, "runs")
        shown: dict[tuple[str, str], set[str]] = {}
        for element in self.project.elements:
            table, _, column = element.column.rpartition(".")
            for panel in element.panel.split("/"):
                shown.setdefault((table, f"panel {panel}"), set()).add(column)
        for (table, panel), names in shown.items():
            if table in self.schema.relations:
                yield Edge(table, panel, "shows", tuple(sorted(names)))


def read(connection: Connection, folder: Path) -> Lineage:
    """The lineage of a migrated database and the project in `folder`; only reads.

    Raises LineageError where nothing is migrated.
    """
    definitions = schema.read(connection)
    if not definitions.relations:
        raise LineageError(
            "the database has no tables of BP010",
            on=f"database {connection.info.dbname!r}",
            hint="`bp010ctl migrate` brings them; `--scratch` looks at what the revisions make",
        )
    return Lineage(definitions, project.read(folder))


def resolve(name: str, known: Iterable[str]) -> str:
    """The known name that is meant: itself, or the only one that ends in it; as in SQL, capital
    letters are small ones where there is no such name with them.

    Raises LineageError with near names.
    """
    names = set(known)
    if name in names:
        return name
    if name.lower() in names:
        return name.lower()
    ending = sorted(place for place in names if place.endswith(f".{name}"))
    if len(ending) == 1:
        return ending[0]
    near = ending[:6] or difflib.get_close_matches(name, names, n=6, cutoff=0.6)
    raise LineageError(
        f"{'more than one' if ending else 'no'} object is called {name!r}",
        hint=f"near names: {', '.join(near)}" if near else "names are written schema.name",
    )


def seed(table: str) -> str:
    """The seed file of a table."""
    return f"seeds/{table}.csv"


def relations_of(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """The relations of (relation, column) pairs."""
    return {relation for relation, _ in pairs}


def by_relation(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Columns by relation, sorted."""
    relations: dict[str, set[str]] = {}
    for relation, column in pairs:
        relations.setdefault(relation, set()).update({column} - {""})
    return {relation: tuple(sorted(columns)) for relation, columns in sorted(relations.items())}


def _kind(name: str) -> str:
    return "seed" if name.startswith("seeds/") else name.partition(" ")[0]
