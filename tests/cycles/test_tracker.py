"""ETLTracker: programs outside the database keep the same ledger."""

from __future__ import annotations

import json
import socket
import urllib.error
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import psycopg
import pytest

from bp010ctl.cycles import tracker as tracking
from bp010ctl.cycles.tracker import ETLEjecucion, ETLTracker, TrackerError, clasificar_excepcion
from support.fakes import runs, until

Connection = psycopg.Connection[Any]
TODAY = date.today()


@pytest.fixture
def db(database: str) -> Iterator[Connection]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def tracker(database: str) -> Iterator[ETLTracker]:
    with ETLTracker(database) as own:
        yield own


def window(start: str = "12:00", end: str = "12:30", place: str = "uno") -> ETLEjecucion:
    return ETLEjecucion(
        etl_tipo="scada",
        ubicacion_id=place,
        ubicacion_nombre=f"Campo {place}",
        fecha_desde=TODAY,
        fecha_hasta=TODAY,
        hora_desde=time.fromisoformat(start),
        hora_hasta=time.fromisoformat(end),
        modo="incremental_30min",
    )


def test_a_run_is_in_the_ledger_from_its_start(tracker: ETLTracker, db: Connection) -> None:
    number = tracker.iniciar_ejecucion(window())
    (run,) = runs(db)
    assert run["id"] == number
    assert (run["etl_tipo"], run["ubicacion_id"], run["estado"]) == ("scada", "uno", "en_proceso")
    assert (run["fecha_desde"], run["hora_desde"], run["hora_hasta"]) == (
        TODAY,
        time(12),
        time(12, 30),
    )
    assert (run["modo"], run["host"], run["origen"]) == (
        "incremental_30min", socket.gethostname(), "ETLTracker",
    )  # fmt: skip
    tracker.finalizar_ejecucion_exitosa(number, registros_extraidos=455, registros_cargados=450)
    (run,) = runs(db)
    assert (run["estado"], run["registros_extraidos"], run["registros_cargados"]) == (
        "exitoso", 455, 450,
    )  # fmt: skip
    assert run["duracion_segundos"] >= 0


def test_a_failure_is_a_gap_until_the_window_succeeds(tracker: ETLTracker) -> None:
    number = tracker.iniciar_ejecucion(window())
    tracker.finalizar_ejecucion_fallida(number, "HTTP 504", "timeout")
    (gap,) = tracker.obtener_gaps_por_recuperar("scada", "uno", max_horas=168)
    assert (gap.ubicacion_nombre, gap.hora_desde, gap.error_tipo) == (
        "Campo uno", time(12), "timeout",
    )  # fmt: skip
    assert gap.horas_desde_fallo < 1
    assert tracker.obtener_gaps_por_recuperar("ventas") == []
    assert tracker.obtener_gaps_por_recuperar("scada", "dos") == []
    with tracker.ejecucion(window("12:00", "12:15")):
        pass
    assert len(tracker.obtener_gaps_por_recuperar()) == 1
    with tracker.ejecucion(window("11:30", "13:00")):
        pass
    assert tracker.obtener_gaps_por_recuperar() == []


def test_gaps_older_than_asked_for_are_left_out(tracker: ETLTracker, db: Connection) -> None:
    tracker.finalizar_ejecucion_fallida(tracker.iniciar_ejecucion(window()), "x")
    db.execute(
        "UPDATE etl.etl_ejecuciones SET fecha_inicio = now() - interval '5 h',"
        " fecha_fin = now() - interval '5 h'"
    )
    assert tracker.obtener_gaps_por_recuperar(max_horas=4) == []
    assert len(tracker.obtener_gaps_por_recuperar(max_horas=6)) == 1


def test_the_block_counts_and_may_be_partial(tracker: ETLTracker, db: Connection) -> None:
    with tracker.ejecucion(window()) as run:
        run.registros_extraidos, run.registros_cargados, run.parcial = 10, 9, True
    (row,) = runs(db)
    assert (row["estado"], row["registros_extraidos"], row["registros_cargados"]) == (
        "parcial", 10, 9,
    )  # fmt: skip


def test_an_exception_fails_the_run_and_goes_on(tracker: ETLTracker, db: Connection) -> None:
    run = window()
    run.registros_extraidos = 3
    with pytest.raises(ZeroDivisionError), tracker.ejecucion(run):
        raise ZeroDivisionError("by hand")
    (row,) = runs(db)
    assert (row["estado"], row["error_tipo"], row["registros_extraidos"]) == (
        "fallido",
        "unknown",
        3,
    )
    assert row["error_mensaje"] == "ZeroDivisionError: by hand"


