"""Where wrong columns are planted, and seen or not.

A slip is put into a copy of the database in which everything is computed already; the chain's steps
that use it then compute all of it again, and the truth looks at what came of it. What it does not
see there is tried in another field, of other agreements and another zone; then with readings that
are late; then from the first facts, or from the landing, on; and at last over a range.

Where a slip is seen, the same way is gone without it: what is reported then, too, is not of the
slip, and proves nothing. The yard says so by Unsound, and no test goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psycopg

from bp010ctl import lineage
from bp010ctl.lineage import Lineage
from bp010ctl.server.cluster import Cluster
from support import PROJECT
from support.databases import new_database
from support.readings import set_clock
from support.truth import comparison, scenario
from support.truth.comparison import Connection, Mismatch
from support.truth.field import COLUMNS, views
from support.truth.model import Truth, sheet
from support.truth.tables import KEYS

PATIENCE = "30s"
"""How long a statement may take, before a slip counts as one that does not run."""
TO_DO = """
    SELECT etl.fnc_encolar_claves(c.consumidor, k.pozos, k.horas)
    FROM (
        SELECT array_agg(l.well_id ORDER BY l.well_id, l.hora) AS pozos,
            array_agg(l.hora ORDER BY l.well_id, l.hora) AS horas
        FROM (
            SELECT DISTINCT well_id, date_trunc('hour', timestamp_lectura) AS hora
            FROM stage.tbl_pozo_produccion
        ) AS l
    ) AS k
    CROSS JOIN etl.consumidores AS c
"""
"""Every hour with readings is to be computed again, by everybody."""
NO_SLIP = ""
"""What is planted to see what is reported of nothing."""
NUMBER = "produccion_id"
"""The number of a reading: a sequence goes on where a transaction is undone."""
ROW_KEYS = {
    "well_id", "pozo_id", "fecha", "fecha_id", "hora", "hora_id", "tramo", "dias", "solo_mes",
    "anio_mes",
}  # fmt: skip
"""Columns that say which row, and nothing of it."""
PIVOT = "stage.sp_pivot_landing"
LANDED_AGAIN = """
    DELETE FROM stage.tbl_landing_rechazos;
    DELETE FROM etl.cargas_pendientes;
    INSERT INTO etl.cargas_pendientes (cargado_en, unit_id)
    SELECT DISTINCT l.cargado_en, l.unit_id
    FROM stage.landing_scada_data AS l
