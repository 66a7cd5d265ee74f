"""What the night does: partitions ahead, old rows gone, facts held to their readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
import pytest

from support.fakes import add_run, set_clock
from support.readings import make_wells

Connection = psycopg.Connection[Any]


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    with psycopg.connect(seeded, autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        set_clock(connection, "2026-03-15 12:00+00")
        make_wells(connection, 1)
        yield connection


def partitions(db: Connection, table: str) -> list[str]:
    """The suffixes of the table's partitions."""
    names = db.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [table]
    )
    return sorted(name.removeprefix(f"{table}_") for (name,) in names)


def partitions_of(db: Connection, tables: Iterable[str]) -> dict[str, set[str]]:
    """Of each table the suffixes of its partitions."""
    return {table: set(partitions(db, table)) for table in tables}


def one(db: Connection, query: str) -> Any:
    row = db.execute(query).fetchone()
    assert row is not None
    return row[0]


def read(db: Connection, *moments: str) -> None:
    for moment in moments:
        db.execute(
            "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, pip)"
            " VALUES (1, %s, 700)",
            [moment],
        )


def land(db: Connection, *moments: str, unit: int = 1) -> None:
    for moment in moments:
        db.execute(
            "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, cargado_en)"
            " VALUES (%s, 61, '1', %s)",
            [unit, moment],
        )


# -- partitions ---------------------------------------------------------------------------------


def test_the_time_ahead_gets_its_partitions_once(db: Connection) -> None:
    tables = (
        "stage.landing_scada_data", "stage.tbl_pozo_produccion",
        "reporting.fact_operaciones_horarias", "reporting.fact_operaciones_diarias",
    )  # fmt: skip
    before, new = partitions_of(db, tables), []
    for _ in range(2):
        db.execute("CALL etl.sp_crear_particiones()")
        after = partitions_of(db, tables)
        new.append([sorted(after[table] - before[table]) for table in tables])
    assert new[0] == new[1] == [
        [f"2026_03_{day}" for day in range(15, 23)],
        ["2026_03", "2026_04", "2026_05", "2026_06"],
        ["2026", "2027"],
        ["2026", "2027"],
    ]  # fmt: skip


def test_rows_land_in_their_partition(db: Connection) -> None:
    db.execute("CALL etl.sp_crear_particiones()")
    set_clock(db, "2026-04-01 00:00+00")
    read(db, "2026-03-31 23:59:59+00", "2026-04-01 00:00+00", "2025-01-01 00:00+00")
    where = "SELECT count(*) FROM stage.tbl_pozo_produccion_"
    assert [one(db, where + month) for month in ("2026_03", "2026_04", "default")] == [1, 1, 1]


def test_rows_of_a_default_partition_move_with_all_that_refers_to_them(db: Connection) -> None:
    read(db, "2026-03-10 10:00+00", "2026-03-10 10:01+00", "2024-05-01 00:00+00")
    db.execute(
        "INSERT INTO universal.stroke (well_id, timestamp_lectura)"
        " VALUES (1, '2026-03-10 10:00+00');"
        "INSERT INTO stage.tbl_pozo_scada_dq (produccion_id, well_id, timestamp_lectura, regla_id)"
        " SELECT produccion_id, well_id, timestamp_lectura,"
        " (SELECT min(regla_id) FROM referencial.tbl_dq_rules)"
        " FROM stage.tbl_pozo_produccion WHERE timestamp_lectura >= '2026-01-01';"
        "DELETE FROM etl.claves_sucias"
    )
    keys = (
        "SELECT array_agg(concat(pg_get_constraintdef(oid), conname, obj_description(oid))"
        " ORDER BY conname) FROM pg_constraint"
        " WHERE confrelid = 'stage.tbl_pozo_produccion'::regclass AND conparentid = 0"
    )
    rows = "SELECT array_agg(p ORDER BY timestamp_lectura) FROM stage.tbl_pozo_produccion AS p"
    before = one(db, keys), one(db, rows)
    db.execute("CALL etl.sp_crear_particiones()")
    assert (one(db, keys), one(db, rows)) == before
    assert len(before[0]) == 1  # of universal.stroke
    assert "2024_05" in partitions(db, "stage.tbl_pozo_produccion")
    assert one(db, "SELECT count(*) FROM stage.tbl_pozo_produccion_default") == 0
    assert one(db, "SELECT count(*) FROM stage.tbl_pozo_scada_dq") == 2
    assert one(db, "SELECT count(*) FROM universal.stroke") == 1
    assert one(db, "SELECT count(*) FROM etl.claves_sucias") == 0
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        db.execute("INSERT INTO universal.stroke (well_id, timestamp_lectura) VALUES (1, now())")


