"""Dirty keys: claimed once, given back by a rollback, handed on from routine to routine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from support.readings import Connection


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, 5, hour, minute, tzinfo=UTC)


@pytest.fixture
def db(database: str) -> Iterator[Connection]:
    with psycopg.connect(database) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def enqueue(db: Connection, consumer: str, *keys: tuple[int | None, datetime | None]) -> int:
    row = db.execute(
        "SELECT etl.fnc_encolar_claves(%s, %s::integer[], %s::timestamptz[])",
        [consumer, [well for well, _ in keys], [when for _, when in keys]],
    ).fetchone()
    assert row is not None
    return int(row[0])


def claim(
    db: Connection,
    consumer: str,
    desde: datetime | None = None,
    hasta: datetime | None = None,
    well: int | None = None,
) -> list[tuple[int, datetime]]:
    return db.execute(
        "SELECT * FROM etl.fnc_reclamar_claves(%s, %s, %s, %s) ORDER BY 1, 2",
        [consumer, desde, hasta, well],
    ).fetchall()


def test_instants_are_enqueued_as_their_utc_hours_each_once(db: Connection) -> None:
    assert (
        enqueue(db, "kpi", (1, at(3, 10)), (1, at(3, 50)), (2, at(4)), (None, at(5)), (3, None))
        == 2
    )
    assert claim(db, "kpi") == [(1, at(3)), (2, at(4))]


def test_a_key_is_claimed_once_however_often_it_is_there(db: Connection) -> None:
    for _ in range(3):
        enqueue(db, "kpi", (1, at(3)))
    assert claim(db, "kpi") == [(1, at(3))]
    assert claim(db, "kpi") == []


def test_consumers_do_not_take_each_other_s_keys(db: Connection) -> None:
    enqueue(db, "kpi", (1, at(3)))
    assert claim(db, "derivados") == []
    assert claim(db, "kpi") == [(1, at(3))]


def test_limits_leave_the_rest_in_the_queue(db: Connection) -> None:
    enqueue(db, "kpi", *[(well, at(hour)) for well in (1, 2) for hour in (3, 4, 5)])
    assert claim(db, "kpi", at(4), at(5), 2) == [(2, at(4))]
    assert claim(db, "kpi", at(4)) == [(1, at(4)), (1, at(5)), (2, at(5))]
    assert claim(db, "kpi", None, at(4)) == [(1, at(3)), (2, at(3))]
    assert claim(db, "kpi") == []


def test_a_rollback_gives_keys_back(db: Connection) -> None:
    enqueue(db, "kpi", (1, at(3)))
    db.commit()
    assert claim(db, "kpi") == [(1, at(3))]
    db.rollback()
    assert claim(db, "kpi") == [(1, at(3))]


def test_a_key_that_is_enqueued_during_the_work_is_not_lost(db: Connection, database: str) -> None:
    enqueue(db, "kpi", (1, at(3)))
    db.commit()
    with psycopg.connect(database) as writer:
        assert claim(db, "kpi") == [(1, at(3))]
        enqueue(writer, "kpi", (1, at(3)))
    db.commit()
    assert claim(db, "kpi") == [(1, at(3))]
