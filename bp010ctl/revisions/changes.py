"""From one set of routines and views to another: the statements, in the order that works.

Worked out by trying, in a scratch database at the starting point: replaced in place where
PostgreSQL allows it, dropped and made again where it does not, together with every routine and
view that depends on them; those get their comments and grants back. What a new definition needs
is found by trying too: a statement that fails waits until others have succeeded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psycopg

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import RevisionError
from bp010ctl.revisions import stored
from bp010ctl.schema import attachments, catalog, objects, places
from bp010ctl.schema.attachments import Attachments, Title

Texts = Mapping[str, objects.Source]
Failure = tuple[objects.Source, psycopg.Error]
CANNOT_REPLACE = {"42P16", "42P13", "42809", "42723", "42P07"}
"""View columns, return type, kind of routine, or a CREATE without OR REPLACE stand in the way."""
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')  # outside of quoted names
OF_A_COLUMN = re.compile(
    r'(?P<table>(?:"[^"]+"|\w+)\.(?:"[^"]+"|\w+))\.(?P<column>"[^"]+"|\w+)%TYPE', re.IGNORECASE
)
"""A type given as that of a column, with its schema."""
_LINE = 110
"""Characters in a line of SQL that .sqlfluff lets pass."""


@dataclass(frozen=True)
class Step:
    """One frozen file: `schema.name`, `schema.name.drop` or `schema.name.grants`, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Entity:
    """A routine or view in the database; identity is what DROP takes."""

    classid: int
    objid: int
    kind: str
    name: str
    identity: str

    @property
    def key(self) -> tuple[int, int]:
        return self.classid, self.objid

    @property
    def title(self) -> tuple[str, str]:
        return self.kind, self.identity

    @property
    def drop(self) -> Step:
        """The statement that drops it."""
        return Step(f"{self.name}.drop", self.written(f"DROP {self.kind.upper()}"))

    def written(self, start: str, end: str = "") -> str:
        """A statement about it, from `start` to `end`, laid out as the linter wants it."""
        spaced = _COMMA.sub(", ", self.identity)
        broken = _COMMA.sub(",\n    ", self.identity).replace("(", "(\n    ").replace(")", "\n)")
        ways = tuple(
            f"{start}{gap}{name}{end};\n"
            for gap, name in ((" ", spaced), ("\n", spaced), (" ", broken))
        )
        fitting = (way for way in ways if max(map(len, way.split("\n"))) <= _LINE)
        return next(fitting, ways[-1])


class _Dependency(NamedTuple):
    """An object, by its catalog and oid, that depends on a routine or view."""

    classid: int
    objid: int
    description: str
    refclassid: int
    refobjid: int


class _NotReplaceable(Exception):
    """This object must be dropped before it can be made anew."""

    def __init__(self, name: str, error: psycopg.Error) -> None:
        self.name = name
        self.error = error
        super().__init__(name)


def plan(
    connection: Connection, have: Texts, want: Texts, goal: Attachments | None = None
) -> list[Step]:
    """The steps from `have` to `want`; the connection's transaction is taken there as well.

    The database must be at `have`. goal: the comments and grants to end with, where the way leads
    back to a state that is known. Raises RevisionError where it cannot be done: a definition
    that fails, or a table, trigger or the like that depends on what would have to be dropped.
    """
    changed = {name for name in have.keys() | want.keys() if _text(have, name) != _text(want, name)}
    gone = _outdated(connection, changed, want)
    while True:
        try:
            with connection.transaction():
                return _carry_out(connection, changed, have, want, gone, goal)
        except _NotReplaceable as obstacle:
            blocked = {entity for entity in _entities(connection) if entity.name == obstacle.name}
            if blocked <= gone:
                raise _failed(want[obstacle.name], obstacle.error) from obstacle.error
            gone |= blocked


def _text(texts: Texts, name: str) -> str | None:
    return texts[name].text if name in texts else None


def _outdated(connection: Connection, changed: Iterable[str], want: Texts) -> set[Entity]:
    """Routines and views that the wanted texts do not make any more, by name, kind or arguments."""
    made: dict[str, set[tuple[str, int]]] = {name: set() for name in changed}
    for name in made.keys() & want.keys():
        for signature in objects.signatures(want[name]):
            made[name].add((signature.kind, _resolve(connection, signature)))
    return {
        entity
        for entity in _entities(connection)
        if entity.name in made and (entity.kind, entity.objid) not in made[entity.name]
    }


