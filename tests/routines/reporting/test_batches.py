"""etl.fnc_en_tandas: many hours are shared out to several processes, and nobody can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from support.readings import Connection, insert_readings, make_wells, rows, set_clock

START = datetime(2026, 1, 7, tzinfo=UTC)
WELLS = (1, 2, 3)
HOURS = 400  # of three wells: 1200, more than the thousand from which on batches are two
SETTINGS = """
    SET parallel_setup_cost = 0;
    SET parallel_tuple_cost = 0;
    SET parallel_leader_participation = off
"""


@pytest.fixture
def db(seeded: str) -> Iterator[Connection]:
    """Three wells with two readings an hour for 400 hours, some of which break a rule."""
    with psycopg.connect(seeded) as connection:
        set_clock(connection, START + timedelta(hours=HOURS))
        make_wells(connection, *WELLS)
        insert_readings(
            connection,
            [
                {
                    "well_id": well,
                    "timestamp_lectura": START + timedelta(hours=hour, minutes=minute + well),
                    "porcentaje_agua": 80.0 + hour % 7 * 5,
                    "spm_promedio": 2.0 + well / 7 + hour / 1000,
                    "contador_emboladas": 1000.0 * well + hour * 120 + minute - hour % 11 * 50,
                }
                for well in WELLS
                for hour in range(HOURS)
                for minute in (0, 30)
            ],
        )
        connection.commit()
        yield connection


@pytest.mark.parametrize("keys", [0, 1, 999, 1000, 1001, 7200, 1_000_003])
def test_batches_cover_every_key_once_in_order(db: Connection, keys: int) -> None:
    row = db.execute("SELECT etl.fnc_en_tandas('f(%%1$s, %%2$s, $3)', %s)", [keys]).fetchone()
    assert row
    slices = [
        (int(first), int(last))
        for first, last, again_first, again_last in re.findall(
            r"f\(\(\$1\)\[(\d+):(\d+)\], \(\$2\)\[(\d+):(\d+)\], \$3\)", row[0]
        )
        if (first, last) == (again_first, again_last)
    ]
    assert slices[0][0] == 1
    assert slices[-1][1] == keys
    assert [last + 1 for _, last in slices[:-1]] == [first for first, _ in slices[1:]]
    assert len(slices) == min(max(keys // 500, 1), 64)


def hours_of(*wells: int) -> tuple[list[int], list[datetime]]:
    """Keys of the wells' hours, well by well."""
    times = [START + timedelta(hours=hour) for hour in range(HOURS)]
    return [well for well in wells for _ in times], times * len(wells)


@pytest.mark.parametrize(
    ("call", "order"),
    [
        ("reporting.fnc_resumir_horas(%s::integer[], %s)", "well_id, tramo"),
        ("stage.fnc_dq_juzgar_horas(%s::integer[], %s, false)", "well_id, hora, fecha"),
    ],
)
def test_all_hours_at_once_are_what_they_are_well_by_well(
    db: Connection, call: str, order: str
) -> None:
    query = f"SELECT to_jsonb(r) AS fila FROM {call} AS r ORDER BY {order}".encode()
    together = db.execute(query, hours_of(*WELLS)).fetchall()
    apart = [row for well in WELLS for row in db.execute(query, hours_of(well)).fetchall()]
    assert len(together) == len(WELLS) * HOURS
    assert together == apart


@pytest.mark.parametrize(
    ("call", "parameter"),
    [
        ("reporting.fnc_resumir_tramos(%1$s, %2$s, $3)", "'UTC'"),
        (
            "stage.fnc_dq_juzgar_tramos($3, %1$s, %2$s, ''UTC'', false)",
            "stage.fnc_dq_sentencia()",
        ),
    ],
)
def test_the_planner_gives_batches_to_several_processes(
    db: Connection, call: str, parameter: str
) -> None:
    wells, times = hours_of(*WELLS)
    db.execute(SETTINGS)
    query = rows(
        db,
        f"SELECT etl.fnc_en_tandas('{call}', {len(wells)}) AS texto, {parameter} AS parametro",
    )[0]
    with psycopg.RawCursor(db) as cursor:
        explain = f"EXPLAIN {query['texto']}".encode()
        plan = cursor.execute(explain, [wells, times, query["parametro"]]).fetchall()
    text = "\n".join(line for (line,) in plan)
    assert "Parallel Append" in text
    assert "Workers Planned: 2" in text
