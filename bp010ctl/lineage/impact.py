"""What a change of a column, table, view, routine or SCADA tag would touch, transitively.

Directly touched is what names the object. From there on values are followed: a column is touched
when its value comes from a touched one, directly or computed. Told apart from these are columns
that could be touched, through SQL made at run time, and relations in which touched values choose:
which rows there are, or which of them count. A routine is touched when it names a touched column.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bp010ctl.base.errors import LineageError
from bp010ctl.lineage.graph import ALL, FlowIndex, Lineage, resolve, seed, whole
from bp010ctl.lineage.project import MAP, READINGS
from bp010ctl.lineage.sources import CONTROL, POSSIBLE, ROWS, VALUE

UNSEEDED = (
    "this database has no reference rows (`bp010ctl seed`): which columns quality rules,"
    " consistency rules and the SCADA map name is not known; `--scratch` looks at what seeds/ says"
)

Reached = dict[str, tuple[str, int]]
"""Columns reached, each with the one before it and the steps from the start."""


@dataclass(frozen=True)
class Touched:
    """Something that a change touches; through: what hands it on, empty where it is direct; steps:
    how many values are computed one after the other up to it."""

    name: str
    through: str = ""
    steps: int = 1


@dataclass(frozen=True)
class Chosen:
    """A relation in which touched values choose: which rows there are (exists), or which rows some
    of its columns are made of."""

    relation: str
    exists: bool
    columns: list[str]


@dataclass(frozen=True)
class Impact:
    """What a change of `name` touches, each list in order; seeds are `file:line` or files.

    columns: whose values come from it. possible: whose values could, through SQL made at run time.
    chosen: where these values choose rows, and no value of theirs comes from it.
    unknown: what could not be looked at, in words.
    """

    name: str
    kind: str
    columns: list[Touched]
    possible: list[Touched]
    chosen: list[Chosen]
    routines: list[Touched]
    views: list[Touched]
    seeds: list[str]
    cycles: list[str]
    elements: list[Touched]
    unknown: str = ""


@dataclass(frozen=True)
class _Start:
    name: str
    kind: str
    columns: tuple[str, ...] = ()
    routines: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


def of(lineage: Lineage, name: str, depth: int | None = None) -> Impact:
    """The impact of changing an object: `schema.table[.column]`, a routine, a SCADA tag's number.

    A part of a name will do where it is unique. depth: how many steps values are followed, all
    where it is None. Raises LineageError with near names.
    """
    start = _start(lineage, name)
    columns = _columns(lineage, start, depth)
    possible = _columns(lineage, start, depth, VALUE, POSSIBLE)
    users = _users(lineage, start, columns, transitive=depth is None or depth > 1)
    relations = lineage.schema.relations
    views = {key: through for key, through in users.items() if key in relations}
    routines = {key: through for key, through in users.items() if key not in relations}
    routines.pop(start.name, None)
    return Impact(
        start.name,
        start.kind,
        _values(columns, start.columns),
        _values(possible, {*columns, *start.columns}),
        _chosen(lineage, columns, start),
        _touched(routines),
        _touched(views),
        sorted(_seeds(lineage, start), key=_line),
        [
            f"{step.cycle} {step.order}: {step.routine}"
            for step in lineage.project.steps
            if any(
                routine.key in routines
                for routine in lineage.schema.overloads.get(step.routine, ())
            )
        ],
        _elements(lineage, columns),
        UNSEEDED if lineage.without_rows else "",
    )


def shown(lineage: Lineage, name: str) -> list[Touched]:
    """The dashboard elements that a change of an object touches, and nothing else of its impact."""
    return _elements(lineage, _columns(lineage, _start(lineage, name)))


def _elements(lineage: Lineage, columns: Collection[str]) -> list[Touched]:
    return [
        Touched(element.title, element.column)
        for element in lineage.project.elements
        if element.column in columns
    ]


def _start(lineage: Lineage, name: str) -> _Start:
    schema = lineage.schema
    if name.isdigit():
        return _tag(lineage, name)
    columns = {
        f"{known.name}.{column}"
        for known in schema.relations.values()
        for column in known.column_names
    }
    routines = schema.overloads.keys() | schema.routines.keys()
    meant = resolve(name, columns | schema.relations.keys() | routines)
    if meant in schema.relations:
        relation = schema.relations[meant]
        own = tuple(f"{meant}.{column}" for column in (*relation.column_names, ALL, ROWS))
        fired = tuple(trigger.routine for trigger in schema.triggers if trigger.relation == meant)
        return _Start(meant, relation.kind, own, fired)
    if meant in columns:
        return _Start(meant, "column", (meant,))
    keys = [meant] if meant in schema.routines else [r.key for r in schema.overloads[meant]]
    made = tuple(f"{key}()" for key in keys)
    written = [
        f"{table}.{name}" for key in keys for table, name in lineage.uses[key].writes if name
    ]
    written += [f"{table}.{ALL}" for key in keys for table in lineage.declared(key)[1]]
    return _Start(meant, schema.routines[keys[0]].kind, made, tuple(keys), tuple(written))


def _tag(lineage: Lineage, number: str) -> _Start:
    """A SCADA tag touches the column that it fills, and the routines that fill it by the map."""
    tags = {tag.number: tag for tag in lineage.project.tags}
    if number not in tags:
        near = sorted(tags, key=lambda nearby: abs(int(nearby) - int(number)))[:6]
        raise LineageError(
            f"no SCADA tag {number} in seeds/{MAP}.csv", hint=f"near numbers: {', '.join(near)}"
        )
    pivots = tuple(key for key in lineage.schema.routines if _reads_map(lineage, key))
    column = f"{READINGS}.{tags[number].column}"
    return _Start(f"SCADA tag {number} ({tags[number].name})", "tag", (column,), pivots)


def _reads_map(lineage: Lineage, key: str) -> bool:
    """Whether a routine fills the readings as the SCADA map says."""
    use = lineage.uses[key]
    reads, writes = lineage.declared(key)
    read = {table for table, _ in use.reads} | reads
    written = {table for table, _ in use.writes} | writes
    return MAP in read and READINGS in written


def _columns(lineage: Lineage, start: _Start, depth: int | None = None, *kinds: str) -> Reached:
    """Every column that depends on the start in these ways (by its value), and through which one;
    the start itself, at no steps."""
    indices = [lineage.flow_index(kind) for kind in kinds or (VALUE,)]
    reached: Reached = dict.fromkeys(start.columns, ("", 0))
    reached |= {column: (start.name, 1) for column in start.written if column not in reached}
    pending = deque(reached)
    while pending:
        place = pending.popleft()
        steps = reached[place][1] + 1
        if depth is not None and steps > depth:
            continue
        for index in indices:
            for target in _targets(lineage, index, place):
                if target not in reached:
                    reached[target] = (place, steps)
                    pending.append(target)
    columns: Reached = {}
    for place, (through, steps) in reached.items():
        columns.setdefault(whole(place), (whole(through), steps))
    return columns


def _targets(lineage: Lineage, index: FlowIndex, place: str) -> Iterator[str]:
    """What depends on a column, or on an element of an array, `column#3`."""
    column, _, element = place.partition("#")
    table, _, name = column.rpartition(".")
    targets = [*(index.direct if element else index.of_array).get(column, ())]
    if element:
        targets += index.direct.get(place, ())
        same = index.direct.get(f"{column}#*", ())
        targets += [pattern.replace("#*", f"#{element}") for pattern in same]
    if name == ALL:
        targets += index.of_relation.get(table, ())
    elif table in lineage.schema.relations:
        targets += index.direct.get(f"{table}.{ALL}", ())
    return (target.removesuffix("#*") for target in targets)


def _chosen(lineage: Lineage, columns: Collection[str], start: _Start) -> list[Chosen]:
    """Where touched values choose rows, without a value of theirs coming from there."""
    index = lineage.flow_index(CONTROL)
    steered = {whole(target) for place in columns for target in _targets(lineage, index, place)}
    existing = {column.rpartition(".")[0] for column in columns if column.endswith(f".{ROWS}")}
    names_of: dict[str, list[str]] = {relation: [] for relation in existing}
    for column in sorted(steered - set(columns)):
        relation, _, name = column.rpartition(".")
        if relation in lineage.schema.relations and name != ALL:
            names_of.setdefault(relation, []).append(name)
    return [
        Chosen(relation, relation in existing or ROWS in names, [n for n in names if n != ROWS])
        for relation, names in sorted(names_of.items())
        if relation != start.name
    ]


def _users(
    lineage: Lineage, start: _Start, columns: Reached, *, transitive: bool
) -> dict[str, str]:
    """The routines and views that name a touched column, and their callers; '' is direct.

    transitive: beyond those that name the start itself.
    """
    users = dict.fromkeys(start.routines, "")
    users |= {key: "" for key, use in lineage.uses.items() if use.calls & set(start.routines)}
    for column in columns if transitive else start.columns:
        direct = column in start.columns
        for key in _naming(lineage, column, writers=direct):
            if direct or key not in users:
                users[key] = "" if direct else column
    if not transitive:
        return users
    users |= _above(lineage, users)
    for source, target, key in sorted(lineage.flows):
        if columns.get(whole(target), ("", 0))[0] == whole(source):
            users.setdefault(key, whole(source))
    return users | _callers(lineage, users)


def _above(lineage: Lineage, users: dict[str, str]) -> dict[str, str]:
    """The views that are built on those among the direct users: where one has to be dropped, they
    go along and come back."""
    direct = sorted(key for key, through in users.items() if not through)
    return {
        view: next(iter(below))
        for view in lineage.schema.view_reads
        if view not in users and (below := [key for key in direct if key in lineage.beneath(view)])
    }


def _callers(lineage: Lineage, called: Collection[str]) -> dict[str, str]:
    """Who calls these routines, and who calls those, with what each calls."""
    callers: dict[str, str] = {}
    pending = deque(called)
    while pending:
        name = pending.popleft()
        for key in sorted(lineage.uses):
            if name in lineage.uses[key].calls and key not in called and key not in callers:
                callers[key] = name
                pending.append(key)
    return callers


def _naming(lineage: Lineage, column: str, *, writers: bool) -> Iterator[str]:
    """The routines and views that read (or write) a column, or all of its relation."""
    table, _, name = column.rpartition(".")
    for key, use in lineage.uses.items():
        pairs = use.reads | use.writes if writers else use.reads
        if (table, name) in pairs or (
            name == ALL and any(relation == table for relation, _ in pairs)
        ):
            yield key
        elif routine := lineage.schema.routines.get(key):
            reads, writes = lineage.declared(key)
            declared = reads | writes if writers else reads
            taken = routine.takes(table, "" if name in {ALL, ROWS} else name)
            returned = writers and routine.returned == table  # as many columns, in its order
            if table in declared or taken or returned:
                yield key


def _seeds(lineage: Lineage, start: _Start) -> set[str]:
    """The seed files that fill the start, and the lines that name it or its variable."""
    seeds = set()
    for column in start.columns:
        table, _, name = column.rpartition(".")
        if name in lineage.project.columns.get(table, ()) and start.kind != "tag":
            seeds.add(seed(table))
        if start.kind in {"column", "tag"}:
            seeds |= {f"{seed(row.table)}:{row.line}" for row in lineage.project.mentions(column)}
    return seeds


def _values(reached: Reached, start: Collection[str]) -> list[Touched]:
    """Columns by the steps up to them, without the start, functions and which rows there are."""
    return [
        Touched(name, through, steps)
        for name, (through, steps) in sorted(
            reached.items(), key=lambda entry: (entry[1][1], entry[0])
        )
        if name not in start and not name.endswith(("()", f".{ROWS}"))
    ]


def _touched(reached: dict[str, str]) -> list[Touched]:
    """Direct ones first, each by name."""
    return [
        Touched(name, through, 1 + bool(through))
        for name, through in sorted(reached.items(), key=lambda entry: (bool(entry[1]), entry))
        if not name.endswith("()")
    ]


def _line(place: str) -> tuple[str, int]:
    file, _, line = place.partition(".csv:")
    return file, int(line or 0)
