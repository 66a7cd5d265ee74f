"""Cycles of a test's own, made of small procedures in a schema of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]

PROCEDURES = """
CREATE SCHEMA prueba;
CREATE TABLE prueba.hecho (paso text NOT NULL, momento timestamptz NOT NULL DEFAULT now());
CREATE TABLE prueba.recurso (nombre text PRIMARY KEY, valor integer NOT NULL DEFAULT 0);
INSERT INTO prueba.recurso (nombre) VALUES ('a'), ('b');
CREATE SEQUENCE prueba.intentos;
-- leaves a trace and three new wells
CREATE PROCEDURE prueba.anotar(p_paso text) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO prueba.hecho (paso) VALUES (p_paso);
END $$;
CREATE PROCEDURE prueba.pozos(p_cuantos integer) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)
    SELECT n, 'P-' || n, '2026-01-01' FROM generate_series(1, p_cuantos) AS n;
END $$;
-- fails after it has left a trace
CREATE PROCEDURE prueba.fallar(p_sqlstate text) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO prueba.hecho (paso) VALUES ('fallar');
    RAISE EXCEPTION 'no luck' USING ERRCODE = p_sqlstate;
END $$;
-- fails as often as told, then succeeds; a sequence counts, because it is never rolled back
CREATE PROCEDURE prueba.insistir(p_sqlstate text, p_veces integer) LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('prueba.intentos') <= p_veces THEN
        RAISE EXCEPTION 'not yet' USING ERRCODE = p_sqlstate;
    END IF;
    INSERT INTO prueba.hecho (paso) VALUES ('insistir');
END $$;
-- waits until nobody holds the advisory lock, in pieces or as one statement
CREATE PROCEDURE prueba.esperar(p_llave bigint) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(p_llave);
    INSERT INTO prueba.hecho (paso) VALUES ('esperar');
END $$;
CREATE PROCEDURE prueba.dormir(p_segundos double precision) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(p_segundos);
END $$;
CREATE PROCEDURE prueba.tocar(p_primero text, p_segundo text) LANGUAGE plpgsql AS $$
BEGIN
    UPDATE prueba.recurso SET valor = valor + 1 WHERE nombre = p_primero;
    UPDATE prueba.recurso SET valor = valor + 1 WHERE nombre = p_segundo;
END $$;
-- a chain over a queue: takes what waits, passes it on; an interrupted one gives it back
CREATE TABLE prueba.cola (etapa integer NOT NULL, dato integer NOT NULL);
CREATE PROCEDURE prueba.pasar(p_etapa integer, p_llave bigint DEFAULT NULL) LANGUAGE plpgsql AS $$
BEGIN
    WITH tomados AS (DELETE FROM prueba.cola WHERE etapa = p_etapa RETURNING dato)
    INSERT INTO prueba.cola (etapa, dato) SELECT p_etapa + 1, dato FROM tomados;
    PERFORM pg_advisory_xact_lock(p_llave);
END $$;
CREATE PROCEDURE prueba.limites(
    p_desde timestamptz, p_hasta timestamptz, p_pozo integer
) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO prueba.hecho (paso) VALUES (
        concat_ws(
            ' ',
            coalesce(p_desde::text, '-'),
            coalesce(p_hasta::text, '-'),
            coalesce(p_pozo::text, '-')
        )
    );
