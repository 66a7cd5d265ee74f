"""The real chain killed at each of its steps, and called by several: it ends as undisturbed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bp010ctl.base import database as databases
from bp010ctl.cycles import cron, runner
from bp010ctl.migrations import chain
from bp010ctl.server.cluster import Cluster
from support import sampled
from support.databases import new_database
from support.fakes import add_run, call, calling, define, runs, until, waits
from support.interruptions import (
    CYCLES,
    LOCK,
    NOW,
    SLOWLY,
    START,
    STEPS,
    back,
    computed,
    crash,
    differing,
    fill,
    prepare,
    rounds,
)

Connection = psycopg.Connection[Any]
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def landed(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    """A template: three hours of polls in landing, results of the models, nothing computed."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        fill(url)
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture
def url(cluster: Cluster, landed: str) -> Iterator[str]:
    with new_database(cluster, landed) as own:
        yield own


@pytest.fixture
def db(url: str) -> Iterator[Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('bp010.ahora', %s, false)", [str(NOW)])
        yield connection


@pytest.fixture(scope="module")
def undisturbed(cluster: Cluster, landed: str) -> dict[str, Any]:
    with (
        new_database(cluster, landed) as own,
        psycopg.connect(own, autocommit=True) as connection,
    ):
        connection.execute("SELECT set_config('bp010.ahora', %s, false)", [str(NOW)])
        rounds(connection, 3)
        assert {run["estado"] for run in runs(connection)} <= {"exitoso", "parcial"}
        assert all(run["error_tipo"] is None for run in runs(connection))
        tables = computed(connection)
        assert all(tables.values())
        return tables


@pytest.mark.parametrize(
    ("cycle", "step"), sampled({f"{cycle}-{step}": (cycle, step) for cycle, step in STEPS}, 20)
)
def test_a_chain_killed_at_any_step_ends_as_if_nothing_had_happened(
    url: str, db: Connection, undisturbed: dict[str, Any], cycle: str, step: int
) -> None:
    if cycle != "stage":
        call(db, "stage")
    if cycle == "universal":
        call(db, "reporting")  # so that there is something to enrich
    db.execute(
        "UPDATE etl.ciclo_pasos SET llamada = format('CALL prueba.demorar(%%L)', llamada)"
        " WHERE ciclo = %s AND orden = %s",
        [cycle, step],
    )
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, cycle, **{"bp010.ahora": str(NOW)}) as called:
        until(lambda: waits(db, called.pid))
        db.execute("SELECT pg_terminate_backend(%s)", [called.pid])
    db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    rounds(db, 3)
    (lost,) = [run for run in runs(db, cycle) if run["estado"] == "fallido"]
    assert lost["error_tipo"] == "interrumpido"
    assert db.execute("SELECT 1 FROM etl.v_gaps_por_recuperar").fetchall() == []
    assert differing(db, undisturbed) == []


def model_results(db: Connection) -> None:
    """A diagnosis of each well's newest card and of an older one, and an expert's word on one."""
    db.execute(
        "WITH s AS (INSERT INTO universal.stroke (well_id, timestamp_lectura, estado)"
        " SELECT well_id, timestamp_lectura, 'COMPLETADO' FROM stage.tbl_pozo_produccion"
        " WHERE surface_rod_position IS NOT NULL RETURNING stroke_id, well_id),"
        " d AS (INSERT INTO universal.diagnostico (stroke_id, patron_id, score, created_at)"
        " SELECT stroke_id, p.patron_id, 0.4 + p.patron_id / 100.0, %(now)s FROM s"
        " CROSS JOIN LATERAL (SELECT patron_id FROM universal.patron ORDER BY 1 LIMIT 2) AS p)"
        " INSERT INTO universal.validacion_experta (stroke_id, patron_id, experto, updated_at)"
        " SELECT stroke_id, (SELECT max(patron_id) FROM universal.patron), 'experto', %(now)s"
        " FROM s WHERE stroke_id %% 2 = 0",
        {"now": NOW},
    )


def test_a_full_reset_ends_where_the_cycles_do(url: str, db: Connection) -> None:
    rounds(db, 2)
    model_results(db)
    rounds(db, 3)
    expected = computed(db)
    snapshot = "reporting.dataset_current_values"
    models = f"SELECT count(ipr_qmax_bpd), count(ai_accuracy_act) FROM {snapshot}"
    before = db.execute(models.encode()).fetchone()
    assert before
    assert 0 not in before
    assert "PENDIENTE_ML" not in str(expected["reporting.dataset_latest_dynacard"])

    result = runner.run(db, "full-reset")
    assert {run.error for run in result.runs} == {None}
    assert differing(db, expected) == []
    call(db, "reinicio")  # and no more: the reset broke off
    rounds(db, 2)
    assert differing(db, expected) == []


