"""Landing is dropped by when it arrived: never what was just committed or the pivot awaits."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import ingest
from support.fakes import call, calling, runs, until, waits
from support.readings import make_wells, set_clock

Connection = psycopg.Connection[Any]
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
OLD = NOW - 40 * DAY
UNKNOWN = 999
WHP = 137


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    with psycopg.connect(seeded, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        make_wells(connection, 1, 2, 3)
        yield connection


def land(db: Connection, stamp: datetime, unit: int = 1, value: str = "450") -> None:
    """One value of one load, stamped with this time of arrival."""
    db.execute(
        "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, moddate, cargado_en)"
        " VALUES (%s, %s, %s, %s, %s)",
        [unit, WHP, value, stamp, stamp],
    )


def arrived(db: Connection, *days: datetime | date) -> None:
    """Make it so that what landing holds of these days arrived on them."""
    for day in days:
        db.execute("DELETE FROM etl.llegadas WHERE dia = %s::date", [day])
        db.execute("INSERT INTO etl.llegadas VALUES (%s::date, %s::date)", [day, day])


def a_month_of_arrivals(db: Connection) -> None:
    """Something arrived on each of the last 31 days."""
    arrived(db, *(NOW - number * DAY for number in range(31)))


def partition(db: Connection, moment: datetime) -> str:
    """Landing's own partition for this day."""
    start = moment.date()
    db.execute(
        "SELECT etl.fnc_crear_particion('stage.landing_scada_data', %s, %s, %s)",
        [f"{start:%Y_%m_%d}", f"{start} 00:00:00+00", f"{start + DAY} 00:00:00+00"],
    )
    return f"stage.landing_scada_data_{start:%Y_%m_%d}"


def exists(db: Connection, name: str) -> bool:
    row = db.execute("SELECT to_regclass(%s) IS NOT NULL", [name]).fetchone()
    assert row is not None
    return bool(row[0])


def left(db: Connection) -> list[tuple[int, str]]:
    """What is in landing: unit and value."""
    return db.execute(
        "SELECT unit_id, measure FROM stage.landing_scada_data ORDER BY 1, 2"
    ).fetchall()


def waiting(db: Connection) -> list[int]:
    return [
        unit
        for (unit,) in db.execute("SELECT DISTINCT unit_id FROM etl.cargas_pendientes ORDER BY 1")
    ]


def retain(db: Connection) -> None:
    db.execute("CALL etl.sp_retencion()")


def pivot(db: Connection) -> None:
    db.execute("CALL stage.sp_pivot_landing()")


def readings(db: Connection) -> list[tuple[int, float]]:
    return db.execute(
        "SELECT well_id, presion_cabezal FROM stage.tbl_pozo_produccion ORDER BY 1, 2"
    ).fetchall()


# -- what goes and what stays ---------------------------------------------------------------------


def test_what_arrived_over_thirty_days_ago_goes_with_its_partition(db: Connection) -> None:
    own = partition(db, OLD)
    for stamp, unit in ((OLD, 1), (OLD - DAY, 2), (NOW - 29 * DAY, 3)):
        land(db, stamp, unit)
    a_month_of_arrivals(db)
    arrived(db, OLD, OLD - DAY)
    pivot(db)
    retain(db)
    assert not exists(db, own)
    assert left(db) == [(3, "450")]
    days = db.execute("SELECT count(*), min(dia) FROM etl.llegadas").fetchone()
    assert days == (31, (NOW - 30 * DAY).date())
    retain(db)
    assert left(db) == [(3, "450")]


def test_what_is_stamped_long_ago_and_arrived_today_stays(db: Connection) -> None:
    own = partition(db, OLD)
    land(db, OLD, 1)
    land(db, OLD - 300 * DAY, 2)
    a_month_of_arrivals(db)
    pivot(db)
    assert waiting(db) == []
    retain(db)
    assert exists(db, own)
    assert left(db) == [(1, "450"), (2, "450")]


@pytest.mark.parametrize("partitioned", [True, False])
def test_what_a_known_well_waits_for_is_never_deleted(db: Connection, partitioned: bool) -> None:
    if partitioned:
        partition(db, OLD)
    land(db, OLD, 1)
    a_month_of_arrivals(db)
    arrived(db, OLD)
    retain(db)
    assert (left(db), waiting(db)) == ([(1, "450")], [1])
    pivot(db)
    assert readings(db) == [(1, 450)]
    retain(db)
    assert (left(db), waiting(db)) == ([], [])


