"""stage.fnc_horas_con_lecturas: the hours that a range run looks at, against a plain loop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

import psycopg
import pytest

from support.readings import Connection, insert_readings, make_wells, set_clock

FIRST = datetime(2026, 1, 30, 22, 59, 59, 999999, tzinfo=UTC)
READINGS = [
    (well, FIRST + timedelta(microseconds=offset * 1_000_000 + well - 1))
    for well, offsets in {
        1: (0, 1, 30, 3_599, 3_600, 7_300, 90_000, 95_000, 40 * 86_400, 400 * 86_400),
        2: (0, 86_400, 86_401, 2 * 86_400),
    }.items()
    for offset in offsets
]
"""Of two wells: some within an hour, some in the next month, one a year later."""


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    with psycopg.connect(seeded) as connection:
        connection.execute("SET TimeZone = 'America/Lima'")
        set_clock(connection, max(when for _, when in READINGS))
        make_wells(connection, 1, 2, 3)
        insert_readings(
            connection,
            [{"well_id": well, "timestamp_lectura": when} for well, when in READINGS],
        )
        yield connection


def test_every_hour_that_has_a_reading_comes_once(db: Connection) -> None:
    since_any = (None, FIRST, FIRST + timedelta(minutes=31))
    until_any = (None, FIRST, FIRST + timedelta(hours=26))
    for since, until, well in product(since_any, until_any, (None, 1, 2, 3)):
        hours = db.execute(
            "SELECT well_id, hora FROM stage.fnc_horas_con_lecturas(%s, %s, %s)",
            [since, until, well],
        ).fetchall()
        expected = {
            (of, when.replace(minute=0, second=0, microsecond=0))
            for of, when in READINGS
            if (since is None or when >= since)
            and (until is None or when < until)
            and well in {None, of}
        }
        assert sorted(hours) == sorted(expected), (since, until, well)