DUE = """
SELECT c.ciclo
FROM etl.ciclos AS c
CROSS JOIN LATERAL etl.fnc_ticks(coalesce(c.expresion_cron, '0 0 30 2 *'), %(m)s, %(m)s + '1 min')
ORDER BY c.ciclo
"""


def minutes(db: Connection, start: datetime, end: datetime) -> Iterator[datetime]:
    """Move the clock on, and call at each minute what the schedule calls."""
    minute = start
    while minute < end:
        db.execute("SELECT set_config('bp010.ahora', %s, false)", [f"{minute + SECOND}"])
        for (cycle,) in db.execute(DUE.encode(), {"m": minute}).fetchall():
            call(db, cycle, origen="pg_cron")
        yield minute
        minute += timedelta(minutes=1)


def test_ten_hours_down_are_recovered_within_an_hour_with_the_polls_that_come_after_them(
    db: Connection, undisturbed: dict[str, Any]
) -> None:
    up = NOW - timedelta(hours=1)
    down = up - timedelta(hours=10)
    db.execute("SELECT set_config('bp010.ahora', %s, false)", [f"{down - timedelta(minutes=7)}"])
    db.execute(
        "SELECT etl.fnc_programar(ciclo, expresion_cron, 'pg_cron') FROM etl.ciclos"
        " WHERE expresion_cron IS NOT NULL;"
        "CREATE TEMPORARY TABLE later AS SELECT * FROM stage.landing_scada_data;"
        "DELETE FROM stage.landing_scada_data; DELETE FROM etl.cargas_pendientes"
    )
    list(minutes(db, down - timedelta(minutes=7), down))
    assert not db.execute("SELECT 1 FROM etl.v_gaps_pendientes").fetchall()
    for number in range(1, 8):  # runs over days that went down with the server: more than five
        day = {"fecha_desde": START.date() - timedelta(days=number)}
        row = day | {"fecha_hasta": day["fecha_desde"], "error_tipo": "interrumpido"}
        add_run(db, "reporting", f"{down - SECOND}", estado="fallido", **row)

    db.execute("INSERT INTO stage.landing_scada_data SELECT * FROM later")
    gaps = "SELECT count(*) FROM etl.v_gaps_pendientes"
    left = [db.execute(gaps.encode()).fetchone() for _ in minutes(db, up, NOW)]
    assert left.index((0,)) == 22  # five at 02:07, two at 02:22
    assert left[-1] == (0,)
    missed = [run for run in runs(db, "stage") if run["ticks_perdidos"]]
    assert [run["ticks_perdidos"] for run in missed] == [600]
    recoveries = [run for run in runs(db, "recuperacion") if run["fecha_inicio"] >= up]
    assert [run["estado"] for run in recoveries if not run["ticks_perdidos"]] == ["exitoso"] * 4
    assert sum(run["recupera_id"] is not None for run in runs(db)) == 7

    db.execute("SELECT set_config('bp010.ahora', %s, false)", [str(NOW)])
    rounds(db, 2)
    assert not db.execute("SELECT 1 FROM etl.v_gaps_pendientes").fetchall()
    assert differing(db, undisturbed) == []


