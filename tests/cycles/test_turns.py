"""A cycle's turn ends with the CALL that took it, however that ends; strangers cannot take it."""

from __future__ import annotations

import itertools
import random
import threading
import time
from contextlib import suppress
from typing import Any

import psycopg
import pytest

from support import fakes
from support.fakes import call, calling, define, runs, set_clock, traces, until, waits

Connection = psycopg.Connection[Any]
LOCK = 4242


def holder(db: Connection, cycle: str = "c") -> int | None:
    row = db.execute("SELECT etl.fnc_ocupante(%s)", [cycle]).fetchone()
    assert row is not None
    return None if row[0] is None else int(row[0])


def alerts(db: Connection) -> list[tuple[str, str, str, bool]]:
    """Kind, cycle, message, and whether it is still open."""
    return db.execute(
        "SELECT tipo, etl_tipo, mensaje, resuelta_en IS NULL FROM etl.alertas ORDER BY alerta_id"
    ).fetchall()


# -- cancelled at any moment --------------------------------------------------------------------


@pytest.mark.parametrize("times", [60, pytest.param(300, marks=pytest.mark.slow)])
def test_cancels_at_random_moments_leave_no_turn_and_no_open_run(
    url: str, db: Connection, times: int
) -> None:
    """CALLs cancelled within 17 ms, in sessions that stay: none holds up the next one."""
    define(db, "c", *(f"anotar('{n}')" for n in range(6)))
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    cancelled = 0
    with psycopg.connect(url, autocommit=True) as session:
        for _ in range(times):
            called = fakes.Called(session, "c")
            called.start()
            time.sleep(dice.random() / 60)
            db.execute("SELECT pg_cancel_backend(%s)", [called.pid])
            called.join(10)
            assert not called.is_alive()
            cancelled += called.error is not None
            with suppress(psycopg.errors.QueryCanceled):
                session.execute("SELECT 1")  # a cancel that came too late hits this one
            assert holder(db) is None
        assert call(db, "c") == []  # while that session is still there
    ledger = runs(db)
    assert [run for run in ledger if run["estado"] == "en_proceso"] == []
    assert [run for run in ledger if run["ocupado_por"] is not None] == []
    assert cancelled > 0, "nothing was cancelled: nothing was tried"
    assert traces(db)[-6:] == [str(n) for n in range(6)]


def test_the_watch_closes_a_cancelled_run_whose_session_stays(url: str, db: Connection) -> None:
    define(db, "c", "anotar('x')")
    with psycopg.connect(url, autocommit=True) as session:
        call(session, "c")
        session.execute(
            "UPDATE etl.etl_ejecuciones SET estado = 'en_proceso', fecha_fin = NULL;"
            "INSERT INTO etl.ciclo_turnos (ciclo, backend_pid, backend_inicio, sentencia_inicio,"
            " tomado_en) SELECT 'c', backend_pid, backend_inicio, sentencia_inicio, now()"
            " FROM etl.etl_ejecuciones"
        )
        db.execute("CALL etl.sp_vigilancia()")
        assert [run["error_tipo"] for run in runs(db)] == ["interrumpido"]
        assert db.execute("SELECT 1 FROM etl.ciclo_turnos").fetchall() == []


def test_a_run_that_goes_on_is_alive_whatever_its_transaction(url: str, db: Connection) -> None:
    define(db, "c", "anotar('x')", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "c") as called:
        until(lambda: waits(db, called.pid))
        for _ in range(20):
            assert holder(db) == called.pid
            db.execute("CALL etl.sp_vigilancia()")
        assert [run["estado"] for run in runs(db)] == ["en_proceso"]
        db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert [run["estado"] for run in runs(db)] == ["exitoso"]
    assert holder(db) is None


# -- strangers ----------------------------------------------------------------------------------


