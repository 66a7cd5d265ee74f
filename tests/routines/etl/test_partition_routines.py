"""One partition at a time: made, attached beside others' work, or filled from the default one."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from readings import insert_readings, make_wells, scalar

Connection = psycopg.Connection[Any]
READINGS = "stage.tbl_pozo_produccion"
MAKE = f"SELECT etl.fnc_crear_particion('{READINGS}', %s, %s, %s, %s)"
MAY = ("2031_05", "2031-05-01 00:00:00+00", "2031-06-01 00:00:00+00")


def rows_in(db: Connection, partition: str) -> int:
    return int(scalar(db, f"SELECT count(*) FROM {READINGS}_{partition}"))


@pytest.fixture
def db(bare: Connection) -> Connection:
    """Two readings of May 2031 and one of June, which have no partitions yet."""
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


def test_a_range_that_overlaps_another_is_refused(db: Connection) -> None:
    scalar(db, MAKE, *MAY, True)
    with pytest.raises(psycopg.errors.InvalidObjectDefinition, match="overlap"):
        db.execute(MAKE, ["2031_05b", "2031-05-15 00:00:00+00", "2031-06-15 00:00:00+00", True])


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
