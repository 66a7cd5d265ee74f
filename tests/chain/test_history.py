"""What one more poll costs does not depend on how much history lies behind it.

Told by rows, not by time: how many of each table the reporting cycle reads for the same poll, with
70 days behind it and with 140. The plans look rows up by index wherever there is one, as they do in
large tables: where none leads to the rows, the whole table is read, and its rows grow with history.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from support import readings

Connection = psycopg.Connection[Any]
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
HISTORY = """
    INSERT INTO stage.tbl_pozo_produccion (
        well_id, timestamp_lectura, estado_motor, spm_promedio, presion_cabezal, pip,
        produccion_petroleo_diaria, produccion_fluido_diaria, conteo_poc_diario
    )
    SELECT
        well_id, momento, TRUE, 5.5, 120, 700,
        extract(HOUR FROM momento), 2 * extract(HOUR FROM momento), 0
    FROM
        generate_series(1, 2) AS well_id,
        generate_series(%s::timestamptz, %s::timestamptz - interval '1 hour', '1 hour') AS momento
"""
READ = """
    SELECT
        coalesce(madre.relname, tabla.relname) AS tabla,
        sum(leidas.seq_tup_read + coalesce(leidas.idx_tup_fetch, 0)) AS filas
    FROM pg_stat_xact_user_tables AS leidas
    INNER JOIN pg_class AS tabla ON leidas.relid = tabla.oid
    LEFT JOIN pg_inherits AS parte ON tabla.oid = parte.inhrelid
    LEFT JOIN pg_class AS madre ON parte.inhparent = madre.oid
    WHERE leidas.schemaname IN ('stage', 'reporting')
    GROUP BY 1
    ORDER BY 1
"""


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    readings.set_clock(seeded_db, NOW)
    readings.make_wells(seeded_db, 1, 2, longitud_carrera_nominal_unidad_in=120.0)
    for way in ("seqscan", "mergejoin", "hashjoin"):
        seeded_db.execute(f"SET LOCAL enable_{way} = off".encode())
    return seeded_db


def cycle(db: Connection) -> None:
    """The steps of the reporting cycle, over what changed."""
    query = (
        "SELECT regexp_replace(llamada, '\\{\\w+\\}', 'NULL', 'g') FROM etl.ciclo_pasos"
        " WHERE ciclo = 'reporting' ORDER BY orden"
    )
    for (call,) in db.execute(query.encode()).fetchall():
        db.execute(call.encode())


def rows_read(db: Connection) -> dict[str, int]:
    """Rows of each table that this transaction has read so far."""
    return {table: int(number) for table, number in db.execute(READ.encode()).fetchall()}


def one_more_poll(db: Connection) -> dict[str, int]:
    """Rows of each table that one more poll of both wells makes the cycle read; undone."""
    with db.transaction(force_rollback=True):
        before = rows_read(db)
        arrive(db, NOW, NOW + timedelta(hours=1))
        cycle(db)
        return {table: number - before.get(table, 0) for table, number in rows_read(db).items()}


def arrive(db: Connection, since: datetime, until: datetime) -> None:
    """A reading of each well in every hour."""
    db.execute(HISTORY.encode(), [since, until])


@pytest.mark.slow
def test_one_more_poll_reads_no_more_of_a_longer_history(db: Connection) -> None:
    arrive(db, NOW - timedelta(days=70), NOW)
    cycle(db)
    short = one_more_poll(db)
    arrive(db, NOW - timedelta(days=140), NOW - timedelta(days=70))
    cycle(db)
    longer = one_more_poll(db)
    assert short["tbl_pozo_produccion"] > 0
    assert short["fact_operaciones_diarias"] > 0
    grown = {
        table: (short.get(table, 0), number)
        for table, number in longer.items()
        if number > 1.1 * short.get(table, 0) + 20
    }
    assert grown == {}
