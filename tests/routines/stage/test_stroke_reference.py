"""A stroke names its reading by number or by well and time; the other is filled in."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection

pytestmark = pytest.mark.routine("universal.fnc_stroke_completar")

Row = tuple[object, ...]


@pytest.fixture
def db(migrated_url: str) -> Iterator[Connection[Row]]:
    """One well with readings number 11 at 00:00 and 12 at 01:00; changes are rolled back."""
    with psycopg.connect(migrated_url) as connection:
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        connection.execute(
            "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
            " VALUES (7, 'P-7', '2026-01-01')"
        )
        connection.execute(
            "INSERT INTO stage.tbl_pozo_produccion (produccion_id, well_id, timestamp_lectura)"
            " VALUES (11, 7, '2026-01-01 00:00+00'), (12, 7, '2026-01-01 01:00+00')"
        )
        yield connection
        connection.rollback()


def insert(db: Connection[Row], **values: object) -> Row | None:
    columns, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    cursor = db.execute(
        f"INSERT INTO universal.stroke ({columns}) VALUES ({marks})"
        " RETURNING produccion_id, well_id, timestamp_lectura::text",
        list(values.values()),
    )
    return cursor.fetchone()


def update(db: Connection[Row], assignment: str) -> Row | None:
    cursor = db.execute(
        f"UPDATE universal.stroke SET {assignment}"
        " RETURNING produccion_id, well_id, timestamp_lectura::text"
    )
    return cursor.fetchone()


FIRST = (11, 7, "2026-01-01 00:00:00+00")
SECOND = (12, 7, "2026-01-01 01:00:00+00")


def test_the_number_alone_is_enough(db: Connection[Row]) -> None:
    assert insert(db, produccion_id=11) == FIRST


def test_well_and_time_are_enough(db: Connection[Row]) -> None:
    assert insert(db, well_id=7, timestamp_lectura="2026-01-01 00:00+00") == FIRST


def test_an_unknown_number_is_refused(db: Connection[Row]) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="produccion_id 99 names 0"):
        insert(db, produccion_id=99)


def test_an_unknown_time_is_refused(db: Connection[Row]) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="reading of well 7 at"):
        insert(db, well_id=7, timestamp_lectura="2026-01-01 00:01+00")


def test_a_number_that_two_readings_share_is_refused(db: Connection[Row]) -> None:
    db.execute("UPDATE stage.tbl_pozo_produccion SET produccion_id = 11")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="names 2 readings") as refused:
        insert(db, produccion_id=11)
    assert "well_id and timestamp_lectura" in (refused.value.diag.message_hint or "")


def test_a_contradiction_is_refused(db: Connection[Row]) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="has produccion_id 11, not 12"):
        insert(db, produccion_id=12, well_id=7, timestamp_lectura="2026-01-01 00:00+00")


def test_a_stroke_without_any_reading_is_refused(db: Connection[Row]) -> None:
    with pytest.raises(psycopg.errors.NotNullViolation, match="names no reading"):
        insert(db, estado="PENDIENTE")


def test_a_changed_number_moves_the_stroke(db: Connection[Row]) -> None:
    insert(db, produccion_id=11)
    assert update(db, "produccion_id = 12") == SECOND


def test_a_changed_time_moves_the_stroke(db: Connection[Row]) -> None:
    insert(db, produccion_id=11)
    assert update(db, "timestamp_lectura = '2026-01-01 01:00+00'") == SECOND


def test_a_new_state_leaves_the_reading(db: Connection[Row]) -> None:
    insert(db, produccion_id=11)
    assert update(db, "estado = 'COMPLETADO'") == FIRST


def test_one_stroke_a_reading(db: Connection[Row]) -> None:
    insert(db, produccion_id=11)
    with pytest.raises(psycopg.errors.UniqueViolation):
        insert(db, produccion_id=11)


def test_a_reading_may_move_within_a_transaction_but_not_vanish(db: Connection[Row]) -> None:
    insert(db, produccion_id=11)
    db.execute("SET CONSTRAINTS ALL DEFERRED")
    db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE produccion_id = 11")
    db.execute(
        "INSERT INTO stage.tbl_pozo_produccion (produccion_id, well_id, timestamp_lectura)"
        " VALUES (11, 7, '2026-01-01 00:00+00')"
    )
    db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match='table "stroke"'):
        db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE produccion_id = 11")