def _at_once(url: str, seconds: float) -> list[Exception]:
    """Two schedulers and one person call the cycles again and again; what went wrong."""
    errors: list[Exception] = []
    deadline = time.monotonic() + seconds

    def work(cycles: tuple[str, ...]) -> None:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("SELECT set_config('bp010.ahora', %s, false)", [str(NOW)])
                while time.monotonic() < deadline:
                    for cycle in cycles:
                        call(connection, cycle)
        except Exception as error:
            errors.append(error)

    kinds = (CYCLES, CYCLES[::-1], ("reporting", "vigilancia", "stage", "universal"))
    threads = [threading.Thread(target=work, args=(cycles,)) for cycles in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def all_at_once(url: str, db: Connection, undisturbed: dict[str, Any], seconds: float) -> None:
    assert _at_once(url, seconds) == []
    ledger = runs(db)
    assert {run["estado"] for run in ledger if run["ocupado_por"] is None} <= {"exitoso", "parcial"}
    assert all(run["error_tipo"] is None for run in ledger if run["ocupado_por"] is None)
    assert [run for run in ledger if run["estado"] == "en_proceso"] == []
    tries = db.execute("SELECT max(intento) FROM etl.etl_ejecucion_pasos").fetchone()
    assert tries == (1,)
    rounds(db, 2)
    assert differing(db, undisturbed) == []


@pytest.mark.slow
def test_two_schedulers_and_a_person_at_once_do_no_harm(
    url: str, db: Connection, undisturbed: dict[str, Any]
) -> None:
    all_at_once(url, db, undisturbed, 4)


@pytest.mark.slow
def test_two_schedulers_and_a_person_for_a_minute_do_no_harm(
    url: str, db: Connection, undisturbed: dict[str, Any]
) -> None:
    all_at_once(url, db, undisturbed, 60)


# -- slow: crashes at every step, and a server that is really away --------------------------------


@pytest.fixture(scope="module")
def crashing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server of these tests' own, with pg_cron where the machine has it."""
    memory = Path("/dev/shm")
    name = f"bp010-suite-{os.geteuid()}-c-{os.getpid()}"
    home = memory / name if os.access(memory, os.W_OK) else tmp_path_factory.mktemp("crashing")
    own = Cluster(home, durable=False)
    own.up()
    yield own
    own.destroy()


@pytest.mark.slow
@pytest.mark.parametrize("death", ["kill -9", "immediate stop"])
@pytest.mark.parametrize(("cycle", "step"), STEPS)
def test_a_server_that_crashes_at_any_step_ends_as_if_nothing_had_happened(
    crashing: Cluster, undisturbed: dict[str, Any], cycle: str, step: int, death: str
) -> None:
    url = prepare(crashing, f"crash_{cycle}_{step}_{death[0]}")
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SELECT set_config('bp010.ahora', %s, false)", [str(NOW)])
        for earlier in {"stage": (), "universal": ("stage", "reporting")}.get(cycle, ("stage",)):
            call(db, earlier)
        db.execute(
            "UPDATE etl.ciclo_pasos SET llamada = format('CALL prueba.demorar(%%L)', llamada)"
            " WHERE ciclo = %s AND orden = %s",
            [cycle, step],
        )
        db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with calling(url, cycle, **{"bp010.ahora": str(NOW)}) as called:
            until(lambda: waits(db, called.pid))
            crash(crashing, death, called.pid)
    with until(lambda: back(url)) as db:
        rounds(db, 3)
        (lost,) = [run for run in runs(db, cycle) if run["estado"] == "fallido"]
        assert lost["error_tipo"] == "interrumpido"
        assert db.execute("SELECT 1 FROM etl.v_gaps_por_recuperar").fetchall() == []
        assert differing(db, undisturbed) == []


@pytest.mark.slow
def test_a_server_away_for_three_minutes_leaves_one_gap_that_is_then_covered(
    crashing: Cluster,
) -> None:
    url = crashing.url("ausente")
    databases.create_if_missing(url)
    chain.migrate(url)
    with databases.connect(url) as db:
        connection: Connection = db
        connection.execute(SLOWLY.encode())
        connection.execute(
            "CREATE PROCEDURE prueba.nada() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$"
        )
        define(connection, "c", "nada()", cron="* * * * *")
        define(connection, "vigilancia", "etl.sp_vigilancia()", cron="* * * * *")
        connection.commit()
        with cron.connect(connection) as home:
            cron.apply(connection, home)
        connection.autocommit = True
        until(lambda: [run for run in runs(connection, "c") if run["fecha_fin"]], 130)
    crashing.down()
    time.sleep(180)
    crashing.up()
    with psycopg.connect(url, autocommit=True) as connection:
        (gap,) = until(lambda: [run for run in runs(connection, "c") if run["ticks_perdidos"]], 200)
        assert gap["ticks_perdidos"] in (2, 3)
        later = "SELECT 1 FROM etl.etl_ejecuciones WHERE etl_tipo = 'c' AND fecha_inicio > %s"
        until(lambda: connection.execute(later, [gap["fecha_fin"]]).fetchone(), 90)
        assert connection.execute("SELECT 1 FROM etl.v_gaps_por_recuperar").fetchall() == []
        until(lambda: _resolved(connection), 130)


def _resolved(db: Connection) -> bool:
    cursor = db.execute("SELECT resuelta_en IS NOT NULL FROM etl.alertas WHERE etl_tipo = 'c'")
    return cursor.fetchall() == [(True,)]