def test_late_facts_and_landing_move_too(db: Connection) -> None:
    read(db, "2024-05-01 10:00+00")
    settle(db)
    land(db, "2026-03-01 10:00+00")
    db.execute("CALL etl.sp_crear_particiones()")
    assert "2024" in partitions(db, "reporting.fact_operaciones_diarias")
    assert "2026_03_01" in partitions(db, "stage.landing_scada_data")
    assert one(db, "SELECT count(*) FROM reporting.fact_operaciones_diarias_2024") == 1
    assert one(db, "SELECT count(*) FROM stage.landing_scada_data_default") == 0


def test_nobody_but_the_owner_writes_to_a_partition(db: Connection) -> None:
    db.execute("CALL etl.sp_crear_particiones()")
    privileges = db.execute(
        "SELECT has_table_privilege(r, 'stage.tbl_pozo_produccion_2026_03', 'SELECT'),"
        " has_table_privilege(r, 'stage.tbl_pozo_produccion_2026_03', 'INSERT')"
        " FROM unnest(ARRAY['bp010_escritura', 'bp010_operacion']) AS r"
    ).fetchall()
    assert privileges == [(True, False), (True, False)]


@pytest.mark.parametrize(
    "stamp", ["infinity", "-infinity", "29000-01-01", "2100-01-01", "1949-12-31"]
)
def test_a_load_stamped_outside_any_plausible_time_is_refused(db: Connection, stamp: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="chk_cargado_en"):
        land(db, stamp)


def test_today_comes_first_whatever_waits_in_the_default_partition(db: Connection) -> None:
    db.execute(
        "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, cargado_en)"
        " SELECT 1, 61, '1', '2026-03-15 12:00+00'::timestamptz + n * interval '1 day'"
        " FROM generate_series(-40, 100) AS n"
    )
    db.execute("CALL etl.sp_crear_particiones()")
    names = partitions(db, "stage.landing_scada_data")
    # eight days from today on, forty past days, twelve of those ahead, and the default partition
    assert (names[0], names[40], names[59], len(names)) == (
        "2026_02_03", "2026_03_15", "2026_04_03", 61,
    )  # fmt: skip
    for _ in range(3):
        db.execute("CALL etl.sp_crear_particiones()")
    assert one(db, "SELECT count(*) FROM stage.landing_scada_data_default") == 0
    assert one(db, "SELECT count(*) FROM stage.landing_scada_data") == 141


def test_a_table_that_fails_leaves_the_others_their_partitions(db: Connection) -> None:
    db.execute("ALTER TABLE stage.landing_scada_data RENAME TO landing_de_otro")
    db.execute("CALL etl.sp_crear_particiones()")
    assert "2026_06" in partitions(db, "stage.tbl_pozo_produccion")
    assert "2027" in partitions(db, "reporting.fact_operaciones_diarias")
    (alert,) = db.execute(
        "SELECT severidad, ubicacion_id, mensaje FROM etl.alertas WHERE resuelta_en IS NULL"
    ).fetchall()
    assert alert[:2] == ("CRITICAL", "stage.landing_scada_data")
    assert "42P01" in alert[2]
    with pytest.raises(psycopg.errors.UndefinedTable):
        db.execute("CALL etl.sp_crear_particiones('stage.landing_scada_data')")
    db.execute("ALTER TABLE stage.landing_de_otro RENAME TO landing_scada_data")
    db.execute("CALL etl.sp_crear_particiones()")
    assert one(db, "SELECT count(*) FROM etl.alertas WHERE resuelta_en IS NULL") == 0


