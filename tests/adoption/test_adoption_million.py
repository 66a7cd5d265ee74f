"""A million readings taken over, killed three times on the way: then a database like any other."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import adoption
from bp010ctl.base import database
from bp010ctl.cycles import runner
from bp010ctl.server.cluster import Cluster
from support import PROJECT, legacy, readings
from support.databases import new_database
from support.facts import SUMS, equal

pytestmark = pytest.mark.slow

ROOM = 12 << 30
WELLS, EACH = 100, 10_000
POLLS = WELLS  # landing has one poll of each well
HOURS, DAYS, MONTHS = 834, 35, 2  # of each well: its readings are five minutes apart
TOTALS = {
    "produccion_petroleo_bbl": "total_petroleo_bbl",
    "produccion_agua_bbl": "total_agua_bbl",
    "produccion_gas_mcf": "total_gas_mcf",
    "produccion_fluido_bbl": "total_fluido_bbl",
    "numero_fallas": "total_fallas_mes",
    "consumo_energia_kwh": "consumo_energia_total_kwh",
    "tiempo_operacion_hrs": "tiempo_operacion_hrs",
}
"""Column of the days -> column of the months."""

COMPUTED = (
    *(table for table in readings.FACTS if table != "reporting.dim_tiempo"),  # theirs was longer
    "reporting.dataset_current_values",
    "reporting.dataset_latest_dynacard",
    "reporting.dataset_kpi_business",
    "stage.tbl_pozo_produccion",
    *sorted(legacy.COMPUTED),
)


@pytest.fixture(scope="module")
def million(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A million readings of the old system, adopted in spite of kill -9 at three random moments."""
    if shutil.disk_usage(cluster.home).free < ROOM:
        pytest.skip(f"it takes {ROOM >> 30} GB, and {cluster.home} has less")
    seed = random.randrange(1000)
    chance = random.Random(seed)
    print(f"seed {seed}")
    with new_database(cluster) as url:
        legacy.build(url, WELLS, EACH)
        for _ in range(3):
            kill_after(url, chance.uniform(3, 15), tmp_path_factory.mktemp("home"))
        report = adoption.adopt(url, None, PROJECT)
        assert report.state.finished
        assert all(table.sound for table in report.tables), f"seed {seed}"
        yield url


def kill_after(url: str, seconds: float, home: Path) -> None:
    """kill -9 the command after so long; it must not be done before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "adopt", "--confirm", database.name(url)],
        env={"BP010_DATABASE_URL": url, "BP010_HOME": str(home), "PATH": ""},
        cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(seconds)
    assert process.poll() is None, f"it ended by itself within {seconds} s"
    process.kill()
    process.wait()
    with database.connect(url, autocommit=True) as connection:
        state = adoption.state(connection)
        print(state and f"killed at {state.rows_done:,} of {state.rows:,} rows")


@pytest.fixture(scope="module")
def computed(cluster: Cluster, million: str, migrated_template: Any) -> Iterator[tuple[str, str]]:
    """It and a merely migrated database with the same rows; the whole chain ran twice on both."""
    with new_database(cluster, migrated_template.template_dbname) as url:
        legacy.transfer_inputs(million, url)
        now = datetime.now(UTC)
        for target in (million, url):
            run_twice(target, now)
        yield million, url


def run_twice(url: str, now: datetime) -> None:
    """The cycles, then once more: models' results come into rows that the first run makes."""
    with psycopg.connect(url) as connection:
        for minutes in (0, 5):
            readings.set_clock(connection, now + timedelta(minutes=minutes))
            connection.commit()
            result = runner.run(connection, "incremental")
            assert result.estado == "exitoso", [step for step in result.steps if step.error]


@pytest.fixture
def db(computed: tuple[str, str]) -> Iterator[readings.Connection]:
    """The adopted database."""
    with psycopg.connect(computed[0]) as connection:
        yield connection


def one(db: readings.Connection, query: str) -> Any:
    return (db.execute(query.encode()).fetchone() or (None,))[0]