"""
"""Every load is to be pivoted again, and what cannot be used to be counted anew."""


class Refused(Exception):
    """The slip does not compile, or does not run: nobody can make it without noticing."""


class Unsound(AssertionError):
    """Something is reported where nothing was changed: what is seen of slips proves nothing."""


@dataclass(frozen=True)
class Step:
    """A step of a cycle: its place, and the routine that it calls."""

    cycle: str
    order: int
    routine: str


class Way(NamedTuple):
    """A way on which a slip may be seen.

    name: which one, of those that compute the same. go: what is wrong in these tables and views
    once a text is planted and everything computed.
    """

    name: tuple[str | Step, ...]
    go: Callable[[str, Iterable[str]], Generator[Mismatch]]


@dataclass
class Yard:
    """loaded: a database before the stage cycle; before: after it; early: everything
    computed but for readings and models that are late; made: everything computed, and enqueued
    once more; turned: the same where targets and baselines have changed their parts."""

    cluster: Cluster
    loaded: str
    before: Connection
    early: Connection
    made: Connection
    turned: Connection
    lineage: Lineage
    truth: Truth
    turned_truth: Truth
    views: set[str]
    users: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    below: dict[str, set[str]] = field(default_factory=dict)
    sound: dict[tuple[str | Step, ...], set[str]] = field(default_factory=dict)

    # -- who uses what

    def steps(self, name: str) -> tuple[Step, ...]:
        """The chain's steps that use a routine or view, themselves or by way of others."""
        if name not in self.users:
            self.users[name] = tuple(
                Step(step.cycle, step.order, step.routine)
                for step in self.lineage.project.steps
                if step.cycle in ("stage", *scenario.CYCLES) and self._reaches(step.routine, name)
            )
        return self.users[name]

    def _reaches(self, routine: str, name: str) -> bool:
        overloads = self.lineage.schema.overloads[routine]
        return any(name in self._used(overload.key) for overload in overloads)

    def place(self, step: Step) -> tuple[int, int]:
        """Where a step stands in the order in which the cycles run."""
        return ("stage", *scenario.CYCLES).index(step.cycle), step.order

    def _used(self, key: str) -> set[str]:
        """Names of the routines and views below a routine or view, itself included."""
        if key not in self.below:
            self.below[key] = {key.partition("(")[0]}
            uses = self.lineage.uses[key]
            relations = {relation for relation, _ in uses.reads} | self.lineage.declared(key)[0]
            named = self._named(key) if uses.dynamic else set()
            called = uses.calls | named | self._fired({relation for relation, _ in uses.writes})
            for other in called | (relations & self.lineage.uses.keys()):
                self.below[key] |= self._used(other)
        return self.below[key]

    def _named(self, key: str) -> set[str]:
        """Routines that a routine names in SQL which it makes at run time."""
        overloads = self.lineage.schema.overloads
        names = re.findall(r"\b[a-z]+\.\w+", self.lineage.schema.routines[key].body)
        return {overload.key for name in names for overload in overloads.get(name, ())}

    def _fired(self, written: set[str]) -> set[str]:
        """What the triggers of these tables call, where it makes values and not only keys."""
        return {
            trigger.routine
            for trigger in self.lineage.schema.triggers
            if trigger.relation in written and not trigger.routine.startswith("etl.")
        }

    def _fires(self, name: str) -> bool:
        """Whether a trigger of what the models write calls it."""
        return any(
            trigger.routine.partition("(")[0] == name and trigger.relation.startswith("universal.")
            for trigger in self.lineage.schema.triggers
        )

    def in_reach(self, name: str) -> bool:
        """Whether a cell can come of a routine or view. Routines of etl, and those that give keys
        alone, say what is to be computed, and when: no value is theirs."""
        if name.startswith("etl.") and name not in self.views:
            return False
        if self.gives(name) and self.gives(name) <= ROW_KEYS:
            return False
        shown = self.views & self.lineage.uses.keys()
        return (
            bool(self.steps(name))
            or self._fires(name)
            or any(name in self._used(view) for view in shown)
        )

    def gives(self, name: str) -> set[str]:
        """The columns of a routine that returns rows with named columns; none of others."""
        columns = self.made.execute(
            "SELECT parametro.nombre FROM pg_proc AS rutina, LATERAL unnest("
            " rutina.proargnames, rutina.proargmodes::text[]) AS parametro (nombre, modo)"
            " WHERE rutina.oid = to_regproc(%s) AND parametro.modo = 't'",
            [name],
        )
        return {column for (column,) in columns}

    # -- planting

    def seen(self, name: str, text: str) -> Mismatch | None:
        """The first cell that gives a slip away, None where there is none.

        Raises Refused, and Unsound where something is wrong without the slip.
        """
        seen = (self._first(way, text, self._order(name)) for way in self._ways(name))
        return next((mismatch for mismatch in seen if mismatch), None)

    def again(self, text: str, steps: Sequence[Step]) -> list[Mismatch]:
        """Every cell that is wrong once these steps have computed everything once more."""
        way = self._way_again(steps)
        mismatches = list(way.go(text, KEYS))
        self._prove(way, {mismatch.table for mismatch in mismatches})
        return mismatches

    def _ways(self, name: str) -> Iterator[Way]:
        """The ways on which a slip in a routine or view may be seen, the cheapest first."""
        steps = self.steps(name)
        yield self._way_again(steps)
        if self._fires(name) or any(step.cycle == "stage" for step in steps):
            yield Way(("late",), self._late)
            yield Way(("from the landing",), self._from_the_landing)
        elif steps:
            yield Way(("late",), self._late)
            yield Way(("from the readings",), self._from_the_readings)
            yield Way(("over a range",), self._over_a_range)

    def _way_again(self, steps: Sequence[Step]) -> Way:
        return Way(("again", *steps), lambda text, tables: self._again(text, steps, tables))

    def _first(self, way: Way, text: str, tables: Iterable[str]) -> Mismatch | None:
        """The first cell that gives a slip away on a way."""
        try:
            with closing(way.go(text, tables)) as mismatches:
                mismatch = next(mismatches, None)
        except Refused:
            self._prove(way, set())
            raise
        self._prove(way, {mismatch.table} if mismatch else set())
        return mismatch

    def _prove(self, way: Way, tables: set[str]) -> None:
        """Raises Unsound where these tables are wrong, or the way refused, without a slip."""
        if way.name in self.sound and tables <= self.sound[way.name]:
            return
        try:
            with closing(way.go(NO_SLIP, tables)) as mismatches:
                reported: object = next(mismatches, None)
        except Refused as refused:
            reported = refused
        if reported:
            raise Unsound(f"nothing changed, {way.name[0]}: {reported}")
        self.sound.setdefault(way.name, set()).update(tables)

    def _again(
        self, text: str, steps: Sequence[Step], tables: Iterable[str]
    ) -> Generator[Mismatch]:
        for connection, truth in ((self.made, self.truth), (self.turned, self.turned_truth)):
            with _undone(connection):
                _replace(connection, text)
                if any(step.routine == PIVOT for step in steps):
                    _run(connection, [LANDED_AGAIN])
                for step in steps:
                    calls = scenario.calls(connection, step.cycle)
                    _run(connection, [call for call in calls if step.routine in call])
                yield from self._differences(connection, tables, truth)

    def _late(self, text: str, tables: Iterable[str]) -> Generator[Mismatch]:
        """What follows of late readings."""
        with _undone(self.early):
            _replace(self.early, text)
            try:
                scenario.arrive(self.early)
                scenario.read(self.early)
            except (psycopg.Error, AssertionError) as error:
                raise Refused(str(error)) from None
            _run(self.early, _calls(self.early, scenario.CYCLES))
            for mismatch in self._differences(self.early, tables):
                if mismatch.column != NUMBER:
                    yield mismatch

    def _from_the_readings(self, text: str, tables: Iterable[str]) -> Generator[Mismatch]:
        with _undone(self.before):
            _replace(self.before, text)
            _run(self.before, _calls(self.before, scenario.CYCLES))
            yield from self._differences(self.before, tables)

    def _from_the_landing(self, text: str, tables: Iterable[str]) -> Generator[Mismatch]:
        with new_database(self.cluster, self.loaded) as url, psycopg.connect(url) as connection:
            set_clock(connection, scenario.NOW)
            _replace(connection, text)
            try:
                scenario.read(connection)
            except (psycopg.Error, AssertionError) as error:
                raise Refused(str(error)) from None
            _run(connection, _calls(connection, scenario.CYCLES))
            yield from self._differences(connection, tables)

    def _over_a_range(self, text: str, tables: Iterable[str]) -> Generator[Mismatch]:
        """All time as one range, nothing being enqueued before but for the snapshot, which is of
        now and of no range."""
        with _undone(self.before):
            _replace(self.before, text)
            _run(self.before, ["DELETE FROM etl.claves_sucias WHERE consumidor <> 'foto'"])
            first, *rest = scenario.CYCLES
            _run(self.before, scenario.calls(self.before, first, over_all=True))
            _run(self.before, _calls(self.before, rest))
            yield from self._differences(self.before, tables)

    def _order(self, name: str) -> list[str]:
        """What is looked at: what the slip is in first, then its like, tables or views."""
        in_view = name in self.views
        return sorted(KEYS, key=lambda table: (table != name, (table in self.views) is not in_view))

    def _differences(
        self, connection: Connection, tables: Iterable[str], truth: Truth | None = None
    ) -> Iterator[Mismatch]:
        try:
            for table in tables:
                yield from comparison.differences(connection, truth or self.truth, [table])
        except psycopg.Error as error:
            raise Refused(str(error)) from None


