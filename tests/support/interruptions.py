"""Three hours of polls that a chain works through, interrupted or not, and their tables."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bp010ctl import seeds, simulator
from bp010ctl.base import database as databases
from bp010ctl.migrations import chain
from bp010ctl.server.cluster import Cluster
from support import PROJECT
from support.databases import lasting
from support.fakes import call
from support.keys import Keys
from support.readings import FACTS, TIMES, insert

Connection = psycopg.Connection[Any]
START = datetime(2026, 1, 5, tzinfo=UTC)
NOW = START + timedelta(hours=3)
LOCK = 4242
CYCLES = ("stage", "universal", "reporting")
STEPS = [
    *(("stage", n) for n in range(1, 3)),
    *(("universal", n) for n in range(1, 4)),
    *(("reporting", n) for n in range(1, 10)),
]
TABLES = (
    *FACTS,
    "stage.tbl_pozo_produccion",
    "stage.tbl_pozo_scada_dq",
    "stage.tbl_landing_rechazos",
    "stage.tbl_dq_resumen",
    "stage.tbl_consistencia_resultados",
    "reporting.dataset_current_values",
    "reporting.dataset_kpi_business",
    "reporting.dataset_latest_dynacard",
)
SLOWLY = """
CREATE SCHEMA prueba;
CREATE PROCEDURE prueba.demorar(p_llamada text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE p_llamada;
    PERFORM pg_advisory_xact_lock(4242);
END $$;
"""


def options(**changes: Any) -> simulator.Options:
    given: dict[str, Any] = {
        "start": START,
        "wells": 3,
        "hours": 3,
        "every": 300,
        "regime": "mixto",
    }
    return simulator.Options(imperfections=simulator.DIRTY, **(given | changes))


def fill(url: str) -> None:
    """Polls in landing, results of the models, and a procedure that a test can hold up."""
    with psycopg.connect(url) as connection:
        connection.execute(SLOWLY)
        wells = simulator.wells(options())
        simulator.write_wells(connection, wells, START.date())
        simulator.write_landing(connection, simulator.simulate(options()))
        for number, well in enumerate(wells):
            curve = {"fecha_calculo": START + timedelta(hours=1), "qmax": 300 + number}
            row = {"well_id": well.well_id, "metodo": "Vogel", **curve}
            insert(connection, "universal.ipr_resultados", [row])
            decline = {"fecha_analisis": START, "eur_p50": 50000, "tipo_curva": "exponencial"}
            row = {"well_id": well.well_id, **decline}
            insert(connection, "universal.arps_resultados_declinacion", [row])


def computed(db: Connection) -> dict[str, Any]:
    """All computed tables without times of computing; rules and readings by their keys."""
    keys = Keys.read(db)
    return {table: keys.rows(db, table, TIMES) for table in TABLES}


def differing(db: Connection, expected: dict[str, Any]) -> list[str]:
    contents = computed(db)
    return [table for table in expected if contents[table] != expected[table]]


def rounds(db: Connection, count: int) -> None:
    for _ in range(count):
        for cycle in CYCLES:
            call(db, cycle)


def prepare(server: Cluster, name: str) -> str:
    """A migrated and seeded database with the same polls as the other tests'."""
    url = server.url(name)
    databases.create_if_missing(url)
    chain.migrate(url)
    with psycopg.connect(url) as connection:
        seeds.load(connection, PROJECT / "seeds")
    fill(url)
    return url


def back(url: str) -> Connection | None:
    """A lasting connection at the tests' time, once the server has it."""
    if connection := lasting(url):
        connection.execute("SELECT set_config('bp010.ahora', %s, false)", [str(NOW)])
    return connection


def crash(server: Cluster, death: str, pid: int) -> None:
    if death == "kill -9":
        os.kill(pid, signal.SIGKILL)
        return
    server._pg("pg_ctl", "-D", str(server.data), "-m", "immediate", "-w", "stop")
    server.up()
