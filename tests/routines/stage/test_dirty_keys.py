"""Whoever writes readings or landing rows leaves word of it, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection

pytestmark = pytest.mark.routine(
    "etl.fnc_encolar_lecturas",
    "etl.fnc_encolar_carga",
    "etl.fnc_encolar_movida",
    "etl.fnc_repetir_disparadores",
)

Row = tuple[object, ...]
CONSUMERS = ["carta", "dq", "foto", "hechos"]


@pytest.fixture
def db(migrated_url: str) -> Iterator[Connection[Row]]:
    """Two wells and an empty queue; changes are rolled back. A superuser's in the owner's role."""
    with psycopg.connect(migrated_url, user="postgres", options="-c role=bp010") as connection:
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        connection.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (1, 'P-1', '2026-01-01'), (2, 'P-2', '2026-01-01')"
        )
        yield connection
        connection.rollback()


def read(db: Connection[Row], *readings: tuple[int, str]) -> None:
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura) VALUES (%s, %s)",
            readings,
        )


def taken(db: Connection[Row]) -> list[Row]:
    """Consumer, well, hour and how often, in order; the queue is empty afterwards."""
    cursor = db.execute(
        "WITH tomadas AS (DELETE FROM etl.claves_sucias RETURNING *)"
        " SELECT consumidor, well_id, hora::text, count(*)"
        " FROM tomadas GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return cursor.fetchall()


def keys(*well_hours: tuple[int, str]) -> list[Row]:
    return [
        (consumer, well, f"2026-01-01 {hour}:00:00+00", 1)
        for consumer in CONSUMERS
        for well, hour in well_hours
    ]


def test_only_what_reads_readings_is_fed_by_them(db: Connection[Row]) -> None:
    consumers = db.execute(
        "SELECT consumidor, lecturas FROM etl.consumidores ORDER BY 1"
    ).fetchall()
    assert [name for name, fed in consumers if fed] == CONSUMERS
    assert {name for name, fed in consumers if not fed} == {
        "derivados",
        "kpi",
        "cdi",
        "ipr",
        "arps",
    }


def test_an_insert_enqueues_each_hour_once(db: Connection[Row]) -> None:
    db.execute(
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura) VALUES"
        " (1, '2026-01-01 05:00+00'), (1, '2026-01-01 05:59:59+00'),"
        " (1, '2026-01-01 06:00+00'), (2, '2026-01-01 05:30+00')"
    )
    assert taken(db) == keys((1, "05"), (1, "06"), (2, "05"))


def test_the_hours_are_cut_in_utc_whatever_the_session(db: Connection[Row]) -> None:
    db.execute("SET LOCAL TimeZone = 'Asia/Kolkata'")
    read(db, (1, "2026-01-01 05:45+00"))
    db.execute("SET LOCAL TimeZone = 'UTC'")
    assert taken(db) == keys((1, "05"))


def test_a_copy_enqueues(db: Connection[Row]) -> None:
    command = "COPY stage.tbl_pozo_produccion (well_id, timestamp_lectura) FROM STDIN"
    with db.cursor() as cursor, cursor.copy(command) as copy:
        copy.write_row((1, "2026-01-01 07:10+00"))
        copy.write_row((1, "2026-01-01 07:20+00"))
        copy.write_row((2, "2026-01-01 08:10+00"))
    assert taken(db) == keys((1, "07"), (2, "08"))


def test_an_update_enqueues_the_old_and_the_new_hour(db: Connection[Row]) -> None:
    read(db, (1, "2026-01-01 05:10+00"))
    taken(db)
    db.execute(
        "UPDATE stage.tbl_pozo_produccion SET well_id = 2, timestamp_lectura = %s",
        ["2026-01-01 09:10+00"],
    )
    assert taken(db) == keys((1, "05"), (2, "09"))


def test_an_upsert_enqueues(db: Connection[Row]) -> None:
    read(db, (1, "2026-01-01 05:10+00"))
    taken(db)
    db.execute(
        "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, pip) VALUES"
        " (1, '2026-01-01 05:10+00', 731), (1, '2026-01-01 06:10+00', 731)"
        " ON CONFLICT (well_id, timestamp_lectura) DO UPDATE SET pip = excluded.pip"
    )
    assert {(row[1], row[2]) for row in taken(db)} == {
        (1, "2026-01-01 05:00:00+00"),
        (1, "2026-01-01 06:00:00+00"),
    }


def test_a_delete_enqueues(db: Connection[Row]) -> None:
    read(db, (1, "2026-01-01 05:10+00"), (2, "2026-01-01 06:10+00"))
    taken(db)
    db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE well_id = 2")
    assert taken(db) == keys((2, "06"))


def test_a_deleted_well_enqueues_its_readings(db: Connection[Row]) -> None:
    read(db, (1, "2026-01-01 05:10+00"))
    taken(db)
    db.execute("DELETE FROM stage.tbl_pozo_maestra WHERE well_id = 1")
    assert taken(db) == keys((1, "05"))


def test_a_statement_without_rows_enqueues_nothing(db: Connection[Row]) -> None:
    db.execute("UPDATE stage.tbl_pozo_produccion SET pip = 1")
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    assert taken(db) == []


def test_readings_of_another_partition_enqueue_too(db: Connection[Row]) -> None:
    db.execute(
        "CREATE TABLE stage.tbl_pozo_produccion_prueba PARTITION OF stage.tbl_pozo_produccion"
        " FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
    )
    read(db, (1, "2026-01-01 05:10+00"), (1, "2025-12-31 23:10+00"))
    assert len(taken(db)) == 2 * len(CONSUMERS)


READINGS, LANDING = "stage.tbl_pozo_produccion", "stage.landing_scada_data"
MOVES = {
    "to another month": ("2026-01-01 05:10+00", "2026-02-03 09:10+00"),
    "out of the default partition": ("2025-12-31 23:10+00", "2026-01-01 05:10+00"),
    "into it": ("2026-01-01 05:10+00", "2025-12-31 23:10+00"),
    "within its month": ("2026-01-01 05:10+00", "2026-01-30 09:10+00"),
    "within its day": ("2026-01-01 05:10+00", "2026-01-01 09:10+00"),
}


@pytest.fixture
def months(db: Connection[Row]) -> Connection[Row]:
    """The same with partitions for January and February."""
    for month, following in (("01", "02"), ("02", "03")):
        db.execute(
            "SELECT etl.fnc_crear_particion(%s, %s, %s, %s)",
            [
                READINGS,
                f"2026_{month}",
                f"2026-{month}-01 00:00+00",
                f"2026-{following}-01 00:00+00",
            ],
        )
    return db


@pytest.mark.parametrize("statement", ["MERGE", "UPDATE"])
@pytest.mark.parametrize("move", MOVES)
def test_a_reading_that_moves_enqueues_both_hours(
    months: Connection[Row], move: str, statement: str
) -> None:
    """A row that MERGE moves to another partition is in no transition table (15 and 18)."""
    start, end = MOVES[move]
    read(months, (1, start), (2, "2026-01-01 11:00+00"))
    taken(months)
    if statement == "MERGE":
        months.execute(
            f"MERGE INTO {READINGS} AS readings USING (SELECT 1 AS well_id) AS moved"
            " ON readings.well_id = moved.well_id"
            f" WHEN MATCHED THEN UPDATE SET timestamp_lectura = '{end}'"
        )
    else:
        months.execute(f"UPDATE {READINGS} SET timestamp_lectura = '{end}' WHERE well_id = 1")
    hours = sorted(f"{moment[:13]}:00:00+00" for moment in (start, end))
    assert [row[:3] for row in taken(months)] == [
        (consumer, 1, hour) for consumer in CONSUMERS for hour in hours
    ]


def test_nothing_moves_into_the_future(months: Connection[Row]) -> None:
    read(months, (1, "2026-01-01 05:10+00"))
    with pytest.raises(psycopg.errors.CheckViolation, match="more than a day ahead"):
        months.execute(
            f"MERGE INTO {READINGS} AS readings USING (SELECT 1 AS well_id) AS moved"
            " ON readings.well_id = moved.well_id"
            " WHEN MATCHED THEN UPDATE SET timestamp_lectura = now() + interval '60 days'"
        )


def test_statements_on_a_partition_itself_enqueue(months: Connection[Row]) -> None:
    """As its owner may run them, and as pg_restore --data-only does."""
    january = f"{READINGS}_2026_01"
    months.execute(
        f"INSERT INTO {january} (produccion_id, well_id, timestamp_lectura)"
        " VALUES (1, 1, '2026-01-01 05:10+00'), (2, 2, '2026-01-01 06:10+00')"
    )
    assert taken(months) == keys((1, "05"), (2, "06"))
    months.execute(f"UPDATE {january} SET pip = 700 WHERE well_id = 1")
    assert {row[1:3] for row in taken(months)} == {(1, "2026-01-01 05:00:00+00")}
    months.execute(f"DELETE FROM {january} WHERE well_id = 2")
    assert taken(months) == keys((2, "06"))


@pytest.mark.parametrize("partition", ["2026_01", "default"])
def test_a_partition_cannot_be_truncated(months: Connection[Row], partition: str) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="cannot be truncated"):
        months.execute(f"TRUNCATE {READINGS}_{partition} CASCADE")


def test_landing_s_partitions_enqueue_their_loads(db: Connection[Row]) -> None:
    db.execute(
        f"INSERT INTO {LANDING}_default (idn, unit_id, var_id, measure) VALUES (1, 7, 61, '731')"
    )
    assert db.execute("SELECT unit_id FROM etl.cargas_pendientes").fetchall() == [(7,)]


def test_each_partition_has_the_statement_triggers_of_its_table_once(
    months: Connection[Row],
) -> None:
    triggers = (
        "SELECT tgname, tgenabled, tgtype & ~1, obj_description(oid) FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgtype & 1 = 0 ORDER BY 1"
    )
    for table in (READINGS, LANDING):
        expected = months.execute(triggers, [table]).fetchall()
        assert expected
        partitions = months.execute(
            "SELECT inhrelid::regclass::text, etl.fnc_repetir_disparadores(inhrelid)"
            " FROM pg_inherits WHERE inhparent = %s::regclass",
            [table],
        ).fetchall()
        assert {made for _, made in partitions} == {0}
        for partition, _ in partitions:
            assert months.execute(triggers, [partition]).fetchall() == expected


def test_truncate_is_refused_with_a_hint(db: Connection[Row]) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="cannot be truncated") as refused:
        db.execute("TRUNCATE stage.tbl_pozo_produccion CASCADE")
    assert "DELETE" in (refused.value.diag.message_hint or "")


@pytest.mark.parametrize("table", ["stage.tbl_pozo_produccion", "stage.landing_scada_data"])
def test_a_writer_needs_no_right_on_the_queue(db: Connection[Row], table: str) -> None:
    values = {
        "stage.tbl_pozo_produccion": "(well_id, timestamp_lectura) VALUES (1, now())",
        "stage.landing_scada_data": "(unit_id, var_id, measure) VALUES (1, 61, '731')",
    }
    db.execute("SET LOCAL ROLE bp010_escritura")
    db.execute(f"INSERT INTO {table} {values[table]}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("DELETE FROM etl.claves_sucias")


def test_the_queue_functions_are_closed_to_the_public(db: Connection[Row]) -> None:
    functions = db.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'etl'::regnamespace AND prosecdef"
        " AND (has_function_privilege('bp010_lectura', oid, 'EXECUTE')"
        " OR NOT coalesce(proconfig::text LIKE '%search_path=pg_catalog, pg_temp%', false))"
    )
    assert functions.fetchall() == []


def test_landing_enqueues_each_load_and_unit_once(db: Connection[Row]) -> None:
    db.execute(
        "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure)"
        " VALUES (1, 61, '731'), (1, 54, '80'), (NULL, 54, '80')"
    )
    command = "COPY stage.landing_scada_data (unit_id, var_id, measure) FROM STDIN"
    with db.cursor() as cursor, cursor.copy(command) as copy:
        for variable in range(5):
            copy.write_row((2, variable, "1"))
    queue = db.execute(
        "SELECT unit_id, cargado_en = now(), count(*) FROM etl.cargas_pendientes"
        " GROUP BY 1, 2 ORDER BY 1"
    )
    assert queue.fetchall() == [(1, True, 1), (2, True, 1), (None, True, 1)]
