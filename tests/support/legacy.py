"""A database of the old system for the tests: its tables, synthetic rows, and strangers in it."""

from __future__ import annotations

import psycopg

from bp010ctl import adoption
from support import FIXTURES

TABLES = """SELECT c.oid::regclass::text FROM pg_class AS c
    WHERE relkind IN ('r', 'p') AND NOT relispartition
    AND (relnamespace::regnamespace::text IN ('stage', 'referencial', 'universal')
        OR c.oid IN ('etl.ciclos'::regclass, 'etl.ciclo_pasos'::regclass))
    ORDER BY c.oid"""
SEQUENCES = """SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences
    WHERE schemaname IN ('stage', 'referencial', 'universal') AND last_value IS NOT NULL"""
COMPUTED = {
    "stage.tbl_consistencia_resultados",
    "stage.tbl_dq_resumen",
    "stage.tbl_dq_resumen_horario",
    "stage.tbl_landing_rechazos",
    "stage.tbl_pozo_scada_dq",
}


def build(url: str, wells: int = 4, readings: int = 300) -> None:
    """The old tables with so many wells and readings of each, five minutes apart."""
    with psycopg.connect(url) as connection:
        connection.execute(f"SET legacy.wells = {wells}".encode())
        connection.execute(f"SET legacy.readings = {readings}".encode())
        for name in ("legacy_schema", "legacy_rows"):
            connection.execute((FIXTURES / f"{name}.sql").read_bytes())


def add_strangers(url: str) -> None:
    """Objects that no adoption knows, and views and routines of the old system."""
    with psycopg.connect(url) as connection:
        connection.execute((FIXTURES / "legacy_strangers.sql").read_bytes())


def build_adopted(url: str) -> None:
    """A database of the old system, full, taken over and then emptied; the old tables are there."""
    build(url)
    adoption.adopt(url, None, FIXTURES.parents[1])
    with psycopg.connect(url) as connection:
        connection.execute((FIXTURES / "emptied.sql").read_bytes())


def transfer(table: str, source: str, target: str) -> None:
    """The table's rows, with their numbers, from one migrated database into another."""
    with (
        psycopg.connect(source) as here,
        psycopg.connect(target) as there,
        here.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT".encode()) as reading,
        there.cursor().copy(f"COPY {table} FROM STDIN".encode()) as writing,
    ):
        for block in reading:
            writing.write(block)


def transfer_inputs(source: str, target: str) -> None:
    """All that nobody computes: into a migrated, unseeded database. Numbers go on where they are
    in the source."""
    with psycopg.connect(source) as here, psycopg.connect(target) as there:
        for (table,) in here.execute(TABLES):
            if table not in COMPUTED:
                transfer(table, source, target)
        for sequence, last in here.execute(SEQUENCES):
            there.execute("SELECT setval(%s, %s)", [sequence, last])