def test_in_the_cycle_each_table_is_a_step_of_its_own(db: Connection) -> None:
    db.execute("ALTER TABLE stage.tbl_pozo_produccion RENAME TO lecturas_de_otro")
    db.execute("CALL etl.sp_ejecutar_ciclo('mantenimiento')")
    assert one(db, "SELECT estado FROM etl.etl_ejecuciones") == "parcial"
    states = "SELECT array_agg(estado ORDER BY orden) FROM etl.etl_ejecucion_pasos"
    assert one(db, states)[:5] == ["exitoso", "fallido", "exitoso", "exitoso", "exitoso"]
    assert "2026_03_15" in partitions(db, "stage.landing_scada_data")


def test_a_partition_that_was_detached_does_not_block_its_month(db: Connection) -> None:
    db.execute("CALL etl.sp_crear_particiones()")
    readings = "stage.tbl_pozo_produccion"
    read(db, "2026-03-10 10:00+00")
    db.execute(f"ALTER TABLE {readings} DETACH PARTITION {readings}_2026_03".encode())
    read(db, "2026-03-11 10:00+00")
    db.execute("CALL etl.sp_crear_particiones()")
    assert one(db, f"SELECT count(*) FROM {readings}_default") == 0
    where = f"SELECT array_agg(tableoid::regclass::text) FROM {readings}"
    assert one(db, where) == [f"{readings}_2026_03_2"]
    assert one(db, f"SELECT count(*) FROM {readings}_2026_03") == 1  # untouched
    before = partitions(db, readings)
    db.execute("CALL etl.sp_crear_particiones()")
    assert partitions(db, readings) == before


def test_a_partition_of_another_name_and_range_is_one(db: Connection) -> None:
    readings = "stage.tbl_pozo_produccion"
    db.execute(
        f"CREATE TABLE stage.trimestre PARTITION OF {readings}"
        " FOR VALUES FROM ('2026-03-01 00:00+00') TO ('2026-06-01 00:00+00')".encode()
    )
    db.execute("CALL etl.sp_crear_particiones()")
    assert partitions(db, readings) == ["2026_06", "default", "stage.trimestre"]


def test_a_missing_default_partition_is_made_again(db: Connection) -> None:
    facts = "reporting.fact_operaciones_diarias"
    db.execute(f"ALTER TABLE {facts} DETACH PARTITION {facts}_default".encode())
    db.execute("CALL etl.sp_crear_particiones()")
    assert "default_2" in partitions(db, facts)
    assert "2026" in partitions(db, facts)


def test_a_default_partition_that_is_made_again_makes_hours_dirty(db: Connection) -> None:
    readings = "stage.tbl_pozo_produccion"
    db.execute(f"ALTER TABLE {readings} DETACH PARTITION {readings}_default")
    db.execute("CALL etl.sp_crear_particiones()")
    db.execute(
        f"INSERT INTO {readings}_default_2 (produccion_id, well_id, timestamp_lectura)"
        " VALUES (1, 1, '2020-05-01 10:00+00')"
    )
    assert {row[1:] for row in dirty(db)} == {(1, "01 10:00")}


# -- retention ----------------------------------------------------------------------------------


def test_the_ledger_is_kept_ninety_days(db: Connection) -> None:
    old = add_run(db, "c", "2025-12-01 00:00+00", estado="fallido")
    new = add_run(db, "c", "2026-01-01 00:00+00", recupera_id=old)
    db.execute(
        "INSERT INTO etl.etl_ejecucion_pasos (ejecucion_id, orden, paso) VALUES (%s, 1, 'x')", [old]
    )
    db.execute(
        "INSERT INTO etl.alertas (tipo, mensaje, ejecucion_id, resuelta_en) VALUES"
        " ('gap', 'old', %(run)s, '2025-12-02'), ('gap', 'open', %(run)s, NULL);",
        {"run": old},
    )
    db.execute("CALL etl.sp_retencion()")
    assert db.execute("SELECT id, recupera_id FROM etl.etl_ejecuciones").fetchall() == [(new, None)]
    assert one(db, "SELECT count(*) FROM etl.etl_ejecucion_pasos") == 0
    assert one(db, "SELECT array_agg(mensaje) FROM etl.alertas") == ["open"]


