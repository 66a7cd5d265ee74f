"""The tables are what dashboards and services count on: names, types, keys, comments, rights."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from bp010ctl.server.groups import GROUPS
from support import FIXTURES, PROJECT

SCHEMAS = ["etl", "referencial", "reporting", "stage", "universal"]
Row = tuple[Any, ...]


@pytest.fixture
def db(migrated_url: str) -> Iterator[Connection[Row]]:
    """A connection whose changes are rolled back; a superuser's in the owner's role, which may
    take any other."""
    with psycopg.connect(migrated_url, user="postgres", options="-c role=bp010") as connection:
        yield connection
        connection.rollback()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def columns_of(db: Connection[Row]) -> list[Row]:
    """Schema, table, column, type, comment, table's comment."""
    return db.execute((FIXTURES / "columns.sql").read_bytes()).fetchall()


def test_every_column_of_the_model_exists_with_its_type(db: Connection[Row]) -> None:
    expected = {tuple(row.values()) for row in rows_of(FIXTURES / "model.csv")}
    assert len(expected) > 800
    assert expected - {row[:4] for row in columns_of(db)} == set()


def test_every_key_of_the_model_exists(db: Connection[Row]) -> None:
    expected = {tuple(row.values()) for row in rows_of(FIXTURES / "keys.csv")}
    assert len(expected) > 90
    assert expected - set(db.execute((FIXTURES / "keys.sql").read_bytes()).fetchall()) == set()


def test_every_table_and_column_has_a_comment(db: Connection[Row]) -> None:
    views = {row[0] for row in db.execute("SELECT viewname FROM pg_views").fetchall()}
    columns = columns_of(db)
    assert {row[:2] for row in columns if not row[5]} == set()
    assert {row[:3] for row in columns if not row[4] and row[1] not in views} == set()


def test_every_schema_has_a_comment(db: Connection[Row]) -> None:
    schemas = db.execute(
        "SELECT nspname FROM pg_namespace WHERE obj_description(oid, 'pg_namespace') > ''"
    )
    assert set(SCHEMAS) <= {row[0] for row in schemas}


def test_no_measure_has_a_limited_precision(db: Connection[Row]) -> None:
    limited = [
        row for row in columns_of(db) if row[3].startswith(("numeric(", "character", "real"))
    ]
    assert limited == []


def test_every_scada_variable_has_its_column_in_the_readings(db: Connection[Row]) -> None:
    readings = {row[2] for row in columns_of(db) if row[1] == "tbl_pozo_produccion"}
    mapped = {
        row["columna_stage"]
        for row in rows_of(PROJECT / "seeds" / "referencial.tbl_var_scada_map.csv")
    }
    assert len(mapped) == 65
    assert mapped - readings == set()


def test_every_dashboard_element_reads_a_column_that_exists(db: Connection[Row]) -> None:
    elements = rows_of(PROJECT / "model" / "dashboard.csv")
    existing = {(f"{row[0]}.{row[1]}", row[2]) for row in columns_of(db)}
    without_data = {row["visual"] for row in elements if row["tabla"] == "n/a"}
    assert len(elements) == 114
    assert without_data == {
        "Logo", "Production", "Hydralift T4 Surface Operations", "Business KPIs", "Period",
    }  # fmt: skip
    assert {
        (row["visual"], row["tabla"], row["columna"])
        for row in elements
        if row["tabla"] != "n/a" and (row["tabla"], row["columna"]) not in existing
    } == set()


@pytest.mark.parametrize(
    "table",
    [
        "stage.landing_scada_data",
        "stage.tbl_pozo_produccion",
        "reporting.fact_operaciones_horarias",
        "reporting.fact_operaciones_diarias",
    ],
)
def test_no_row_is_without_a_partition(db: Connection[Row], table: str) -> None:
    tables = db.execute(
        "SELECT count(*) FROM pg_partition_tree(%s::regclass) AS parte"
        " JOIN pg_class AS tabla ON tabla.oid = parte.relid"
        " WHERE pg_get_expr(tabla.relpartbound, tabla.oid) = 'DEFAULT'",
        [table],
    )
    assert tables.fetchone() == (1,)