def _resolve(connection: Connection, signature: objects.Signature) -> int:
    """The object's oid, 0 where there is none yet (or its types are not there yet)."""
    schema, name = signature.name.split(".")
    quoted = f'"{schema}"."{name}"'
    try:
        with connection.transaction():
            if signature.kind == "view":
                row = connection.execute("SELECT to_regclass(%s)::oid", (quoted,)).fetchone()
            else:
                arguments = OF_A_COLUMN.sub(
                    lambda argument: _type(connection, argument), signature.arguments
                )
                whole = f"{quoted}({arguments})"
                row = connection.execute("SELECT to_regprocedure(%s)::oid", (whole,)).fetchone()
    except psycopg.Error:
        return 0
    return int(row[0]) if row and row[0] else 0


def _type(connection: Connection, named: re.Match[str]) -> str:
    """The type of `schema.table.column%TYPE`; the same text where there is no such column."""
    table, column = named["table"], named["column"].strip('"').replace('""', '"')
    row = connection.execute(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute "
        "WHERE attrelid = to_regclass(%s) AND attname = %s",
        (table, column),
    ).fetchone()
    return str(row[0]) if row else named[0]


def _carry_out(
    connection: Connection,
    changed: set[str],
    have: Texts,
    want: Texts,
    gone: set[Entity],
    goal: Attachments | None,
) -> list[Step]:
    doomed = _with_dependents(connection, gone)
    codes = stored.codes(connection)
    before = _Attached.read(connection, have, changed)
    for entity in doomed:
        if entity.name not in want and entity.name not in changed:
            raise RevisionError(
                f"{entity.kind} {entity.identity} depends on what changes, and sql/ has no file "
                "for it",
                hint="bring its text into sql/, or write this revision by hand",
            )
        connection.execute(entity.drop.text.encode())
    made = {name: want[name] for name in want if name in changed.union(e.name for e in doomed)}
    created = _create(connection, made.values())
    after = _Attached.read(connection, want, changed)
    wanted = before.carried_to(after) if goal is None else goal
    restored = _restore(connection, set(made), wanted, after.given)
    anew = _store_anew(connection, codes, down=goal is not None)
    return [entity.drop for entity in doomed] + created + restored + anew


def _store_anew(connection: Connection, before: stored.Bodies, *, down: bool) -> list[Step]:
    """What was stored by the answers of functions that give others now."""
    steps = []
    for name, text in stored.statements(stored.outdated(connection, before), down=down):
        connection.execute(text.encode())
        steps.append(Step(name, text))
    return steps


def _create(connection: Connection, sources: Iterable[objects.Source]) -> list[Step]:
    """Run them in an order in which each finds what it needs: routines first, then views."""
    waiting = sorted(sources, key=lambda source: (source.path.parent.name == "views", source.name))
    steps: list[Step] = []
    while waiting:
        failures: list[Failure] = []
        for source in waiting:
            try:
                with connection.transaction():
                    connection.execute(source.text.encode())
            except psycopg.Error as error:
                if error.sqlstate in CANNOT_REPLACE:
                    raise _NotReplaceable(source.name, error) from error
                failures.append((source, error))
            else:
                steps.append(Step(source.name, source.text))
        if len(failures) == len(waiting):
            raise _failed(*_first_cause(failures))
        waiting = [source for source, _ in failures]
    return steps


def _first_cause(failures: list[Failure]) -> Failure:
    """The failure that is not about another one's object."""
    names = {source.name for source, _ in failures}
    for source, error in failures:
        message = error.diag.message_primary or ""
        if not any(name in message for name in names - {source.name}):
            return source, error
    return failures[0]


def _failed(source: objects.Source, error: psycopg.Error) -> RevisionError:
    where = str(source.path)
    if error.diag.statement_position:
        line = source.text.count("\n", 0, int(error.diag.statement_position) - 1) + 1
        where += f", line {line}"
    return RevisionError(
        f"{source.name} cannot be made: {error.diag.message_primary or error}",
        on=where,
        hint=error.diag.message_hint or error.diag.message_detail,
    )


def _with_dependents(connection: Connection, gone: set[Entity]) -> list[Entity]:
    """These and all that depends on them, dependents first. Raises RevisionError for a table's
    default, a trigger and the like: those cannot be dropped and made again from sql/."""
    entities = {entity.key: entity for entity in _entities(connection)}
    dependents: dict[tuple[int, int], list[Entity]] = {}
    for edge in queries.records(connection, _Dependency, "revisions/dependencies"):
        referenced = (edge.refclassid, edge.refobjid)
        dependent = entities.get((edge.classid, edge.objid))
        if dependent is None:
            dependent = Entity(edge.classid, edge.objid, "", edge.description, "")
        dependents.setdefault(referenced, []).append(dependent)
    ordered: dict[tuple[int, int], Entity] = {}

    def visit(entity: Entity, because: Entity) -> None:
        if not entity.kind:
            file = places.path_described(entity.name)
            raise RevisionError(
                f"{entity.name}{f' ({file})' if file else ''} depends on {because.kind} "
                f"{because.identity}, which would have to be dropped",
                on=places.path_of(because.kind, because.identity),
                hint="keep its arguments, result and columns, or write this revision by hand",
            )
        if entity.key in ordered:
            return
        for dependent in dependents.get(entity.key, []):
            visit(dependent, entity)
        ordered.setdefault(entity.key, entity)

    for entity in sorted(gone, key=lambda other: other.identity):
        visit(entity, entity)
    return list(ordered.values())


