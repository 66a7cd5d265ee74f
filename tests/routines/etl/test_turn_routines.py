"""Who runs a cycle and who may: processes that live, turns that last, steps, switches and loads."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import row, rows, scalar

Connection = psycopg.Connection[Any]
NOON = "2026-01-08 12:00:00+00"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """One cycle with a limit of 600 s, switched on; noon of 8 January 2026, UTC."""
    seeded_db.execute("SELECT set_config('bp010.ahora', %s, true)", [NOON])
    seeded_db.execute("DELETE FROM etl.ciclo_vigencias")
    seeded_db.execute(
        "UPDATE etl.ciclos SET limite_segundos = 600, activo = true WHERE ciclo = 'stage'"
    )
    return seeded_db


# -- processes ----------------------------------------------------------------------------------

ALIVE = """
    SELECT etl.fnc_vive(vivas.pid, {start}, {statement})
    FROM pg_stat_activity AS vivas WHERE vivas.pid = pg_backend_pid()
"""


@pytest.mark.parametrize(
    ("start", "statement", "alive"),
    [
        ("vivas.backend_start", "NULL", True),
        ("NULL", "NULL", True),
        ("vivas.backend_start", "statement_timestamp()", True),
        ("vivas.backend_start", "statement_timestamp() - interval '1 s'", False),
        ("vivas.backend_start - interval '1 s'", "NULL", False),  # its number was used before
    ],
)
def test_a_process_lives_while_it_runs_the_statement(
    db: Connection, start: str, statement: str, alive: bool
) -> None:
    assert scalar(db, ALIVE.format(start=start, statement=statement)) is alive


def test_a_process_that_is_not_there_or_elsewhere_does_not_live(db: Connection) -> None:
    assert scalar(db, "SELECT etl.fnc_vive(NULL, NULL, NULL)") is False
    assert scalar(db, "SELECT etl.fnc_vive(-1, NULL, NULL)") is False


# -- turns --------------------------------------------------------------------------------------


def take_turn(db: Connection, minutes: float) -> None:
    """This session's turn at the cycle, taken some minutes before noon."""
    db.execute("DELETE FROM etl.ciclo_turnos")
    db.execute(
        "INSERT INTO etl.ciclo_turnos (ciclo, backend_pid, backend_inicio, tomado_en)"
        " SELECT 'stage', pid, backend_start, %s::timestamptz - %s * interval '1 minute'"
        " FROM pg_stat_activity WHERE pid = pg_backend_pid()",
        [NOON, minutes],
    )


def test_a_turn_beyond_its_limit_is_an_alert_once_until_it_ends(db: Connection) -> None:
    warn = "SELECT etl.fnc_avisar_ocupados()"
    assert scalar(db, warn) == 0
    take_turn(db, 11)  # 600 s and a minute of grace
    assert scalar(db, warn) == 0
    take_turn(db, 11.1)
    assert [scalar(db, warn), scalar(db, warn)] == [1, 0]
    alert = row(db, "SELECT * FROM etl.alertas WHERE tipo = 'ocupado'")
    assert (alert["etl_tipo"], alert["severidad"], alert["resuelta_en"]) == (
        "stage", "WARNING", None
    )  # fmt: skip
    pid = scalar(db, "SELECT pg_backend_pid()")
    assert "cycle stage has been busy since 2026-01-08 11:48:54 UTC" in alert["mensaje"]
    assert f"in process {pid} (user bp010" in alert["mensaje"]
    db.execute("DELETE FROM etl.ciclo_turnos")
    assert scalar(db, warn) == 0
    ended = row(db, "SELECT resuelta_en FROM etl.alertas WHERE tipo = 'ocupado'")
    assert ended["resuelta_en"] is not None


# -- steps --------------------------------------------------------------------------------------

CHECK = "SELECT etl.fnc_comprobar_llamada(%s)"


def test_one_call_with_constants_of_the_owner_s_routine_is_a_step(db: Connection) -> None:
    db.execute(CHECK, ["CALL stage.sp_pivot_landing()"])
    db.execute(CHECK, ["CALL reporting.poblar_kpi_business('2026-01-01', NULL, 5)"])