def test_an_unknown_unit_waits_for_its_master_as_long_as_landing_is_kept(db: Connection) -> None:
    land(db, OLD, UNKNOWN)
    land(db, OLD - DAY, UNKNOWN)
    a_month_of_arrivals(db)
    arrived(db, OLD - DAY)
    pivot(db)
    retain(db)
    assert left(db) == [(UNKNOWN, "450")]
    make_wells(db, UNKNOWN)
    pivot(db)
    assert readings(db) == [(UNKNOWN, 450)]


def test_a_clock_that_is_wrong_does_not_empty_landing(db: Connection) -> None:
    for number in range(40):
        partition(db, NOW - number * DAY)
        land(db, NOW - number * DAY)
    arrived(db, *(NOW - number * DAY for number in range(40)))
    pivot(db)
    set_clock(db, NOW + 400 * DAY)
    retain(db)
    assert len(left(db)) == 30
    land(db, NOW + 400 * DAY)  # the loaders' clock is wrong too
    pivot(db)
    retain(db)
    assert len(left(db)) == 30
    set_clock(db, NOW)
    retain(db)
    assert len(left(db)) == 30


def test_a_clock_that_goes_back_and_forth_drops_nothing_new(db: Connection) -> None:
    a_month_of_arrivals(db)
    set_clock(db, NOW - 100 * DAY)
    land(db, NOW - 100 * DAY, 1)
    set_clock(db, NOW)
    land(db, NOW, 2)
    retain(db)
    assert left(db) == [(1, "450"), (2, "450")]  # the first was not pivoted


def test_empty_partitions_of_the_past_go(db: Connection) -> None:
    a_month_of_arrivals(db)
    past, recent = partition(db, OLD), partition(db, NOW - 3 * DAY)
    retain(db)
    assert (exists(db, past), exists(db, recent)) == (False, True)


def test_rejected_values_go_with_the_landing_that_brought_them(db: Connection) -> None:
    land(db, OLD, 1, "nonsense")
    land(db, OLD - DAY, 2, "junk")
    land(db, NOW, 3, "x")
    a_month_of_arrivals(db)
    arrived(db, OLD)
    pivot(db)
    retain(db)
    values = db.execute("SELECT valor_crudo FROM stage.tbl_landing_rechazos ORDER BY 1").fetchall()
    assert values == [("junk",), ("x",)]  # junk arrived today


def test_an_old_snapshot_is_refused(db: Connection) -> None:
    db.execute("SET default_transaction_isolation = 'repeatable read'")
    with pytest.raises(psycopg.errors.InvalidTransactionState, match="read committed"):
        retain(db)


# -- beside loaders -------------------------------------------------------------------------------


@pytest.fixture
def expired(db: Connection) -> str:
    """A partition that the night drops, so that it waits for loaders; and an hour to live."""
    name = partition(db, OLD)
    land(db, OLD, 2, "1")
    pivot(db)
    a_month_of_arrivals(db)
    arrived(db, OLD)
    return name


@pytest.mark.parametrize("stamp", [OLD, OLD - 5 * DAY, OLD - 300 * DAY, NOW])
def test_a_load_committed_while_the_night_waits_for_it_is_kept(
    seeded: str, db: Connection, expired: str, stamp: datetime
) -> None:
    with psycopg.connect(seeded) as loader:
        land(loader, stamp, 1)
        with calling(seeded, "mantenimiento") as night:
            until(lambda: waits(db, night.pid))
            loader.commit()
    assert [run["estado"] for run in runs(db, "mantenimiento")] == ["exitoso"]
    assert exists(db, expired) == (stamp == OLD)
    assert (1, "450") in left(db)
    pivot(db)
    assert (1, 450.0) in readings(db)


