"""One partition at a time: made, attached beside others' work, or filled from the default one."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import insert_readings, make_wells, scalar, set_clock

Connection = psycopg.Connection[Any]
READINGS = "stage.tbl_pozo_produccion"
MAKE = f"SELECT etl.fnc_crear_particion('{READINGS}', %s, %s, %s, %s)"
MAY = ("2031_05", "2031-05-01 00:00:00+00", "2031-06-01 00:00:00+00")


def rows_in(db: Connection, partition: str) -> int:
    return int(scalar(db, f"SELECT count(*) FROM {READINGS}_{partition}"))


def partitions(db: Connection, table: str = READINGS) -> list[tuple[str, str | None, str | None]]:
    query = "SELECT particion::text, desde, hasta FROM etl.fnc_particiones(%s) ORDER BY 2, 1"
    return db.execute(query, [table]).fetchall()


@pytest.fixture
def db(bare: Connection) -> Connection:
    """Two readings of May 2031 and one of June, which have no partitions yet."""
    set_clock(bare, "2031-06-01 00:00+00")
    make_wells(bare, 1)
    times = ("2031-05-01 00:00+00", "2031-05-31 23:59:59+00", "2031-06-01 00:00+00")
    insert_readings(bare, [{"well_id": 1, "timestamp_lectura": time} for time in times])
    bare.execute("DELETE FROM etl.claves_sucias")
    return bare


def test_a_partition_of_an_empty_range_is_made_once(db: Connection) -> None:
    july = ("2031_07", "2031-07-01 00:00:00+00", "2031-08-01 00:00:00+00")
    assert scalar(db, MAKE, *july, False) == 0
    assert scalar(db, MAKE, *july, True) is None  # it is there
    bounds = f"SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = '{READINGS}_2031_07'"
    bounds += "::regclass"
    assert scalar(db, bounds) == (
        "FOR VALUES FROM ('2031-07-01 00:00:00+00') TO ('2031-08-01 00:00:00+00')"
    )
    assert scalar(db, f"SELECT obj_description('{READINGS}_2031_07'::regclass)") == (
        "Rows from 2031-07-01 00:00:00+00 to before 2031-08-01 00:00:00+00."
    )


def test_rows_that_wait_in_the_default_partition_move_in(db: Connection) -> None:
    assert rows_in(db, "default") == 3
    assert scalar(db, MAKE, *MAY, True) == 2
    assert (rows_in(db, "2031_05"), rows_in(db, "default")) == (2, 1)
    assert scalar(db, "SELECT count(*) FROM etl.claves_sucias") == 0  # no value changed


def test_without_moving_such_a_partition_is_not_made(db: Connection) -> None:
    assert scalar(db, MAKE, *MAY, False) is None
    assert scalar(db, f"SELECT to_regclass('{READINGS}_2031_05')") is None
    assert rows_in(db, "default") == 3
    assert scalar(db, MAKE, *MAY, True) == 2  # a later run does it


@pytest.mark.parametrize(
    ("start", "end"), [("2031-05-15", "2031-06-15"), ("2031-04-15", "2031-05-15")]
)
def test_a_range_of_which_a_partition_has_a_part_is_left_alone(
    db: Connection, start: str, end: str
) -> None:
    scalar(db, MAKE, *MAY, True)
    before = partitions(db)
    limits = (f"{start} 00:00:00+00", f"{end} 00:00:00+00")
    assert scalar(db, MAKE, "2031_05b", *limits, True) is None
    assert partitions(db) == before


def test_moving_keeps_the_foreign_keys_and_their_rows(db: Connection) -> None:
    db.execute(
        "INSERT INTO universal.stroke (well_id, timestamp_lectura)"
        " VALUES (1, '2031-05-01 00:00+00')"
    )
    db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    keys = (
        "SELECT string_agg(concat(conrelid::regclass, pg_get_constraintdef(oid),"
        " obj_description(oid)), ';') FROM pg_constraint"
        f" WHERE confrelid = '{READINGS}'::regclass AND conparentid = 0"
    )
    before = scalar(db, keys)
    assert "universal.stroke" in before
    moved = scalar(
        db,
        "SELECT etl.fnc_mover_de_default(%s, %s, %s, %s)",
        READINGS, f"{READINGS}_2031_05", *MAY[1:],
    )  # fmt: skip
    assert moved == 2
    assert scalar(db, keys) == before
    assert scalar(db, "SELECT count(*) FROM universal.stroke") == 1
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        db.execute(f"DELETE FROM {READINGS}_2031_05".encode())


def test_moving_into_a_partition_that_is_there_is_refused(db: Connection) -> None:
    scalar(db, MAKE, *MAY, True)
    with pytest.raises(psycopg.errors.DuplicateTable):
        db.execute(
            "SELECT etl.fnc_mover_de_default(%s, %s, %s, %s)",
            [READINGS, f"{READINGS}_2031_05", *MAY[1:]],
        )


def test_names_and_limits_are_quoted(db: Connection) -> None:
    db.execute('CREATE TABLE "a b" (k text NOT NULL) PARTITION BY RANGE (k)')
    db.execute('CREATE TABLE "a b_default" PARTITION OF "a b" DEFAULT')
    db.execute("""INSERT INTO "a b" VALUES ('it''s'), ('z')""")
    make = """SELECT etl.fnc_crear_particion('"a b"', 'x y', %s, %s)"""
    assert scalar(db, make, "it'", "j") == 1
    assert scalar(db, 'SELECT k FROM "a b_x y"') == "it's"


# -- what there is ------------------------------------------------------------------------------


@pytest.fixture
def numbered(bare: Connection) -> Connection:
    """A table of numbers in parts of ten, and one part of the rest below zero."""
    bare.execute(
        "CREATE SCHEMA prueba;"
        "CREATE TABLE prueba.partes (n integer NOT NULL) PARTITION BY RANGE (n);"
        "CREATE TABLE prueba.partes_a PARTITION OF prueba.partes FOR VALUES FROM (0) TO (10);"
        "CREATE TABLE prueba.partes_b PARTITION OF prueba.partes FOR VALUES FROM (10) TO (20);"
        "CREATE TABLE prueba.partes_menos PARTITION OF prueba.partes"
        " FOR VALUES FROM (MINVALUE) TO (0);"
    )
    return bare


def test_partitions_have_their_limits_and_the_default_one_is_none(numbered: Connection) -> None:
    numbered.execute("CREATE TABLE prueba.partes_default PARTITION OF prueba.partes DEFAULT")
    assert partitions(numbered, "prueba.partes") == [
        ("prueba.partes_a", "0", "10"),
        ("prueba.partes_b", "10", "20"),
        ("prueba.partes_menos", None, "0"),
    ]
    numbered.execute("ALTER TABLE prueba.partes DETACH PARTITION prueba.partes_b")
    assert [name for name, *_ in partitions(numbered, "prueba.partes")] == [
        "prueba.partes_a", "prueba.partes_menos",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "taken"),
    [("-5", True), ("0", True), ("9", True), ("10", True), ("19", True), ("20", False)],
)
def test_a_value_is_taken_by_limits_and_never_by_the_default_partition(
    numbered: Connection, value: str, taken: bool
) -> None:
    numbered.execute("CREATE TABLE prueba.partes_default PARTITION OF prueba.partes DEFAULT")
    query = "SELECT etl.fnc_hay_particion('prueba.partes', %s)"
    assert scalar(numbered, query, value) is taken


def test_a_new_partition_has_a_name_that_nothing_else_has(numbered: Connection) -> None:
    query = "SELECT etl.fnc_nombre_libre('prueba.partes', %s)"
    assert scalar(numbered, query, "c") == "prueba.partes_c"
    assert scalar(numbered, query, "a") == "prueba.partes_a_2"
    numbered.execute("CREATE VIEW prueba.partes_a_2 AS SELECT 1")
    assert scalar(numbered, query, "a") == "prueba.partes_a_3"
    assert scalar(numbered, query, "x y") == 'prueba."partes_x y"'


def test_a_default_partition_that_is_missing_is_made_with_a_warning(numbered: Connection) -> None:
    told: list[str | None] = []
    numbered.add_notice_handler(lambda notice: told.append(notice.message_primary))
    query = "SELECT etl.fnc_particion_default('prueba.partes')::text"
    assert scalar(numbered, query) == "prueba.partes_default"
    assert told == [
        "table prueba.partes had no default partition, now it has prueba.partes_default"
    ]
    assert scalar(numbered, query) == "prueba.partes_default"
    assert len(told) == 1
    numbered.execute("INSERT INTO prueba.partes VALUES (99)")


@pytest.mark.parametrize("table", ["prueba.partes_a", "prueba.nothing"])
def test_what_has_no_partitions_is_refused_or_has_none(numbered: Connection, table: str) -> None:
    if table == "prueba.nothing":
        with pytest.raises(psycopg.errors.UndefinedTable):
            partitions(numbered, table)
    else:
        assert partitions(numbered, table) == []


# -- all of one table ---------------------------------------------------------------------------

DIVIDE = """
CALL etl.sp_particionar(
    'stage.tbl_pozo_produccion', '1 month', '2 months', 'YYYY_MM', 'YYYY-MM-DD HH24:MI:SS+00',
    $$date_trunc('month', timestamp_lectura AT TIME ZONE 'UTC')$$
)
"""


def test_the_time_ahead_comes_first_and_then_all_that_the_default_partition_holds(
    db: Connection,
) -> None:
    set_clock(db, "2031-01-15 12:00+00")
    before = {name for name, *_ in partitions(db)}
    db.execute(DIVIDE.encode())
    made = sorted({name for name, *_ in partitions(db)} - before)
    months = ("2031_01", "2031_02", "2031_03", "2031_05", "2031_06")
    assert made == [f"{READINGS}_{month}" for month in months]
    assert [rows_in(db, month) for month in ("2031_05", "2031_06", "default")] == [2, 1, 0]
    db.execute(DIVIDE.encode())
    assert sorted({name for name, *_ in partitions(db)} - before) == made


# -- what may go --------------------------------------------------------------------------------


@pytest.fixture
def landing(bare: Connection) -> Connection:
    """Noon of 1 March 2031; one load arrived on each of the 40 days before, stamped that day."""
    set_clock(bare, "2031-03-01 12:00+00")
    make_wells(bare, 1)
    bare.execute(
        "DELETE FROM etl.llegadas; DELETE FROM etl.cargas_pendientes;"
        "INSERT INTO etl.llegadas (dia, llegada)"
        " SELECT d, d FROM (SELECT date '2031-01-20' + generate_series(0, 39) AS d) AS days"
    )
    return bare


def test_landing_goes_thirty_days_after_it_arrived(landing: Connection) -> None:
    # thirty days before 1 March, and the thirtieth newest arrival, are both 30 January
    assert str(scalar(landing, "SELECT etl.fnc_corte_landing()")) == "2031-01-30"
    expired = "SELECT array_agg(d::text ORDER BY d) FROM etl.fnc_dias_vencidos() AS d"
    days = [f"2031-01-{day}" for day in range(20, 30)]
    assert scalar(landing, expired) == days
    # what is stamped with the 20th arrived again today; of the 21st a known well's load waits,
    # of the 22nd only an unknown unit's
    landing.execute("INSERT INTO etl.llegadas VALUES ('2031-01-20', '2031-02-28')")
    landing.execute(
        "INSERT INTO etl.cargas_pendientes (cargado_en, unit_id)"
        " VALUES ('2031-01-21 23:59+00', 1), ('2031-01-22 00:00+00', 999)"
    )
    assert scalar(landing, expired) == days[2:]


def test_the_newest_thirty_days_of_arrival_stay_whatever_the_clock_says(
    landing: Connection,
) -> None:
    set_clock(landing, "2099-01-01 00:00+00")
    assert str(scalar(landing, "SELECT etl.fnc_corte_landing()")) == "2031-01-30"
    landing.execute("DELETE FROM etl.llegadas WHERE llegada > '2031-01-25'")
    assert str(scalar(landing, "SELECT etl.fnc_corte_landing()")) == "2031-01-20"
    landing.execute("DELETE FROM etl.llegadas")
    assert str(scalar(landing, "SELECT etl.fnc_corte_landing()")) == "2098-12-02"


def test_a_partition_goes_when_it_is_empty_or_all_its_days_may(landing: Connection) -> None:
    query = "SELECT etl.fnc_particion_vencida(%s, %s, %s)"
    part = "stage.landing_scada_data_parte"
    landing.execute(f"CREATE TABLE {part} (LIKE stage.landing_scada_data)".encode())
    assert scalar(landing, query, part, "2031-02-20", "2031-02-20") is True  # empty
    landing.execute(f"INSERT INTO {part} (idn, cargado_en) VALUES (1, now())".encode())
    assert scalar(landing, query, part, "2031-02-20", "2031-02-20") is False
    assert scalar(landing, query, part, "2031-01-28", "2031-01-29") is True
    assert scalar(landing, query, part, "2031-01-29", "2031-01-30") is False
    assert scalar(landing, query, part, "2030-01-01", "2030-01-02") is False  # nobody knows


def test_what_may_go_goes_with_all_that_was_noted_about_it(landing: Connection) -> None:
    stamps = ("2031-01-25 10:00+00", "2031-02-20 10:00+00")
    landing.execute(
        "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, cargado_en)"
        " SELECT 1, 137, '1', s::timestamptz FROM unnest(%s::text[]) AS s",
        [list(stamps)],
    )  # the trigger enqueued both and noted that they arrived today
    landing.execute("DELETE FROM etl.cargas_pendientes")
    landing.execute("DELETE FROM etl.llegadas WHERE llegada >= '2031-03-01'")
    landing.execute(
        "INSERT INTO etl.cargas_pendientes (cargado_en, unit_id)"
        " VALUES ('2031-01-25 10:00+00', 999)"
    )
    landing.execute(
        "INSERT INTO stage.tbl_landing_rechazos (unit_id, motivo, primera_vez, ultima_vez)"
        " SELECT n, 'unidad_desconocida', s, s"
        " FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS u (s, n)",
        [list(stamps)],
    )
    left = (
        "SELECT (SELECT array_agg(to_char(cargado_en, 'MM-DD')) FROM stage.landing_scada_data),"
        " (SELECT count(*) FROM etl.cargas_pendientes),"
        " (SELECT array_agg(to_char(ultima_vez, 'MM-DD')) FROM stage.tbl_landing_rechazos),"
        " (SELECT min(dia)::text FROM etl.llegadas)"
    )
    for _ in range(2):
        landing.execute("CALL etl.sp_retener_landing()")
        assert landing.execute(left).fetchall() == [(["02-20"], 0, ["02-20"], "2031-01-30")]


# -- named locks --------------------------------------------------------------------------------


def test_a_named_lock_is_held_until_the_transaction_ends(bare: Connection) -> None:
    for _ in range(2):
        bare.execute("SELECT etl.fnc_cerrar_candado('particiones')")
    with psycopg.connect(bare.info.dsn) as other:
        taken = "SELECT candado FROM etl.candados WHERE candado = 'particiones'"
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute((taken + " FOR UPDATE NOWAIT").encode())
        other.rollback()
        other.execute("SELECT etl.fnc_cerrar_candado('pivote')")  # another lock is free
        bare.rollback()
        assert other.execute((taken + " FOR UPDATE NOWAIT").encode()).fetchall() != []


def test_a_lock_of_no_such_name_is_refused(bare: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedObject, match='lock "nothing" does not exist'):
        bare.execute("SELECT etl.fnc_cerrar_candado('nothing')")