@pytest.mark.parametrize(
    "step",
    [
        "SELECT 1", "", None, "CALL stage.sp_pivot_landing(); DROP TABLE x",
        "CALL stage.sp_pivot_landing((SELECT 1))",
    ],
)  # fmt: skip
def test_anything_else_is_no_step(db: Connection, step: str | None) -> None:
    with pytest.raises(psycopg.errors.SyntaxError, match="is not one CALL with constants"):
        db.execute(CHECK, [step])


def test_a_routine_of_somebody_else_is_no_step(db: Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="belongs to somebody else"):
        db.execute(CHECK, ["CALL pg_catalog.now()"])


# -- switches -----------------------------------------------------------------------------------

STARTS = "SELECT programador, hasta IS NULL FROM etl.ciclo_vigencias ORDER BY desde, 1"


@pytest.mark.routine("etl.fnc_apagar_ciclo")
def test_a_cycle_that_is_switched_off_has_no_starts_to_miss(db: Connection) -> None:
    db.execute("SELECT etl.fnc_programar('stage', '*/5 * * * *', 'pg_cron')")
    db.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'reporting'")
    assert db.execute(STARTS).fetchall() == [("pg_cron", True)]  # another cycle's business
    db.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'stage'")
    assert db.execute(STARTS).fetchall() == [("pg_cron", False)]
    ended = "SELECT hasta FROM etl.ciclo_vigencias"
    before = scalar(db, ended)
    db.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'stage'")
    assert scalar(db, ended) == before


def test_a_scheduler_runs_a_cycle_that_is_on_and_is_noted_again(db: Connection) -> None:
    attend = "SELECT etl.fnc_atender_programador(%s, 'pg_cron')"
    assert scalar(db, attend, "stage") is True
    assert rows(db, STARTS) == []  # it never was this scheduler's
    db.execute("SELECT etl.fnc_programar('stage', '*/5 * * * *', 'pg_cron')")
    db.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'stage'")
    assert scalar(db, attend, "stage") is False
    db.execute("UPDATE etl.ciclos SET activo = true WHERE ciclo = 'stage'")
    db.execute("SELECT set_config('bp010.ahora', '2026-01-08 13:00+00', true)")
    assert [scalar(db, attend, "stage"), scalar(db, attend, "stage")] == [True, True]
    assert db.execute(STARTS).fetchall() == [("pg_cron", False), ("pg_cron", True)]
    assert scalar(db, attend, "no such cycle") is True


# -- loads --------------------------------------------------------------------------------------


def test_a_load_is_closed_with_what_it_did_and_a_cycle_s_run_is_not(db: Connection) -> None:
    db.execute(
        "INSERT INTO etl.etl_ejecuciones (id, etl_tipo, fecha_inicio, estado, version_etl, host)"
        " VALUES (901, 'carga', %(noon)s::timestamptz - interval '90 s', 'en_proceso', 'x', 'h'),"
        " (902, 'stage', %(noon)s, 'en_proceso', 'x', 'h')",
        {"noon": NOON},
    )
    close = "SELECT etl.fnc_cerrar_carga(%s, %s, %s, %s, %s, %s)"
    assert scalar(db, close, 901, "fallido", 10, 7, "no disk", "db_error") == 901
    query = (
        "SELECT estado, duracion_segundos, registros_extraidos, registros_cargados, error_mensaje,"
        " error_tipo FROM etl.etl_ejecuciones WHERE id = %s"
    )
    assert list(row(db, query, 901).values()) == ["fallido", 90, 10, 7, "no disk", "db_error"]
    assert scalar(db, close, 901, "exitoso", 10, 10, None, None) == 901
    assert list(row(db, query, 901).values()) == ["exitoso", 90, 10, 10, None, None]
    for number in (902, 903):
        assert scalar(db, close, number, "exitoso", None, None, None, None) is None
    assert row(db, query, 902)["estado"] == "en_proceso"