def _replace(connection: Connection, text: str) -> None:
    connection.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'".encode())
    _run(connection, [text])


def _calls(connection: Connection, cycles: Iterable[str]) -> list[str]:
    return [call for cycle in cycles for call in scenario.calls(connection, cycle)]


def _run(connection: Connection, statements: Iterable[str]) -> None:
    try:
        for statement in statements:
            connection.execute(statement.encode())
    except psycopg.Error as error:
        raise Refused(str(error).partition("\n")[0]) from None


@contextmanager
def _undone(connection: Connection) -> Iterator[None]:
    try:
        yield
    finally:
        connection.rollback()


@contextmanager
def opened(cluster: Cluster, template: str, project: Path = PROJECT) -> Iterator[Yard]:
    """A yard on copies of a migrated and seeded database."""
    with ExitStack() as stack:
        loaded = stack.enter_context(new_database(cluster, template))
        with psycopg.connect(loaded) as connection:
            scenario.load(connection)
        early = stack.enter_context(new_database(cluster, template))
        with psycopg.connect(early) as connection:
            scenario.load(connection, late=True)
            scenario.pivot(connection)
            scenario.report(connection)
        before = stack.enter_context(new_database(cluster, _name(loaded)))
        with psycopg.connect(before) as connection:
            set_clock(connection, scenario.NOW)
            scenario.read(connection)
        after = stack.enter_context(new_database(cluster, _name(before)))
        with psycopg.connect(after) as connection:
            set_clock(connection, scenario.NOW)
            scenario.report(connection)
            connection.execute(TO_DO.encode())
        other = stack.enter_context(new_database(cluster, _name(loaded)))
        with psycopg.connect(other) as connection:
            set_clock(connection, scenario.NOW)
            scenario.turn(connection)
            scenario.read(connection)
            scenario.report(connection)
            connection.execute(TO_DO.encode())
        graph = lineage.load(after, project)
        standing, waiting, made, turned = (
            stack.enter_context(_standing(url)) for url in (before, early, after, other)
        )
        truth, turned_truth = (
            comparison.expectation(world, sheet(COLUMNS)) for world in (standing, turned)
        )
        for connection in (standing, made, turned):
            connection.rollback()
        yield Yard(
            cluster,
            _name(loaded),
            standing,
            waiting,
            made,
            turned,
            graph,
            truth,
            turned_truth,
            views(made),
        )


@contextmanager
def _standing(url: str) -> Iterator[Connection]:
    """A connection whose clock stands still, whatever is rolled back."""
    with psycopg.connect(url) as connection:
        set_clock(connection, scenario.NOW)
        connection.commit()
        yield connection
        connection.rollback()


def _name(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