def test_a_load_that_starts_while_the_night_waits_for_another_is_kept(
    seeded: str, db: Connection, expired: str
) -> None:
    late: list[Exception] = []

    def start() -> None:
        try:
            with psycopg.connect(seeded) as loader:
                land(loader, OLD, 3)
        except psycopg.Error as error:
            late.append(error)

    with psycopg.connect(seeded) as first:
        land(first, OLD - 300 * DAY, 1)
        with calling(seeded, "mantenimiento") as night:
            until(lambda: waits(db, night.pid))
            second = threading.Thread(target=start)
            second.start()
            time.sleep(0.3)
            first.commit()
        second.join()
    assert late == []
    pivot(db)
    assert {(1, 450.0), (3, 450.0)} <= set(readings(db))


def test_a_load_that_breaks_off_lets_the_night_drop(
    seeded: str, db: Connection, expired: str
) -> None:
    with psycopg.connect(seeded) as loader:
        land(loader, OLD, 1)
        with calling(seeded, "mantenimiento") as night:
            until(lambda: waits(db, night.pid))
            loader.rollback()
    assert not exists(db, expired)
    assert left(db) == []


def test_a_pivot_that_goes_on_is_waited_for(seeded: str, db: Connection, expired: str) -> None:
    land(db, OLD, 1)
    arrived(db, OLD)
    with psycopg.connect(seeded) as other:
        other.execute("CALL stage.sp_pivot_landing()")  # has claimed the load, not committed
        with calling(seeded, "mantenimiento") as night:
            until(lambda: waits(db, night.pid))
            other.rollback()
    assert exists(db, expired)
    pivot(db)
    assert (1, 450.0) in readings(db)


@pytest.mark.parametrize("pause", [0.0, 0.05, 0.2])
def test_a_file_loaded_beside_the_night_is_kept(
    seeded: str, db: Connection, expired: str, tmp_path: Path, pause: float
) -> None:
    """`ingest` of a dump whose rows keep the time of arrival that they had elsewhere."""
    stamps = [OLD + n * timedelta(minutes=1) for n in range(300)]
    rows = ",\n".join(f"(1, {WHP}, '7', '{at:%F %T+00}', '{at:%F %T+00}')" for at in stamps)
    dump = tmp_path / "landing.sql"
    columns = "unit_id, var_id, measure, moddate, cargado_en"
    dump.write_text(f"INSERT INTO stage.landing_scada_data ({columns}) VALUES\n{rows};\n")
    with psycopg.connect(seeded) as loader, calling(seeded, "mantenimiento"):
        time.sleep(pause)
        ingest.load(loader, dump)
    pivot(db)
    assert readings(db).count((1, 7.0)) == len(stamps)


@pytest.mark.slow
def test_loads_of_any_age_beside_many_nights_are_all_read(seeded: str, db: Connection) -> None:
    """Four loaders, whose transactions last up to 0.1 s, beside the pivot and one night after the
    other: each load of a known well becomes a reading, whatever it is stamped with."""
    a_month_of_arrivals(db)
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    expected: list[tuple[int, float]] = []
    errors: list[Exception] = []
    done = threading.Event()

    def load(number: int) -> None:
        dice = random.Random(f"{seed}-{number}")
        try:
            with psycopg.connect(seeded) as loader:
                for turn in range(25):
                    age = timedelta(
                        minutes=dice.choice([0, 60, 60 * 24 * 35, dice.randrange(600_000)])
                    )
                    value = 1000 * number + turn
                    land(loader, NOW - age - turn * timedelta(seconds=1), number, str(value))
                    time.sleep(dice.random() / 10)
                    loader.commit()
                    expected.append((number, float(value)))
        except Exception as error:
            errors.append(error)

    def go_on(cycle: str) -> None:
        with psycopg.connect(seeded, autocommit=True) as connection:
            while not done.is_set():
                partition(
                    connection, NOW - random.randrange(35, 400) * DAY
                )  # for the night to drop
                call(connection, cycle)

    make_wells(db, 4)
    loaders = [threading.Thread(target=load, args=(number,)) for number in (1, 2, 3, 4)]
    others = [threading.Thread(target=go_on, args=(cycle,)) for cycle in ("mantenimiento", "stage")]
    for thread in (*loaders, *others):
        thread.start()
    for thread in loaders:
        thread.join()
    done.set()
    for thread in others:
        thread.join()
    pivot(db)
    assert [str(error) for error in errors] == []
    assert sorted(readings(db)) == sorted(expected)
    failed = [run for run in runs(db) if run["error_tipo"] and run["ocupado_por"] is None]
    assert failed == []
