"""Invariants of the whole reporting chain, on a real database, for readings that Hypothesis makes
up: facts, targets, snapshot, derived values, quality, consistency, evaluation and KPI rows.

However the readings arrive, and wherever a run breaks off, the tables end as after one range run
over all of them. The clock stands minutes, a month or two years after the newest reading; one well
fell silent a day before the others, another never said anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bp010ctl.cycles import modes
from bp010ctl.lineage import documents
from bp010ctl.server.cluster import Cluster
from support import PROJECT, readings
from support.databases import new_database
from support.derivation import RESERVES, WELL
from support.readings import Connection
from support.strategies import START, WELLS, columns, distinct, minute, rows, tries

READINGS = "stage.tbl_pozo_produccion"
KEY = ("well_id", "timestamp_lectura")
SILENT, MUTE = 4, 5
DAYS = (0, 1, 4, 36)  # in three months, and beyond the 30 days of the decline
BEFORE = -3  # a reading lies up to 31 hours after the start of its day: more than a day before DAYS
ALL_TIME = ("'-infinity'", "'infinity'")
A_LONG_TIME = ("'2026-03-01'", "'2026-06-01'")
WHAT_CHANGED = ("NULL", "NULL")
APART = {*readings.TIMES, "produccion_id"}
"""Audit times, and the number that a reading got when it was stored: it is checked by itself."""

quick = tries(5)
measure = st.sampled_from([None, 0.0, 2.1, 12.0, 63.0, 80.0, 731.0, 8000.0, 28440.0, -3.0, 1e308])
card = st.sampled_from([None, "[0.0, 51.5, 120.25]", "[3, 1]", "[-4.5, 1e3, 7]", "[1.0, oops]"])
failures = st.sampled_from([None, 0.0, 0.0, 0.0, 3.0])
special = (
    {"estado_motor": st.sampled_from([True, True, False, None])}
    | dict.fromkeys(("conteo_poc_diario", "conteo_poc_medidor_acum"), failures)
    | dict.fromkeys(
        (
            "surface_rod_position",
            "surface_rod_load",
            "downhole_pump_position",
            "downhole_pump_load",
        ),
        card,
    )
)
"""Failures are so rare that an hour's MTBF may count from one days before."""


def _values() -> dict[str, Any]:
    """A strategy for every column of the readings but their key and what the table fills in."""
    names = [
        column
        for (schema, table, column), row in documents.described(PROJECT).items()
        if f"{schema}.{table}" == READINGS and row["owner"] != "default"
    ]
    values = {name: special.get(name, columns.get(name, measure)) for name in names}
    return {name: value for name, value in values.items() if name not in KEY}


def _placed(one: dict[str, Any]) -> dict[str, Any]:
    """The reading on its day, stored as much later as it came late."""
    moved = one["minute"] + 1440 * one["day"]
    stored = START + timedelta(minutes=moved) + one["late"]
    kept = {name: value for name, value in one.items() if name not in ("day", "late")}
    return kept | {"minute": moved, "cargado_en": stored}


def _readings(wells: Iterable[int], days: Sequence[int]) -> st.SearchStrategy[dict[str, Any]]:
    """Readings of these wells on these days after START."""
    late = st.sampled_from([timedelta(seconds=1), timedelta(hours=1), timedelta(days=2)])
    place = {
        "well_id": st.sampled_from(list(wells)),
        "minute": minute,
        "day": st.sampled_from(days),
        "late": late,
    }
    return st.fixed_dictionaries(place | _values()).map(_placed)


some_readings = st.tuples(
    distinct(_readings(WELLS, DAYS), at_least=12, at_most=20),
    distinct(_readings([SILENT], [BEFORE]), at_most=4),
).map(lambda both: [*both[0], *both[1]])
passed = st.integers(0, 90).map(lambda n: timedelta(minutes=n))
silence = st.one_of(passed, st.just(timedelta(days=31)), st.just(timedelta(days=731)))
KINDS = ("lost after", "failed at", "undone up to")


@pytest.fixture(scope="module")
def db(cluster: Cluster, seeded_template: Any) -> Iterator[Connection]:
    """Five wells of different regimes in a zone whose clock changes; tests undo what they do."""
    with (
        new_database(cluster, seeded_template.template_dbname) as url,
        psycopg.connect(url) as connection,
    ):
        connection.execute("SET TimeZone = 'UTC'")
        readings.set_config(connection, "OPERACION", "zona_horaria", "Europe/Oslo")
        for well, regime in (WELLS | {SILENT: None, MUTE: "acumulado"}).items():
            readings.make_wells(
                connection,
                well,
                **(WELL | {"contador_diario": regime, "np_inicial_bbl": well * 100.1}),
            )
            reserves = {"well_id": well, "fecha_registro": START.date()} | RESERVES
            readings.insert(connection, "stage.tbl_pozo_reservas", [reserves])
        connection.commit()
        connection.autocommit = True  # each example is one transaction, undone
        yield connection