def test_no_row_is_lost_and_none_is_altered(million: str) -> None:
    """Each table's rows and checksum were compared when the adoption ended; counted once more."""
    with psycopg.connect(million) as connection:
        assert one(connection, "SELECT count(*) FROM stage.tbl_pozo_produccion") >= WELLS * EACH
        assert one(connection, "SELECT count(*) FROM stage_legado.tbl_pozo_produccion") == 1_000_000
        assert one(
            connection,
            "SELECT count(*) FROM stage_legado.tbl_pozo_produccion AS l"
            " JOIN stage.tbl_pozo_produccion AS n USING (produccion_id, well_id)"
            " WHERE n.timestamp_lectura = l.timestamp_lectura AT TIME ZONE 'UTC'"
            " AND n.pip = l.pip::float8 AND n.spm_promedio = l.spm_promedio::float8",
        ) == 1_000_000  # fmt: skip


@pytest.mark.parametrize("table", COMPUTED)
def test_it_computes_what_a_migrated_database_does(computed: tuple[str, str], table: str) -> None:
    adopted, migrated = (content(url, table) for url in computed)
    print(f"{table}: {adopted[0]:,} rows")
    assert adopted == migrated
    assert adopted[0] > 0 or table == "stage.tbl_landing_rechazos"


def content(url: str, table: str) -> tuple[int, int]:
    with psycopg.connect(url) as connection:
        return readings.digest(connection, table)


def test_every_reading_is_in_one_hour_one_day_and_one_month(db: readings.Connection) -> None:
    facts = "reporting.fact_operaciones"
    assert one(db, f"SELECT count(*) FROM {facts}_horarias") == WELLS * HOURS
    assert one(db, "SELECT sum(lecturas) FROM reporting.tbl_resumen_horario") == (
        WELLS * EACH + POLLS
    )
    assert one(db, f"SELECT sum(lecturas) FROM {facts}_diarias") == WELLS * EACH + POLLS


def test_hours_add_up_to_days_and_days_to_months(db: readings.Connection) -> None:
    hours, days, months = (
        f"reporting.fact_operaciones_{grain}" for grain in ("horarias", "diarias", "mensuales")
    )
    by_hours = f"SELECT pozo_id, fecha_id, {sums(SUMS)} FROM {hours} GROUP BY 1, 2 ORDER BY 1, 2"
    by_day = f"SELECT pozo_id, fecha_id, {', '.join(SUMS.values())} FROM {days} ORDER BY 1, 2"
    assert compare(db, by_hours, by_day) == WELLS * DAYS
    month = "to_char(to_date(fecha_id::text, 'YYYYMMDD'), 'YYYY-MM')"
    by_days = f"SELECT pozo_id, {month}, {sums(TOTALS)} FROM {days} GROUP BY 1, 2 ORDER BY 1, 2"
    columns = ", ".join(TOTALS.values())
    by_month = f"SELECT pozo_id, anio_mes, {columns} FROM {months} ORDER BY 1, 2"
    assert compare(db, by_days, by_month) == WELLS * MONTHS


def sums(columns: dict[str, str]) -> str:
    return ", ".join(f"sum({column})" for column in columns)


def compare(db: readings.Connection, parts: str, whole: str) -> int:
    """How many rows both give: a key of two columns, figures that are equal but for rounding."""
    summed, wanted = (db.execute(query.encode()).fetchall() for query in (parts, whole))
    assert len(summed) == len(wanted)
    for row, other in zip(summed, wanted, strict=True):
        assert row[:2] == other[:2]
        assert all(map(equal, row[2:], other[2:])), (row, other)
    return len(summed)


def test_a_further_run_writes_nothing(computed: tuple[str, str]) -> None:
    with psycopg.connect(computed[0]) as connection:
        before = readings.xmins(connection)
        readings.set_clock(connection, datetime.now(UTC) + timedelta(minutes=10))
        connection.commit()
        assert runner.run(connection, "incremental").estado == "exitoso"
        assert readings.xmins(connection) == before
