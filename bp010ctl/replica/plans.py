"""The plan of a replica: what is kept, how, and how often; drafted from what the source has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bp010ctl.base.errors import ReplicaError, UsageError
from bp010ctl.replica import graph, source, types, watermark
from bp010ctl.replica.structure import Column, ForeignKey, Table

CLASSES = {
    "largest": (10_000_000, 50_000, "4h", "7d"),
    "large": (1_000_000, 100_000, "6h", "7d"),
    "master": (0, 200_000, "24h", "24h"),
}
"""For each class of table: from how many rows on, rows in a chunk at most, how often it is read,
and how often every value of it is compared."""

SMALL = 100_000
"""Tables below this many rows are compared whole at each run, which needs no watermark."""

STRATEGIES = ("watermark", "parent", "compare")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Kept:
    """A column that is kept: its names there and here, its type there as the server says it."""

    name: str
    target: str
    source: str
    type: str
    nullable: bool = True
    charset: str | None = None
    doubt: str | None = None

    @property
    def mapping(self) -> types.Mapping:
        return types.mapping(as_column(self))

    @property
    def quoted(self) -> str:
        return types.quoted(self.name)


@dataclass(frozen=True)
class KeptTable:
    """A table that is kept.

    strategy: `watermark` reads what has changed since, `parent` reads the lines of the parent's
    changed rows, `compare` compares all by checksums and reads what differs.
    """

    name: str
    target: str
    columns: tuple[Kept, ...]
    strategy: str = "compare"
    klass: str = "master"
    key: tuple[str, ...] = ()
    key_index: str | None = None
    watermark: tuple[str, ...] = ()
    overlap: timedelta = timedelta(days=1)
    parent: str | None = None
    join: tuple[tuple[str, str], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    rows: int = 0
    size: int = 0
    why: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def quoted(self) -> str:
        return types.quoted(self.name)

    @property
    def key_columns(self) -> list[Kept]:
        """The columns of the key, in its order."""
        return [self.column(name) for name in self.key]

    @property
    def ordered(self) -> bool:
        """Whether the key sorts alike on both sides, so that ranges of it can be named on both.

        Dates do, but a zero date can be the end of a range there and cannot be named here.
        """
        kinds = [column.mapping for column in self.key_columns]
        alike = {types.ORDERED, types.INTEGRAL}
        return bool(kinds) and all(kept.nature in alike and not kept.bad for kept in kinds)

    def column(self, name: str) -> Kept:
        for column in self.columns:
            if column.name.lower() == name.lower():
                return column
        raise ReplicaError(
            f"{self.name} has no column {name}",
            hint="the plan names it as key, watermark or join: mend the plan",
        )


@dataclass(frozen=True)
class Class:
    """How often tables of a class are read, rows in one of their chunks at most, and how often a
    run compares every value, which finds what no watermark tells."""

    every: timedelta
    chunk_rows: int
    compare: timedelta


@dataclass(frozen=True)
class Plan:
    """All of it. folder: where its file lies."""

    name: str
    source: source.Address
    classes: dict[str, Class]
    tables: dict[str, KeptTable]
    server: str = ""

    @property
    def schema(self) -> str:
        return f"replica_{self.name}"

    def clusters(self) -> list[list[KeptTable]]:
        """Parents with their lines, parent first, in the order of the foreign keys between them."""
        heads = {name: self._head(name) for name in self.tables}
        needs: dict[str, set[str]] = {head: set() for head in heads.values()}
        for name, table in self.tables.items():
            for other in (key.table for key in table.foreign_keys):
                if other in heads:
                    needs[heads[name]].add(heads[other])
        return [self._cluster(head, heads) for head in graph.ordered(needs, needs)]

    def _cluster(self, head: str, heads: dict[str, str]) -> list[KeptTable]:
        names = [name for name, mine in heads.items() if mine == head]
        needs = {name: [self.tables[name].parent or ""] for name in names}
        return [self.tables[name] for name in graph.ordered(names, needs)]

    def _head(self, name: str) -> str:
        seen = [name]
        while (parent := self.tables[seen[-1]].parent) in self.tables and parent not in seen:
            assert parent is not None
            seen.append(parent)
        return seen[-1]

    def line(self, table: KeptTable) -> tuple[KeptTable, ...]:
        """From a table to the one whose watermark tells what has changed; empty where none does."""
        line = [table]
        while line[-1].strategy == "parent":
            line.append(self.tables[line[-1].parent or ""])
            if len(line) > len(self.tables):
                return ()
        return tuple(line) if line[-1].strategy == "watermark" else ()

    def klass(self, cluster: list[KeptTable]) -> str:
        """The class of a cluster: that of its table that is read most often."""
        names = {table.klass for table in cluster}
        return min(names, key=lambda name: (self.classes[name].every, name))


def as_column(kept: Kept) -> Column:
    """The source's column, from what the plan says of it."""
    match = re.match(r"(\w+)(?:\(([^)]*)\))?", kept.source)
    kind = match[1].lower() if match else kept.source
    inside = match[2] if match else None
    figures = [int(figure) for figure in (inside or "").split(",") if figure.strip().isdigit()]
    temporal = kind in ("datetime", "timestamp", "time")
    return Column(
        name=kept.name,
        kind=kind,
        type=kept.source,
        nullable=kept.nullable,
        charset=kept.charset,
        precision=figures[0] if figures else (10 if kind == "decimal" else None),
        scale=figures[1] if len(figures) > 1 else None,
        fraction=figures[0] if temporal and figures else None,
    )