@pytest.fixture(scope="module")
def steps(db: Connection) -> list[tuple[str, bool]]:
    """The calls of the mode, and whether a failure of each ends the run."""
    calls = db.execute(
        "SELECT llamada, critico FROM etl.ciclo_pasos WHERE activo AND ciclo = ANY(%s)"
        " ORDER BY array_position(%s, ciclo), orden",
        [list(modes.MODES["reporting-only"])] * 2,
    ).fetchall()
    return [(call, critical) for call, critical in calls]


@pytest.fixture(scope="module")
def tables(steps: list[tuple[str, bool]]) -> list[str]:
    """Every table with a column that a step of the mode owns."""
    return sorted({table for names in owned(steps).values() for table in names})


def owned(steps: list[tuple[str, bool]]) -> dict[str, set[str]]:
    """The tables with a column of its own, by step."""
    described = documents.described(PROJECT).items()
    return {
        call: {f"{key[0]}.{key[1]}" for key, row in described if row["owner"] == routine}
        for call, _ in steps
        for routine in [call.removeprefix("CALL ").partition("(")[0]]
    }


class Chain:
    """The steps on one database: to run them, to break them off, and what they leave."""

    def __init__(self, db: Connection, steps: list[tuple[str, bool]], tables: list[str]) -> None:
        self.db, self.steps, self.tables = db, steps, tables

    def store(self, found: list[dict[str, Any]]) -> None:
        readings.insert_readings(self.db, rows(found))

    def run(self, limits: tuple[str, str] = WHAT_CHANGED) -> None:
        for call, _ in self.steps:
            self._execute(call, limits)

    def crash(self, kind: str, number: int) -> None:
        """An incremental run that ends too early: lost after a step, failed at a step (and then
        goes on as the cycle does), or with nothing of it kept."""
        with self.db.transaction(force_rollback=kind == "undone up to"):
            for order, (call, critical) in enumerate(self.steps, 1):
                failed = kind == "failed at" and order == number
                with self.db.transaction(force_rollback=failed):
                    self._execute(call, WHAT_CHANGED)
                if order == number and (critical or not failed):
                    return

    def computed(self) -> dict[str, list[str]]:
        """All rows of all tables; nothing waits, and verdicts are about the readings they name."""
        waiting = self.db.execute(
            "SELECT DISTINCT consumidor FROM etl.claves_sucias"
            " WHERE consumidor IN ('hechos', 'derivados', 'dq', 'kpi')"
        ).fetchall()
        assert waiting == []
        strange = self.db.execute(
            "SELECT * FROM stage.tbl_pozo_scada_dq AS d WHERE NOT EXISTS ("
            "   SELECT FROM stage.tbl_pozo_produccion AS p"
            "   WHERE (p.produccion_id, p.well_id, p.timestamp_lectura)"
            "       = (d.produccion_id, d.well_id, d.timestamp_lectura))"
        ).fetchall()
        assert strange == []
        contents = readings.dumps(self.db, self.tables, APART)
        return {table: [text for (text,) in content] for table, content in contents.items()}

    def xmins(self) -> dict[str, Any]:
        return readings.xmins(self.db, self.tables)

    def after(self, deliver: Callable[[], None]) -> dict[str, list[str]]:
        """The tables after a way of delivering readings; undone afterwards."""
        with self.db.transaction(force_rollback=True):
            deliver()
            return self.computed()

    def in_one_range_run(self, found: list[dict[str, Any]]) -> dict[str, list[str]]:
        def deliver() -> None:
            self.store(found)
            self.run(ALL_TIME)

        return self.after(deliver)

    def _execute(self, call: str, limits: tuple[str, str]) -> None:
        self.db.execute(call.format(desde=limits[0], hasta=limits[1], pozo="NULL").encode())


@pytest.fixture(scope="module")
def chain(db: Connection, steps: list[tuple[str, bool]], tables: list[str]) -> Chain:
    return Chain(db, steps, tables)


