"""etl.sp_ejecutar_paso by itself: each try is recorded, its work is left to the caller's COMMIT."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from support import fakes
from support.databases import new_database
from support.fakes import add_run, rows, steps

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def url(cluster: Any, migrated_template: Any) -> Iterator[str]:
    with new_database(cluster, migrated_template.template_dbname) as url:
        fakes.install(url)
        yield url


@pytest.fixture
def db(url: str) -> Iterator[Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM prueba.hecho; DELETE FROM stage.tbl_pozo_maestra")
        yield connection


def step(db: Connection, call: str, order: int = 1) -> tuple[str | None, list[dict[str, Any]]]:
    """The SQLSTATE that it gives back, and what it recorded."""
    run = add_run(db, "c", "2026-01-08 10:00+00")
    query = "CALL etl.sp_ejecutar_paso(%s, %s, %s, NULL)"
    (row,) = db.execute(query, [run, order, call]).fetchall()
    return row[0], steps(db, run)


def test_a_step_is_recorded_by_its_name_with_the_rows_it_wrote(db: Connection) -> None:
    sqlstate, (tried,) = step(db, "CALL prueba.pozos(3)", 7)
    assert sqlstate is None
    assert (tried["orden"], tried["intento"], tried["paso"]) == (7, 1, "prueba.pozos")
    assert (tried["estado"], tried["registros"]) == ("exitoso", 3)
    assert tried["detalle"] == {"extraidos": 0, "rechazados": 0}
    assert tried["fecha_fin"] >= tried["fecha_inicio"]
    assert [tried[f"error_{part}"] for part in ("sqlstate", "mensaje", "contexto")] == [None] * 3


def test_a_step_that_fails_leaves_no_trace_and_says_where(db: Connection) -> None:
    sqlstate, (tried,) = step(db, "CALL prueba.fallar('22012')")
    assert sqlstate == "22012"
    assert (tried["estado"], tried["error_sqlstate"]) == ("fallido", "22012")
    assert tried["error_mensaje"] == "no luck"
    assert tried["error_contexto"].startswith("PL/pgSQL function prueba.fallar(text) line ")
    assert "sp_ejecutar_paso" not in tried["error_contexto"]
    assert (tried["registros"], tried["detalle"]) == (None, None)
    assert fakes.traces(db) == []


@pytest.mark.parametrize(
    "call", ["CALL prueba.nothing()", "no SQL at all", "CALL prueba.pozos('x')"]
)
def test_a_call_that_cannot_be_made_is_a_failed_step(db: Connection, call: str) -> None:
    sqlstate, (tried,) = step(db, call)
    assert sqlstate in {"42883", "42601", "22P02"}  # no such procedure, syntax, no number
    assert tried["estado"] == "fallido"


def test_a_passing_error_is_tried_again_and_the_last_try_says_how_it_ended(db: Connection) -> None:
    db.execute("ALTER SEQUENCE prueba.intentos RESTART")
    sqlstate, tries = step(db, "CALL prueba.insistir('40001', 1)")
    assert sqlstate is None
    assert [(tried["intento"], tried["estado"]) for tried in tries] == [
        (1, "fallido"), (2, "exitoso"),
    ]  # fmt: skip
    assert fakes.traces(db) == ["insistir"]


def test_a_violation_that_would_show_at_commit_is_the_step_s_own(db: Connection) -> None:
    db.execute(
        "CREATE TABLE IF NOT EXISTS prueba.tardia (n integer, CONSTRAINT uq_tardia UNIQUE (n)"
        " DEFERRABLE INITIALLY DEFERRED);"
        "CREATE OR REPLACE PROCEDURE prueba.repetir() LANGUAGE sql AS"
        " $$ INSERT INTO prueba.tardia VALUES (1), (1) $$"
    )
    sqlstate, (tried,) = step(db, "CALL prueba.repetir()")
    assert (sqlstate, tried["estado"]) == ("23505", "fallido")
    assert rows(db, "SELECT FROM prueba.tardia") == []


def test_a_step_waits_for_no_lock_longer_than_ten_seconds_unless_told(db: Connection) -> None:
    db.execute(
        "CREATE OR REPLACE PROCEDURE prueba.limite() LANGUAGE sql AS"
        " $$ INSERT INTO prueba.hecho (paso) VALUES (current_setting('lock_timeout')) $$"
    )
    step(db, "CALL prueba.limite()")
    assert db.execute("SHOW lock_timeout").fetchone() == ("0",)
    db.execute("SET lock_timeout = '3s'")
    step(db, "CALL prueba.limite()")
    assert fakes.traces(db) == ["10s", "3s"]


def test_inside_a_transaction_it_is_refused(url: str) -> None:
    with psycopg.connect(url) as connection:
        run = add_run(connection, "c", "2026-01-08 10:00+00")
        with pytest.raises(psycopg.errors.InvalidTransactionTermination):
            connection.execute(
                "CALL etl.sp_ejecutar_paso(%s, 1, 'CALL prueba.pozos(1)', NULL)", [run]
            )
        connection.rollback()