def draft(
    name: str, where: source.Address, server: str, tables: list[Table], small: int = SMALL
) -> Plan:
    """A plan for the tables of a source, with a reason for each choice and each doubt named."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"a replica cannot be called {name!r}",
            hint="lower-case letters, digits and _, a letter first; at most 40",
        )
    lines = graph.parents(tables)
    kept = {table.name: _kept_table(table, lines.get(table.name), small) for table in tables}
    for table in _parents_first(kept):
        kept[table.name] = _strategy(table, kept)
    return Plan(name, where, _classes(), kept, server)


def _classes() -> dict[str, Class]:
    return {
        name: Class(period(every), rows, period(compare))
        for name, (_, rows, every, compare) in CLASSES.items()
    }


def _parents_first(kept: dict[str, KeptTable]) -> list[KeptTable]:
    needs = {name: [table.parent or ""] for name, table in kept.items()}
    return [kept[name] for name in graph.ordered(kept, needs)]


def _kept_table(table: Table, parent: graph.Parent | None, small: int) -> KeptTable:
    candidate = watermark.candidate(table)
    join: tuple[tuple[str, str], ...] = ()
    if parent:
        join = tuple(zip(parent.columns, parent.references, strict=True))
    return KeptTable(
        name=table.name,
        target=identifier(table.name),
        columns=tuple(_kept_columns(table)),
        strategy="watermark" if candidate and table.key and table.rows >= small else "compare",
        klass=next(name for name, (rows, *_) in CLASSES.items() if table.rows >= rows),
        key=table.key,
        key_index=table.key_index,
        watermark=candidate.columns if candidate else (),
        parent=parent.table if parent else None,
        join=join,
        foreign_keys=tuple(table.foreign_keys),
        rows=table.rows,
        size=table.size,
        why=candidate.why if candidate else "",
        doubts=tuple(_doubts(table, parent, candidate if table.rows >= small else None)),
    )


def _kept_columns(table: Table) -> Iterator[Kept]:
    taken: set[str] = set()
    for column in table.columns:
        target = identifier(column.name, taken)
        taken.add(target)
        mapping = types.mapping(column)
        doubt = "; ".join(mapping.doubts) or None
        charset = None if column.charset == "utf8mb4" else column.charset
        yield Kept(column.name, target, column.type, mapping.type, column.nullable, charset, doubt)


def _strategy(table: KeptTable, kept: dict[str, KeptTable]) -> KeptTable:
    """Lines follow their parent where that has a watermark and they have none, and its class."""
    if table.parent is None:
        return table
    parent = kept[table.parent]
    if table.strategy == "compare" and table.key and parent.strategy in ("watermark", "parent"):
        return replace(table, strategy="parent", watermark=(), why=f"lines of {parent.name}")
    return table


def _doubts(
    table: Table, parent: graph.Parent | None, candidate: watermark.Candidate | None
) -> Iterator[str]:
    if not table.key:
        yield "no primary key and no unique one: compared as a whole, read whole when it differs"
    if table.engine.lower() not in ("innodb", "rocksdb"):
        yield f"engine {table.engine}: it has no snapshots, rows may change while they are read"
    if parent and not parent.declared:
        yield f"lines of {parent.table} by name: no foreign key declares it"
    yield from candidate.doubts if candidate else ()


def identifier(name: str, taken: set[str] | None = None) -> str:
    """The name here: lower case, at most 63 bytes, another one where it is taken."""
    plain = name.lower().encode()[:63].decode(errors="ignore")
    number = 2
    chosen = plain
    while taken and chosen in taken:
        chosen, number = f"{plain[:60]}_{number}", number + 1
    return chosen


def period(text: str) -> timedelta:
    """`90s`, `30min`, `4h` or `3d`. Raises UsageError."""
    match = re.fullmatch(r"(\d+)\s*(s|min|h|d)", text.strip())
    if not match:
        raise UsageError(f"no period: {text!r}", hint="for example 30min, 4h, 3d")
    units = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{units[match[2]]: int(match[1])})


def period_text(value: timedelta) -> str:
    """The period as `period` reads it."""
    seconds = round(value.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size and seconds % size == 0 and not (unit == "d" and seconds == size):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


@dataclass
class Differences:
    """What the source has that the plan does not, and the other way round; each by name."""

    remarks: list[str] = field(default_factory=list)
    new_columns: list[tuple[str, str]] = field(default_factory=list)
    gone_columns: list[tuple[str, str]] = field(default_factory=list)
    new_tables: list[str] = field(default_factory=list)
    gone_tables: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.remarks)


def differences(plan: Plan, tables: list[Table]) -> Differences:
    """How the source's structure has moved away from the plan."""
    differences = Differences()
    there = {table.name: table for table in tables}
    for name in sorted(there.keys() - plan.tables.keys()):
        differences.new_tables.append(name)
        differences.remarks.append(f"new table {name}")
    for name in sorted(plan.tables.keys() - there.keys()):
        differences.gone_tables.append(name)
        differences.remarks.append(f"table {name} is gone")
    for name in sorted(plan.tables.keys() & there.keys()):
        _column_differences(plan.tables[name], there[name], differences)
    return differences


def _column_differences(kept: KeptTable, table: Table, differences: Differences) -> None:
    have = {column.name.lower(): column for column in kept.columns}
    want = {column.name.lower(): column for column in table.columns}
    for name in want.keys() - have.keys():
        differences.new_columns.append((table.name, want[name].name))
        differences.remarks.append(f"new column {table.name}.{want[name].name} ({want[name].type})")
    for name in have.keys() - want.keys():
        differences.gone_columns.append((table.name, have[name].name))
        differences.remarks.append(f"column {table.name}.{have[name].name} is gone")
    for name in have.keys() & want.keys():
        if have[name].source.lower() != want[name].type.lower():
            differences.remarks.append(
                f"column {table.name}.{have[name].name} was {have[name].source}, "
                f"is {want[name].type}"
            )