END $$;
"""


def install(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(PROCEDURES)


def define(
    connection: psycopg.Connection[Any],
    cycle: str,
    *calls: str,
    optional: Sequence[int] = (),
    cron: str | None = None,
    limit: int = 300,
) -> None:
    """A cycle made of `CALL prueba.<call>`; optional: the steps (from 1) that are not critical."""
    connection.execute("DELETE FROM etl.ciclos WHERE ciclo = %s", [cycle])
    connection.execute(
        "INSERT INTO etl.ciclos (ciclo, expresion_cron, limite_segundos) VALUES (%s, %s, %s)",
        [cycle, cron, limit],
    )
    for order, call in enumerate(calls, 1):
        name = call if "." in call.partition("(")[0] else f"prueba.{call}"
        connection.execute(
            "INSERT INTO etl.ciclo_pasos (ciclo, orden, llamada, critico) VALUES (%s, %s, %s, %s)",
            [cycle, order, f"CALL {name}", order not in optional],
        )


def call(connection: psycopg.Connection[Any], cycle: str, **arguments: Any) -> list[str]:
    """CALL the cycle; the warnings that it gave."""
    warnings: list[str] = []

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            warnings.append(notice.message_primary or "")

    connection.add_notice_handler(hear)
    parameters = "".join(f", p_{name} => %({name})s" for name in arguments)
    connection.execute(
        f"CALL etl.sp_ejecutar_ciclo(%(ciclo)s::text{parameters})", {"ciclo": cycle, **arguments}
    )
    connection.remove_notice_handler(hear)
    return warnings


@contextmanager
def calling(url: str, cycle: str, **settings: str) -> Iterator[Called]:
    """The cycle called in a session and a thread of its own, which has ended afterwards."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        called = Called(connection, cycle)
        called.start()
        yield called
        called.join(120)
        assert not called.is_alive()


class Called(threading.Thread):
    """A call that goes on; error: what the call raised, if it did."""

    def __init__(self, connection: psycopg.Connection[Any], cycle: str) -> None:
        super().__init__()
        self.connection = connection
        self.cycle = cycle
        self.pid = connection.info.backend_pid
        self.warnings: list[str] = []
        self.error: psycopg.Error | None = None

    def run(self) -> None:
        try:
            self.warnings = call(self.connection, self.cycle)
        except psycopg.Error as error:
            self.error = error


def until(condition: Callable[[], Any], seconds: float = 120) -> Any:
    """Wait for the condition and return what it came to."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return answer


def waits(connection: psycopg.Connection[Any], pid: int) -> bool:
    """Whether a server process waits for a lock."""
    locks = connection.execute("SELECT FROM pg_locks WHERE pid = %s AND NOT granted LIMIT 1", [pid])
    return locks.fetchone() is not None


def rows(connection: psycopg.Connection[Any], query: str, *values: Any) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, values).fetchall()


def runs(connection: psycopg.Connection[Any], cycle: str | None = None) -> list[Row]:
    """The ledger, oldest first."""
    return rows(
        connection,
        "SELECT * FROM etl.etl_ejecuciones WHERE etl_tipo = coalesce(%s, etl_tipo) ORDER BY id",
        cycle,
    )


def steps(connection: psycopg.Connection[Any], run: int) -> list[Row]:
    query = "SELECT * FROM etl.etl_ejecucion_pasos WHERE ejecucion_id = %s ORDER BY orden, intento"
    return rows(connection, query, run)


def traces(connection: psycopg.Connection[Any]) -> list[str]:
    return [
        row["paso"] for row in rows(connection, "SELECT paso FROM prueba.hecho ORDER BY momento")
    ]


def set_clock(connection: psycopg.Connection[Any], instant: str) -> None:
    connection.execute("SELECT set_config('bp010.ahora', %s, false)", [instant])


def add_run(connection: psycopg.Connection[Any], kind: str, start: str, **columns: Any) -> int:
    """A run written into the ledger as it is, one second long; its number."""
    row: Mapping[str, Any] = {
        "estado": "exitoso",
        "etl_tipo": kind,
        "fecha_inicio": start,
    } | columns
    names = ", ".join(row)
    values = ", ".join(f"%({name})s" for name in row)
    added = connection.execute(
        f"INSERT INTO etl.etl_ejecuciones ({names}, fecha_fin, duracion_segundos)"
        f" VALUES ({values}, %(fecha_inicio)s::timestamptz + interval '1 s', 1) RETURNING id",
        row,
    ).fetchone()
    assert added is not None
    return int(added[0])
