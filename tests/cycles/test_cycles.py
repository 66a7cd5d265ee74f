"""A cycle: its steps one by one, each in its own transaction, and a ledger that survives them."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import psycopg
import pytest

from support import sampled
from support.fakes import call, calling, define, runs, steps, traces, until, waits

Connection = psycopg.Connection[Any]
LOCK = 4242


def locks(db: Connection) -> int:
    row = db.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
    assert row is not None
    return int(row[0])


def turns(db: Connection) -> list[str]:
    return [cycle for (cycle,) in db.execute("SELECT ciclo FROM etl.ciclo_turnos").fetchall()]


def test_a_run_is_in_the_ledger_with_its_steps_and_their_rows(db: Connection) -> None:
    define(db, "c", "anotar('uno')", "pozos(3)")
    assert call(db, "c", origen="prueba") == []
    (run,) = runs(db)
    assert (run["etl_tipo"], run["estado"], run["origen"]) == ("c", "exitoso", "prueba")
    assert (run["modo"], run["registros_cargados"]) == ("incremental_c", 3)
    assert run["version_etl"].startswith("v")
    assert run["fecha_fin"] >= run["fecha_inicio"]
    assert [(s["paso"], s["estado"], s["registros"]) for s in steps(db, run["id"])] == [
        ("prueba.anotar", "exitoso", 0),
        ("prueba.pozos", "exitoso", 3),
    ]


def test_the_run_is_committed_before_its_work(url: str, db: Connection) -> None:
    define(db, "c", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "c") as called:
        until(lambda: waits(db, called.pid))
        (run,) = runs(db)
        assert (run["estado"], run["backend_pid"]) == ("en_proceso", called.pid)
        assert [step["estado"] for step in steps(db, run["id"])] == ["en_proceso"]
        db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert runs(db)[0]["estado"] == "exitoso"


def test_a_critical_failure_stops_the_chain_and_keeps_what_came_before(db: Connection) -> None:
    define(db, "c", "anotar('antes')", "fallar('23505')", "anotar('después')")
    (warning,) = call(db, "c")
    assert "fallido" in warning
    (run,) = runs(db)
    assert (run["estado"], run["error_tipo"]) == ("fallido", "db_error")
    assert run["error_mensaje"] == "prueba.fallar: no luck"
    failed = steps(db, run["id"])[1]
    assert (failed["error_sqlstate"], failed["error_mensaje"]) == ("23505", "no luck")
    assert "prueba.fallar(text)" in failed["error_contexto"]
    assert "sp_ejecutar_paso" not in failed["error_contexto"]
    assert traces(db) == ["antes"]


def test_a_failure_that_is_not_critical_makes_the_run_partial(db: Connection) -> None:
    define(db, "c", "fallar('22012')", "anotar('después')", optional=[1])
    call(db, "c")
    assert [run["estado"] for run in runs(db)] == ["parcial"]
    assert traces(db) == ["después"]


def test_every_failure_that_is_not_critical_is_recorded(db: Connection) -> None:
    define(db, "c", "fallar('22012')", "fallar('P0004')", optional=[1, 2])
    call(db, "c")
    (run,) = runs(db)
    assert run["estado"] == "parcial"
    assert [step["error_sqlstate"] for step in steps(db, run["id"])] == ["22012", "P0004"]


def test_rejected_values_make_the_run_partial_without_an_error(db: Connection) -> None:
    db.execute(
        "CREATE PROCEDURE prueba.rechazar() LANGUAGE sql AS $$ INSERT INTO"
        " stage.tbl_landing_rechazos (unit_id, var_id, motivo, primera_vez, ultima_vez)"
        " VALUES (1, 61, 'no_numerico', now(), now()) $$"
    )
    define(db, "c", "rechazar()")
    call(db, "c")
    (run,) = runs(db)
    assert (run["estado"], run["error_tipo"], run["registros_cargados"]) == ("parcial", None, 0)


@pytest.mark.parametrize(
    "sqlstate", sampled({state: (state,) for state in ("40001", "40P01", "55P03")}, 3)
)
def test_a_passing_error_is_tried_again_and_each_try_recorded(
    db: Connection, sqlstate: str
) -> None:
    define(db, "c", f"insistir('{sqlstate}', 1)")
    call(db, "c")
    (run,) = runs(db)
    assert run["estado"] == "exitoso"
    assert [(s["intento"], s["estado"], s["error_sqlstate"]) for s in steps(db, run["id"])] == [
        (1, "fallido", sqlstate),
        (2, "exitoso", None),
    ]


@pytest.mark.slow
def test_a_passing_error_that_does_not_pass_fails_after_growing_pauses(db: Connection) -> None:
    define(db, "c", "insistir('40001', 99)")
    call(db, "c")
    (run,) = runs(db)
    tries = steps(db, run["id"])
    starts = [step["fecha_inicio"] for step in tries]
    pauses = [(b - a).total_seconds() for a, b in itertools.pairwise(starts)]
    assert (run["estado"], len(tries)) == ("fallido", 5)
    least = (0, 0.375, 0.75, 1.5)  # half a second, doubled each time, less a quarter by chance
    assert all(pause >= limit for pause, limit in zip(pauses, least, strict=True))


def test_another_error_is_not_tried_again(db: Connection) -> None:
    define(db, "c", "insistir('23505', 1)")
    call(db, "c")
    assert len(steps(db, runs(db)[0]["id"])) == 1


def test_a_lock_timeout_is_tried_again(url: str, db: Connection) -> None:
    define(db, "c", "tocar('a', 'b')")
    with psycopg.connect(url) as other:
        other.execute("UPDATE prueba.recurso SET valor = 10 WHERE nombre = 'a'")
        with calling(url, "c", lock_timeout="100ms"):
            until(lambda: [s for r in runs(db) for s in steps(db, r["id"]) if s["intento"] == 2])
            other.commit()
    (run,) = runs(db)
    assert run["estado"] == "exitoso"
    assert steps(db, run["id"])[0]["error_sqlstate"] == "55P03"
    assert db.execute("SELECT valor FROM prueba.recurso ORDER BY nombre").fetchall() == [
        (11,),
        (1,),
    ]


def test_a_deadlock_is_tried_again(url: str, db: Connection) -> None:
    define(db, "c", "tocar('a', 'b')")
    with psycopg.connect(url.replace("bp010@", "postgres@")) as other:
        other.execute("SET deadlock_timeout = '10min'")  # the cycle is the one that is told
        other.execute("UPDATE prueba.recurso SET valor = 10 WHERE nombre = 'b'")
        with calling(url, "c") as called:
            until(lambda: waits(db, called.pid))
            other.execute("UPDATE prueba.recurso SET valor = 10 WHERE nombre = 'a'")
            other.commit()
    (run,) = runs(db)
    assert run["estado"] == "exitoso"
    assert steps(db, run["id"])[0]["error_sqlstate"] == "40P01"
    assert db.execute("SELECT valor FROM prueba.recurso").fetchall() == [(11,), (11,)]


def test_a_cancelled_run_is_interrupted_and_goes_no_further(url: str, db: Connection) -> None:
    define(db, "c", "anotar('antes')", "dormir(60)", "anotar('después')", optional=[2])
    with calling(url, "c") as called:
        until(lambda: traces(db))
        until(lambda: db.execute(
            "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'", [called.pid]
        ).fetchone())  # fmt: skip
        db.execute("SELECT pg_cancel_backend(%s)", [called.pid])
    assert called.error is None
    (run,) = runs(db)
    assert (run["estado"], run["error_tipo"]) == ("fallido", "interrumpido")
    assert steps(db, run["id"])[1]["error_sqlstate"] == "57014"
    assert traces(db) == ["antes"]
    assert locks(db) == 0


@pytest.mark.parametrize("limit", sampled({limit: (limit,) for limit in ("300ms", "1s")}, 2))
def test_a_statement_timeout_set_before_the_call_is_a_timeout(db: Connection, limit: str) -> None:
    define(db, "c", "dormir(60)")
    db.execute("SELECT set_config('statement_timeout', %s, false)", [limit])
    call(db, "c")
    db.execute("RESET statement_timeout")
    assert [run["error_tipo"] for run in runs(db)] == ["timeout"]


def test_a_second_run_at_the_same_time_is_told_recorded_and_does_nothing(
    url: str, db: Connection
) -> None:
    define(db, "c", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "c") as called:
        until(lambda: waits(db, called.pid))
        (warning,) = call(db, "c")
        assert "already running" in warning
        db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    first, second = runs(db)
    assert (first["estado"], first["ocupado_por"]) == ("exitoso", None)
    assert (second["estado"], second["ocupado_por"]) == ("fallido", called.pid)
    assert str(called.pid) in second["error_mensaje"]
    assert traces(db) == ["esperar"]


def test_many_at_once_run_one_at_a_time_and_each_is_accounted_for(url: str, db: Connection) -> None:
    define(db, "c", "pasar(1)", "pasar(2)")
    db.execute("INSERT INTO prueba.cola SELECT 1, n FROM generate_series(1, 500) AS n")
    errors: list[Exception] = []

    def worker() -> None:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                for _ in range(15):
                    call(connection, "c")
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    entries = runs(db)
    assert len(entries) == 45
    assert {run["estado"] for run in entries if run["ocupado_por"] is None} == {"exitoso"}
    real = sorted(
        (run["fecha_inicio"], run["fecha_fin"]) for run in entries if run["ocupado_por"] is None
    )
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(real))
    assert db.execute("SELECT etapa, count(*) FROM prueba.cola GROUP BY 1").fetchall() == [(3, 500)]


def test_the_session_is_left_as_it_was(db: Connection) -> None:
    define(db, "c", "fallar('22012')", "anotar('x')", optional=[1])
    settings = "SELECT name, setting FROM pg_settings WHERE name !~ '^plpgsql' ORDER BY name"
    before = db.execute(settings).fetchall()
    call(db, "c")
    assert db.execute(settings).fetchall() == before
    assert locks(db) == 0


def test_limits_reach_the_steps_that_know_them(db: Connection) -> None:
    db.execute("SET timezone = 'UTC'")
    define(db, "c", "limites({desde}, {hasta}, {pozo})")
    call(db, "c")
    call(db, "c", desde="2026-01-01 00:00+00", hasta="2026-02-01 00:00+00", well_id=7)
    call(db, "c", desde="2026-01-01 10:30+00", hasta="2026-01-01 11:00+00")
    call(db, "c", desde="-infinity", hasta="infinity")
    assert traces(db) == [
        "- - -",
        "2026-01-01 00:00:00+00 2026-02-01 00:00:00+00 7",
        "2026-01-01 10:30:00+00 2026-01-01 11:00:00+00 -",
        "-infinity infinity -",
    ]
    shown = db.execute(
        "SELECT modo, ubicacion_id, fecha_desde::text, hora_desde::text, fecha_hasta::text,"
        " hora_hasta::text FROM etl.etl_ejecuciones ORDER BY id"
    ).fetchall()
    assert shown == [
        ("incremental_c", None, None, None, None, None),
        ("completo", "7", "2026-01-01", None, "2026-01-31", None),
        ("completo", None, "2026-01-01", "10:30:00", "2026-01-01", "11:00:00"),
        ("completo", None, "-infinity", None, "infinity", None),
    ]


def test_limits_that_no_step_knows_limit_nothing(db: Connection) -> None:
    define(db, "c", "anotar('x')")
    call(db, "c", desde="2026-01-01", hasta="2026-02-01", well_id=7)
    (run,) = runs(db)
    assert (run["fecha_desde"], run["ubicacion_id"], run["modo"]) == (None, None, "incremental_c")


def test_an_unknown_cycle_is_refused(db: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedObject, match='cycle "nada" has no steps'):
        call(db, "nada")
    assert (runs(db), locks(db)) == ([], 0)


def test_inside_a_transaction_it_is_refused_and_keeps_no_lock(url: str, db: Connection) -> None:
    define(db, "c", "anotar('x')")
    with psycopg.connect(url) as inside:
        inside.execute("SELECT 1")
        with pytest.raises(psycopg.errors.InvalidTransactionTermination):
            call(inside, "c")
        inside.rollback()
        assert locks(db) == 0
    assert runs(db) == []


def test_a_deferred_constraint_fails_the_step_and_not_the_run(db: Connection) -> None:
    db.execute(
        "CREATE TABLE prueba.hijo (nombre text REFERENCES prueba.recurso"
        " DEFERRABLE INITIALLY DEFERRED);"
        "CREATE PROCEDURE prueba.huerfano() LANGUAGE sql AS"
        " $$ INSERT INTO prueba.hijo VALUES ('nadie') $$"
    )
    define(db, "c", "huerfano()", "anotar('después')", optional=[1])
    call(db, "c")
    (run,) = runs(db)
    assert run["estado"] == "parcial"
    assert steps(db, run["id"])[0]["error_sqlstate"] == "23503"


def test_a_cycle_with_nothing_to_do_is_cheap(db: Connection) -> None:
    define(db, "c", "anotar('x')", "anotar('y')")
    call(db, "c")
    for _ in range(20):
        call(db, "c")
    times = sorted(run["duracion_segundos"] for run in runs(db))
    assert times[len(times) // 4] < 0.02


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_run_killed_at_any_step_is_made_up_for_by_the_next(
    url: str, db: Connection, step: int
) -> None:
    calls = [f"pasar({n}{f', {LOCK}' if n == step else ''})" for n in (1, 2, 3)]
    define(db, "c", *calls)
    db.execute("INSERT INTO prueba.cola SELECT 1, n FROM generate_series(1, 5) AS n")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "c") as called:
        until(lambda: waits(db, called.pid))
        db.execute("SELECT pg_terminate_backend(%s)", [called.pid])
    assert isinstance(called.error, psycopg.OperationalError)
    db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert db.execute("SELECT DISTINCT etapa FROM prueba.cola").fetchall() == [(step,)]

    call(db, "c")
    lost, good = runs(db)
    assert (lost["estado"], lost["error_tipo"]) == ("fallido", "interrumpido")
    assert "prueba.pasar" in lost["error_mensaje"]
    assert [s["estado"] for s in steps(db, lost["id"])] == ["exitoso"] * (step - 1) + ["fallido"]
    assert good["estado"] == "exitoso"
    assert db.execute("SELECT etapa, count(*) FROM prueba.cola GROUP BY 1").fetchall() == [(4, 5)]
    assert db.execute("SELECT * FROM etl.v_gaps_por_recuperar").fetchall() == []


def test_a_call_that_ended_outside_its_steps_does_not_block_the_next(db: Connection) -> None:
    define(db, "c", "anotar('x')")
    call(db, "c")
    db.execute("UPDATE etl.etl_ejecuciones SET estado = 'en_proceso', fecha_fin = NULL")
    db.execute("SELECT etl.fnc_tomar_turno('c')")  # for that statement only
    call(db, "c")
    assert [run["estado"] for run in runs(db)] == ["fallido", "exitoso"]
    assert turns(db) == []