# -- reconciliation -----------------------------------------------------------------------------


def dirty(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT consumidor, well_id, to_char(hora, 'DD HH24:MI') FROM etl.claves_sucias"
        " ORDER BY hora, consumidor"
    ).fetchall()


def settle(db: Connection) -> None:
    """Facts of all readings, and nothing left to do."""
    db.execute("CALL reporting.sp_load_to_reporting()")
    db.execute("DELETE FROM etl.claves_sucias")


def test_facts_that_match_their_readings_are_left_alone(db: Connection) -> None:
    read(db, "2026-03-10 10:00+00", "2026-03-10 11:30+00")
    settle(db)
    db.execute("CALL etl.sp_reconciliar()")
    assert dirty(db) == []


@pytest.mark.parametrize(
    ("behind_the_triggers", "hours"),
    [
        ("DELETE FROM {readings} WHERE timestamp_lectura = '2026-03-10 10:00+00'", ["10 10:00"]),
        (
            "UPDATE {readings} SET timestamp_lectura = '2026-03-10 10:01+00'"
            " WHERE timestamp_lectura = '2026-03-10 10:00+00'",
            ["10 10:00"],
        ),
        ("DELETE FROM reporting.tbl_resumen_horario", ["10 10:00", "10 11:00"]),
        (
            "INSERT INTO {readings} (produccion_id, well_id, timestamp_lectura)"
            " VALUES (99, 1, '2026-03-12 00:00+00')",
            ["12 00:00"],
        ),
    ],
)
def test_hours_that_differ_are_enqueued_for_all_who_read(
    db: Connection, behind_the_triggers: str, hours: list[str]
) -> None:
    read(db, "2026-03-10 10:00+00", "2026-03-10 11:30+00")
    settle(db)
    default = "stage.tbl_pozo_produccion_default"
    db.execute(f"ALTER TABLE {default} DISABLE TRIGGER USER")
    db.execute(behind_the_triggers.format(readings=default))
    db.execute(f"ALTER TABLE {default} ENABLE TRIGGER USER")
    assert dirty(db) == []
    db.execute("CALL etl.sp_reconciliar()")
    who = ("carta", "dq", "foto", "hechos")
    assert dirty(db) == [(name, 1, hour) for hour in hours for name in who]
    db.execute("CALL etl.sp_reconciliar()")
    assert len(dirty(db)) == 4 * len(hours)
    settle(db)
    db.execute("CALL etl.sp_reconciliar()")
    assert dirty(db) == []


def test_hours_that_wait_already_are_not_enqueued_again(db: Connection) -> None:
    read(db, "2026-03-10 10:00+00")
    before = dirty(db)
    db.execute("CALL etl.sp_reconciliar()")
    assert dirty(db) == before


def test_an_hour_of_a_zone_with_half_hours_lies_in_two_of_utc(db: Connection) -> None:
    db.execute(
        "UPDATE referencial.tbl_config_kpi SET valor_texto = 'Asia/Kolkata'"
        " WHERE parametro = 'zona_horaria'"
    )
    read(db, "2026-03-10 10:45+00")
    settle(db)
    db.execute("CALL etl.sp_reconciliar()")
    assert dirty(db) == []
    db.execute("DELETE FROM reporting.tbl_resumen_horario")
    db.execute("CALL etl.sp_reconciliar()")
    assert {hour for _, _, hour in dirty(db)} == {"10 10:00", "10 11:00"}


def test_the_cycle_does_all_of_it(db: Connection) -> None:
    db.execute("CALL etl.sp_ejecutar_ciclo('mantenimiento')")
    assert one(db, "SELECT estado FROM etl.etl_ejecuciones") == "exitoso"
    assert "2026_06" in partitions(db, "stage.tbl_pozo_produccion")