@dataclass(frozen=True)
class _Attached:
    """Comments and grants at one moment: all of them, and those that the changed texts give."""

    entities: set[Entity]
    given: Attachments
    by_texts: Attachments

    @classmethod
    def read(cls, connection: Connection, texts: Texts, changed: set[str]) -> _Attached:
        entities = _entities(connection)
        speaking = [
            entity for entity in entities if entity.name in changed and entity.name in texts
        ]
        titles = [(entity.name.partition(".")[0], entity.title) for entity in speaking]
        statements = [
            statement
            for name in sorted({entity.name for entity in speaking})
            for statement in objects.attached(texts[name])
        ]
        given = attachments.read(connection)
        return cls(entities, given, attachments.from_texts(connection, titles, statements))

    def carried_to(self, after: _Attached) -> Attachments:
        """What the objects of `after` are to have, by title: what does not come from a changed
        text stays, also on a routine whose only version has got other arguments."""
        wanted: Attachments = {}
        for entity in after.entities:
            origin = self._origin(entity, after)
            if origin is None:
                continue
            wanted[entity.title] = attachments.merged(
                self.given.get(origin, {}),
                self.by_texts.get(origin, {}),
                after.by_texts.get(entity.title, {}),
            )
        return wanted

    def _origin(self, entity: Entity, after: _Attached) -> Title | None:
        titles = {entity.title for entity in self.entities}
        if entity.title in titles:
            return entity.title
        alike = (entity.kind, entity.name)
        left = {entity.title for entity in self.entities if (entity.kind, entity.name) == alike}
        come = {entity.title for entity in after.entities if (entity.kind, entity.name) == alike}
        return next(iter(left)) if len(left) == len(come) == 1 else None


def _restore(
    connection: Connection, made: set[str], wanted: Attachments, now: Attachments
) -> list[Step]:
    """Give and take what makes the comments and grants of what was made those that are wanted."""
    steps = []
    for entity in sorted(_entities(connection), key=lambda other: other.identity):
        if entity.name not in made or entity.title not in wanted:
            continue
        owed = attachments.owed(wanted[entity.title], now.get(entity.title, {}))
        parts = [due.partition(attachments.IT) for due in owed]
        statements = [entity.written(start.rstrip(), end) for start, _, end in parts]
        kept = [statement for statement in statements if _possible(connection, statement)]
        if kept:
            steps.append(Step(f"{entity.name}.grants", "".join(kept)))
    return steps


def _possible(connection: Connection, statement: str) -> bool:
    """Run it; a grant on a column that the new definition does not have is none."""
    try:
        with connection.transaction():
            connection.execute(statement.encode())
    except psycopg.errors.UndefinedColumn:
        return False
    return True


def _entities(connection: Connection) -> set[Entity]:
    return set(queries.records(connection, Entity, "revisions/entities"))


def names(connection: Connection) -> set[str]:
    """The names of all routines and views that the database has."""
    return {entity.name for entity in _entities(connection)}


def drift(connection: Connection, texts: Texts, project: Path | None = None) -> str:
    """How the database differs from these texts, for people; empty where it does not.

    Found by running each text once more in a transaction that is rolled back: what is the same
    already stays the same, to the byte. Grants and comments may come from elsewhere: left out.
    """
    before = _bare(connection)
    with connection.transaction(force_rollback=True):
        conflicts = _run_again(connection, list(texts.values()))
        after = _bare(connection)
    return "\n".join([*conflicts, catalog.difference(before, after, project)]).strip()


def _run_again(connection: Connection, sources: list[objects.Source]) -> list[str]:
    """Run the texts, all at once if they let themselves; what does not work, by file."""
    try:
        with connection.transaction():
            connection.execute("\n;\n".join(source.text for source in sources).encode())
            return []
    except psycopg.Error:
        pass
    conflicts = []
    for source in sources:
        try:
            with connection.transaction():
                connection.execute(source.text.encode())
        except (psycopg.errors.DuplicateFunction, psycopg.errors.DuplicateTable):
            continue  # made without OR REPLACE: nothing to compare
        except psycopg.Error as error:
            conflicts.append(f"{source.path.name}: {error.diag.message_primary}")
    return conflicts


def _bare(connection: Connection) -> list[catalog.Row]:
    """The catalog without grants and comments."""
    return [catalog.Row(row.kind, row.identity, row.definition) for row in catalog.read(connection)]