def newest(found: Iterable[dict[str, Any]]) -> datetime:
    return START + timedelta(minutes=max(one["minute"] for one in found))


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, Any]:
    """Rows that only one of them has, by table."""
    assert one.keys() == other.keys()
    return {
        table: {"only first": set(one[table]) - set(other[table]),
                "only then": set(other[table]) - set(one[table])}
        for table in one
        if one[table] != other[table]
    }  # fmt: skip


def batches(data: st.DataObject, found: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The readings in any order, cut into up to four."""
    order = data.draw(st.permutations(found))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(found)), min_size=1, max_size=3)))
    return [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]


def test_every_step_of_the_mode_owns_a_table_that_is_compared(
    steps: list[tuple[str, bool]], tables: list[str]
) -> None:
    by_step = owned(steps)
    assert len(by_step) == len(steps)
    assert [step for step, its in by_step.items() if not its] == []
    assert set(tables) >= {*readings.FACTS, "reporting.dataset_current_values"}


@pytest.mark.slow
@quick
@given(found=some_readings, silent=silence, data=st.data())
def test_any_batches_in_any_order_end_in_the_same_rows(
    chain: Chain, found: list[dict[str, Any]], silent: timedelta, data: st.DataObject
) -> None:
    readings.set_clock(chain.db, newest(found) + silent)

    def in_batches() -> None:
        for batch in batches(data, found):
            chain.store(batch)
            chain.run()

    expected = chain.in_one_range_run(found)
    assert differences(expected, chain.after(in_batches)) == {}


@pytest.mark.slow
@quick
@given(found=some_readings, silent=silence)
def test_a_second_run_touches_no_row(
    chain: Chain, found: list[dict[str, Any]], silent: timedelta
) -> None:
    readings.set_clock(chain.db, newest(found) + silent)
    with chain.db.transaction(force_rollback=True):
        chain.store(found)
        chain.run(ALL_TIME)
        before = chain.xmins()
        for limits in (ALL_TIME, WHAT_CHANGED, A_LONG_TIME):
            with chain.db.transaction():  # a transaction of its own shows in xmin
                chain.run(limits)
            assert chain.xmins() == before, limits
            # all arrive again, as they are: the next run has to work on them
            chain.db.execute("UPDATE stage.tbl_pozo_produccion SET well_id = well_id")


@pytest.mark.slow
@quick
@given(found=some_readings, silent=silence)
def test_deleting_everything_and_loading_it_again_gives_the_same(
    chain: Chain, found: list[dict[str, Any]], silent: timedelta
) -> None:
    readings.set_clock(chain.db, newest(found) + silent)
    with chain.db.transaction(force_rollback=True):
        chain.run()
        empty = chain.computed()
        chain.store(found)
        chain.run(ALL_TIME)
        expected = chain.computed()

        chain.db.execute("DELETE FROM stage.tbl_pozo_produccion")
        chain.run()
        left = differences(empty, chain.computed())
        chain.store(found)
        chain.run()
        assert differences(expected, chain.computed()) == {}
    assert left.keys() <= {"reporting.dim_tiempo"}, left  # days stay in the calendar


@quick
@given(found=some_readings, silent=silence, data=st.data())
def test_a_crash_between_any_two_steps_leaves_no_trace(
    chain: Chain, found: list[dict[str, Any]], silent: timedelta, data: st.DataObject
) -> None:
    readings.set_clock(chain.db, newest(found) + silent)
    order = st.integers(1, len(chain.steps))

    def with_crashes() -> None:
        for batch in batches(data, found):
            chain.store(batch)
            chain.crash(data.draw(st.sampled_from(KINDS)), data.draw(order))
        chain.run()

    expected = chain.in_one_range_run(found)
    assert differences(expected, chain.after(with_crashes)) == {}


@pytest.mark.slow
@quick
@given(found=some_readings, silent=silence, data=st.data())
def test_runs_at_earlier_times_leave_no_trace(
    chain: Chain, found: list[dict[str, Any]], silent: timedelta, data: st.DataObject
) -> None:
    """Each batch is worked on as it comes, by a clock that then goes on."""
    end = newest(found) + silent

    def as_time_goes_by() -> None:
        arrived: list[dict[str, Any]] = []
        for batch in batches(data, found):
            arrived += batch
            if arrived:
                readings.set_clock(chain.db, min(newest(arrived) + data.draw(passed), end))
            chain.store(batch)
            chain.run()
        readings.set_clock(chain.db, end)
        chain.run()

    readings.set_clock(chain.db, end)
    expected = chain.in_one_range_run(found)
    assert differences(expected, chain.after(as_time_goes_by)) == {}
