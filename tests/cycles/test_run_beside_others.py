"""`bp010ctl run` beside the schedule: it waits and says so, keeps others out of a reset."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from bp010ctl.base.errors import ChainError
from bp010ctl.cycles import modes, runner
from support import PROJECT, fakes
from support.fakes import add_run, call, calling, define, runs, until, waits

Connection = psycopg.Connection[Any]
LOCK = 4242


@pytest.fixture
def url(database: str) -> str:
    """The three cycles, each leaving a trace; reporting knows limits."""
    fakes.install(database)
    with psycopg.connect(database) as connection:
        define(connection, "stage", "anotar('stage')", cron="0 0 1 1 *")
        define(connection, "universal", "anotar('universal')", cron="0 0 1 1 *")
        define(connection, "reporting", "limites({desde}, {hasta}, {pozo})", cron="0 0 1 1 *")
        define(connection, "recuperacion", "etl.sp_recuperar()")
        define(connection, "reinicio", "anotar('reinicio')")
    return database


@pytest.fixture
def db(url: str) -> Iterator[Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def order(db: Connection) -> list[str]:
    return [run["etl_tipo"] for run in runs(db)]


def test_a_run_waits_for_the_cycle_that_somebody_else_runs(url: str, db: Connection) -> None:
    define(db, "stage", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    waited: list[str] = []

    def release(cycle: str) -> None:
        waited.append(cycle)
        db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    with calling(url, "stage") as called:
        until(lambda: waits(db, called.pid))
        with psycopg.connect(url) as connection:
            result = runner.run(connection, "incremental", waiting=release)
    assert waited == ["stage"]
    assert result.estado == "exitoso"
    assert order(db) == ["stage", "stage", "universal", "reporting"]
    assert all(run["ocupado_por"] is None for run in runs(db))


def test_a_run_that_waits_too_long_says_who_is_at_work(
    url: str, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "WAIT_SECONDS", {"incremental": 0.2, "range": 0.2})
    define(db, "stage", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "stage") as called:
        until(lambda: waits(db, called.pid))
        with (
            psycopg.connect(url) as connection,
            pytest.raises(ChainError, match="somebody else is running the cycle 'stage'") as told,
        ):
            runner.run(connection, "incremental")
        db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert str(called.pid) in str(told.value)
    assert [run["ocupado_por"] for run in runs(db)] == [None, called.pid]


def test_a_full_reset_keeps_the_schedule_out_until_it_is_done(url: str, db: Connection) -> None:
    define(db, "reinicio", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    results: list[runner.RunResult] = []

    def reset() -> None:
        with psycopg.connect(url) as connection:
            results.append(runner.run(connection, "full-reset"))

    worker = threading.Thread(target=reset)
    worker.start()
    until(lambda: "reinicio" in order(db))
    for cycle in ("stage", "universal", "reporting"):
        assert "already running" in call(db, cycle)[0]
    db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    worker.join()
    assert [run.ciclo for run in results[0].runs] == [
        "recuperacion", "reinicio", "stage", "reporting", "universal", "reporting",
    ]  # fmt: skip
    assert results[0].estado == "exitoso"
    assert call(db, "stage") == []


def test_gaps_are_tried_first_in_a_run_over_days_and_never_in_an_incremental_one(
    url: str, db: Connection
) -> None:
    gap = add_run(
        db, "reporting", str(db.execute("SELECT now()").fetchone()[0]),  # type: ignore[index]
        estado="fallido", fecha_desde="2026-01-01", fecha_hasta="2026-01-01",
    )  # fmt: skip
    with psycopg.connect(url) as connection:
        runner.run(connection, "incremental")
        assert order(db)[1:] == ["stage", "universal", "reporting"]
        seen: list[runner.StepResult] = []
        scope = modes.Scope(desde=date(2026, 1, 5), hasta=date(2026, 1, 5))
        result = runner.run(connection, "reporting-only", scope, seen.append)
    again = [run for run in result.runs if run.recupera_id == gap]
    assert [run.ciclo for run in result.runs] == ["recuperacion", "reporting", "reporting"]
    assert len(again) == 1
    assert [step.routine for step in seen] == [
        "prueba.limites", "etl.sp_recuperar", "prueba.limites",
    ]  # fmt: skip
    assert result.estado == "exitoso"


def test_the_steps_are_seen_while_the_run_goes_on(url: str, db: Connection) -> None:
    define(db, "universal", "anotar('antes')", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    seen: list[str] = []

    def watch(step: runner.StepResult) -> None:
        seen.append(step.routine)
        if step.routine == "prueba.anotar":
            db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    with psycopg.connect(url) as connection:
        runner.run(connection, "universal-only", watch=watch)
    assert seen == ["prueba.anotar", "prueba.esperar"]


def test_each_try_of_a_step_is_shown(url: str, db: Connection) -> None:
    define(db, "universal", "insistir('40001', 1)")
    with psycopg.connect(url) as connection:
        result = runner.run(connection, "universal-only")
    assert [(step.attempt, step.sqlstate) for step in result.steps] == [(1, "40001"), (2, None)]
    assert result.estado == "exitoso"


def test_ctrl_c_cancels_the_run_and_the_ledger_knows(url: str, db: Connection) -> None:
    define(db, "universal", "dormir(60)")
    with subprocess.Popen(
        [sys.executable, "-m", "bp010ctl", "run", "universal-only"],
        env=dict(os.environ) | {"BP010_DATABASE_URL": url}, cwd=PROJECT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        until(lambda: db.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
        ).fetchone())  # fmt: skip
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert [run["error_tipo"] for run in runs(db)] == ["interrumpido"]


def test_a_lost_connection_is_a_message_and_no_traceback(url: str, db: Connection) -> None:
    define(db, "universal", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])

    def kill() -> None:
        pid = until(lambda: [run["backend_pid"] for run in runs(db)])[0]
        until(lambda: waits(db, pid))
        db.execute("SELECT pg_terminate_backend(%s)", [pid])

    killer = threading.Thread(target=kill)
    killer.start()
    with (
        psycopg.connect(url) as connection,
        pytest.raises(ChainError, match="the run broke off"),
    ):
        runner.run(connection, "universal-only")
    killer.join()