def test_ctrl_c_is_interrupted(tracker: ETLTracker, db: Connection) -> None:
    with pytest.raises(KeyboardInterrupt), tracker.ejecucion(window()):
        raise KeyboardInterrupt
    assert runs(db)[0]["error_tipo"] == "interrumpido"


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except BaseException as caught:
        return caught


class ReadTimeout(OSError):
    """As HTTP libraries have it."""


class HTTPStatusError(Exception):
    """As HTTP libraries have it."""


def unparsable() -> json.JSONDecodeError:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{")
    return caught.value


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), "timeout"),
        (ReadTimeout(), "timeout"),
        (psycopg.errors.QueryCanceled("canceling statement due to statement timeout"), "timeout"),
        (psycopg.errors.QueryCanceled("canceling statement due to user request"), "interrumpido"),
        (psycopg.errors.QueryCanceled("cancelado a petición del usuario"), "interrumpido"),
        (psycopg.errors.ConnectionTimeout(), "timeout"),
        (ConnectionRefusedError(), "conexion"),
        (socket.gaierror(), "conexion"),
        (urllib.error.URLError("no route"), "conexion"),
        (psycopg.OperationalError("server closed the connection"), "conexion"),
        (psycopg.errors.AdminShutdown(), "conexion"),
        (urllib.error.HTTPError("http://x", 500, "no", None, None), "api_error"),  # type: ignore[arg-type]
        (HTTPStatusError(), "api_error"),
        (unparsable(), "api_error"),
        (psycopg.errors.UniqueViolation(), "db_error"),
        (psycopg.errors.LockNotAvailable(), "db_error"),
        (psycopg.errors.DiskFull(), "db_error"),
        (KeyboardInterrupt(), "interrumpido"),
        (SystemExit(1), "interrumpido"),
        (ValueError("x"), "unknown"),
        (raised(RuntimeError("load failed"), TimeoutError()), "timeout"),
        (raised(RuntimeError("load failed"), psycopg.errors.UniqueViolation()), "db_error"),
    ],
)
def test_exceptions_are_classified(error: BaseException, kind: str) -> None:
    assert clasificar_excepcion(error) == kind


def test_metrics_come_by_place_and_day(tracker: ETLTracker) -> None:
    for place in ("uno", "uno", "dos"):
        with tracker.ejecucion(window(place=place)) as run:
            run.registros_cargados = 5
    with pytest.raises(ValueError, match="x"), tracker.ejecucion(window(place="uno")):
        raise ValueError("x")
    metrics = {row["ubicacion_id"]: row for row in tracker.obtener_metricas_confiabilidad(dias=7)}
    assert (metrics["uno"]["total_ejecuciones"], metrics["uno"]["ejecuciones_fallidas"]) == (3, 1)
    assert float(metrics["uno"]["tasa_exito_pct"]) == pytest.approx(66.67)
    assert metrics["uno"]["total_registros_cargados"] == 10
    assert metrics["uno"]["ubicacion_nombre"] == "Campo uno"
    assert [
        m["ubicacion_id"] for m in tracker.obtener_metricas_confiabilidad(ubicacion_id="dos")
    ] == ["dos"]


def test_a_lost_connection_is_made_anew(
    tracker: ETLTracker, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "PAUSES", (0.01,))
    with tracker.ejecucion(window()):
        db.execute("SELECT pg_terminate_backend(backend_pid) FROM etl.etl_ejecuciones")
    assert [run["estado"] for run in runs(db)] == ["exitoso"]


def test_a_program_that_dies_is_closed_by_the_watch(database: str, db: Connection) -> None:
    tracker = ETLTracker(database)
    tracker.iniciar_ejecucion(window())
    db.execute("CALL etl.sp_vigilancia()")
    assert runs(db)[0]["estado"] == "en_proceso"
    tracker.close()

    def closed() -> bool:
        db.execute("CALL etl.sp_vigilancia()")
        return bool(runs(db)[0]["estado"] != "en_proceso")

    until(closed)
    assert (runs(db)[0]["estado"], runs(db)[0]["error_tipo"]) == ("fallido", "interrumpido")


def test_a_run_that_was_taken_for_lost_comes_to_its_true_end(
    tracker: ETLTracker, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracking, "PAUSES", (0.01,))
    with tracker.ejecucion(window()):
        db.execute(
            "UPDATE etl.etl_ejecuciones SET estado = 'fallido', error_tipo = 'interrumpido',"
            " fecha_fin = now()"
        )
    (run,) = runs(db)
    assert (run["estado"], run["error_tipo"]) == ("exitoso", None)


def test_an_unknown_run_cannot_be_finished(tracker: ETLTracker) -> None:
    with pytest.raises(TrackerError, match="no run 4711"):
        tracker.finalizar_ejecucion_exitosa(4711)