def test_a_login_that_may_only_connect_cannot_hold_a_cycle_up(url: str, db: Connection) -> None:
    define(db, "c", "anotar('x')")
    with psycopg.connect(url.replace("bp010@", "postgres@"), autocommit=True) as stranger:
        stranger.execute("SET SESSION AUTHORIZATION bp010_lectura")
        for statement in (
            "SELECT etl.fnc_tomar_turno('c', true)",
            "INSERT INTO etl.ciclo_turnos VALUES ('c', 1, now(), NULL, now())",
            "SELECT FROM etl.ciclos FOR UPDATE",
            "SELECT FROM etl.candados FOR UPDATE",
            "DO $$ BEGIN LOCK TABLE etl.ciclo_turnos IN SHARE MODE; END $$",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                stranger.execute(statement.encode())
        stranger.execute(
            "SELECT pg_advisory_lock(hashtextextended(k, 0)) FROM unnest(ARRAY["
            "'bp010:ciclo:c', 'stage.sp_pivot_landing', 'reporting.sp_load_to_reporting']) AS k"
        )
        assert call(db, "c") == []
        db.execute("SET lock_timeout = '2s'")
        db.execute("CALL stage.sp_pivot_landing()")
        db.execute("CALL reporting.sp_load_to_reporting()")
    assert traces(db) == ["x"]


def test_two_that_start_at_the_same_moment_are_one_run(url: str, db: Connection) -> None:
    define(db, "c", "dormir(0.05)")
    gate = threading.Barrier(5)

    def start() -> None:
        with psycopg.connect(url, autocommit=True) as session:
            session.execute("SELECT 1")
            gate.wait()
            call(session, "c")

    for _ in range(10):
        threads = [threading.Thread(target=start) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    real = [run for run in runs(db) if run["ocupado_por"] is None]
    assert len(runs(db)) == 50
    assert {run["estado"] for run in real} == {"exitoso"}
    spans = sorted((run["fecha_inicio"], run["fecha_fin"]) for run in real)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


# -- busy beyond the limit ----------------------------------------------------------------------


def test_a_cycle_that_is_busy_beyond_its_limit_is_an_alert_with_its_holder(
    url: str, db: Connection
) -> None:
    define(db, "c", "limites({desde}, {hasta}, {pozo})", f"esperar({LOCK})", limit=60)
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with psycopg.connect(url, autocommit=True, application_name="un cuaderno") as session:
        ranged = threading.Thread(
            target=call, args=(session, "c"), kwargs={"desde": "2026-01-01", "hasta": "2026-02-01"}
        )
        ranged.start()
        pid = session.info.backend_pid
        until(lambda: waits(db, pid))
        call(db, "c")
        assert alerts(db) == []
        row = db.execute("SELECT (now() + interval '3 minutes')::text").fetchone()
        assert row is not None
        set_clock(db, row[0])
        call(db, "c")  # a start that finds it busy tells it, without the watch
        (alert,) = alerts(db)
        assert (alert[0], alert[1], alert[3]) == ("ocupado", "c", True)
        assert f"process {pid} (user bp010, application un cuaderno" in alert[2]
        assert f"run {runs(db)[0]['id']} in" in alert[2]
        db.execute("CALL etl.sp_vigilancia()")
        assert len(alerts(db)) == 1
        assert runs(db)[0]["estado"] == "en_proceso"  # a range has no limit
        db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        ranged.join()
    db.execute("CALL etl.sp_vigilancia()")
    assert [open_ for *_, open_ in alerts(db)] == [False]


def test_a_turn_kept_by_an_idle_session_is_an_alert_too(url: str, db: Connection) -> None:
    define(db, "c", "anotar('x')", limit=60)
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("SELECT etl.fnc_tomar_turno('c', true)")
        assert "already running" in call(db, "c")[0]
        row = db.execute("SELECT (now() + interval '3 minutes')::text").fetchone()
        assert row is not None
        set_clock(db, row[0])
        db.execute("CALL etl.sp_vigilancia()")
        assert "kept for a session in process" in alerts(db)[0][2]
        assert call(session, "c") == []  # its own
        assert holder(db) == session.info.backend_pid
    until(lambda: call(db, "c") == [])  # it went with the session


def test_a_hung_watch_is_ended_by_the_next_start(url: str, db: Connection) -> None:
    define(db, "vigilancia", f"esperar({LOCK})", limit=60)
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "vigilancia") as called:
        until(lambda: waits(db, called.pid))
        db.execute("UPDATE etl.etl_ejecuciones SET fecha_inicio = now() - interval '61 s'")
        call(db, "vigilancia")
    db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert runs(db)[0]["error_tipo"] == "timeout"