def become(db: Connection[Row], role: str) -> None:
    """Work as a member of the group for the rest of the transaction."""
    db.execute(f"SET LOCAL ROLE {role}")


def test_a_writer_writes_readings_through_the_parent_only(db: Connection[Row]) -> None:
    become(db, "bp010_escritura")
    db.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " VALUES (1, 'P-1', '2026-01-01')"
    )
    reading = "(well_id, timestamp_lectura) VALUES (1, '2026-01-01 00:00+00')"
    db.execute(f"INSERT INTO stage.tbl_pozo_produccion {reading}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(f"INSERT INTO stage.tbl_pozo_produccion_default {reading}")


def test_nobody_may_write_a_partition_directly(db: Connection[Row]) -> None:
    grants = db.execute(
        "SELECT tabla.oid::regclass::text, rol, derecho FROM pg_class AS tabla"
        " CROSS JOIN unnest(%s::text[]) AS rol"
        " CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS derecho"
        " WHERE tabla.relispartition AND tabla.relkind = 'r'"
        " AND has_table_privilege(rol, tabla.oid, derecho)",
        [list(GROUPS)],
    )
    assert grants.fetchall() == []


PASSWORDS = ("reporting", "dim_rls_clave")


@pytest.mark.parametrize("role", ["bp010_lectura", "bp010_operacion"])
def test_readers_and_operators_read_every_table(db: Connection[Row], role: str) -> None:
    """But passwords, which nobody but the owner reads."""
    become(db, role)
    for schema, table in sorted({row[:2] for row in columns_of(db)} - {PASSWORDS}):
        db.execute(f"SELECT FROM {schema}.{table} LIMIT 1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(f"SELECT FROM {'.'.join(PASSWORDS)}")


def test_a_reader_writes_nothing(db: Connection[Row]) -> None:
    grants = db.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p')"
        " AND relnamespace::regnamespace::text = ANY (%s)"
        " AND has_table_privilege('bp010_lectura', oid, 'INSERT, UPDATE, DELETE, TRUNCATE')",
        [SCHEMAS],
    )
    assert grants.fetchall() == []


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "0044-03-15 BC", "9999-01-01"])
def test_a_reading_of_an_impossible_time_is_refused(db: Connection[Row], moment: str) -> None:
    db.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " VALUES (1, 'P-1', '2026-01-01')"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="chk_timestamp_lectura"):
        db.execute(
            "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura)"
            " VALUES (1, %s::text::timestamptz)",
            [moment],
        )


def test_a_garbage_count_does_not_overflow(db: Connection[Row]) -> None:
    db.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " VALUES (1, 'P-1', '2026-01-01')"
    )
    stored = db.execute(
        "INSERT INTO stage.tbl_pozo_produccion"
        " (well_id, timestamp_lectura, contador_emboladas, porcentaje_operacion_diario)"
        " VALUES (1, '2026-01-01 00:00+00', 1e300, 100000)"
        " RETURNING contador_emboladas, porcentaje_operacion_diario"
    )
    assert stored.fetchone() == (1e300, 100000)


def test_an_unknown_reason_of_rejection_is_refused(db: Connection[Row]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="chk_motivo"):
        db.execute(
            "INSERT INTO stage.tbl_landing_rechazos (motivo, primera_vez, ultima_vez)"
            " VALUES ('porque sí', now(), now())"
        )


def test_a_rejected_value_is_kept_once_even_without_unit(db: Connection[Row]) -> None:
    rejection = (
        "INSERT INTO stage.tbl_landing_rechazos (motivo, valor_crudo, primera_vez, ultima_vez)"
        " VALUES ('unidad_ausente', 'abc', now(), now())"
    )
    db.execute(rejection)
    with pytest.raises(psycopg.errors.UniqueViolation):
        db.execute(rejection)


def test_the_clock_can_be_set(db: Connection[Row]) -> None:
    assert db.execute("SELECT etl.fnc_ahora() = now()").fetchone() == (True,)
    db.execute("SET LOCAL bp010.ahora = '2026-01-07 15:24:07+00'")
    clock = "SELECT etl.fnc_ahora() = timestamptz '2026-01-07 15:24:07+00'"
    assert db.execute(clock).fetchone() == (True,)
