"""Cron expressions, the starts that they ask for, and those that were missed.

Expected times follow crontab(5): day of month and day of week are alternatives where both are
restricted, and Sunday is 0 or 7. 1 January 2026 is a Thursday.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.fakes import add_run, rows, set_clock

Connection = psycopg.Connection[Any]
INVALID = psycopg.errors.InvalidParameterValue


def values(db: Connection, query: str, *parameters: object) -> list[Any]:
    """The only column of a query."""
    return [value for (value,) in db.execute(query.encode(), parameters or None).fetchall()]


# -- one field ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "least", "most", "expected"),
    [
        ("*", 1, 5, [1, 2, 3, 4, 5]),
        ("7", 0, 59, [7]),
        ("2-5", 0, 59, [2, 3, 4, 5]),
        ("*/20", 0, 59, [0, 20, 40]),
        ("*/5", 1, 12, [1, 6, 11]),  # a step starts at the field's least value
        ("2-59/20", 0, 59, [2, 22, 42]),
        ("50-59/5", 0, 59, [50, 55]),
        ("1,3,5-7", 0, 23, [1, 3, 5, 6, 7]),
        ("0,59", 0, 59, [0, 59]),
    ],
)
def test_a_field_stands_for_these_values(
    bare: Connection, field: str, least: int, most: int, expected: list[int]
) -> None:
    assert values(bare, "SELECT etl.fnc_cron_campo(%s, %s, %s)", field, least, most) == [expected]


@pytest.mark.parametrize(
    "field", ["60", "5-2", "50/5", "*/0", "-1", "1-60", "a", "1;2", "1,,2", "*/*", "1-2-3", "99999"]
)
def test_a_field_beyond_its_limits_or_of_another_form_is_refused(
    bare: Connection, field: str
) -> None:
    with pytest.raises(INVALID, match="is not valid") as caught:
        bare.execute("SELECT etl.fnc_cron_campo(%s, 0, 59)", [field])
    assert caught.value.diag.message_hint == (
        "Use stars, numbers from 0 to 59, ranges, lists, and steps of stars and ranges."
    )


# -- the instants of an expression --------------------------------------------------------------

TICKS = "SELECT to_char(t, 'MM-DD HH24:MI') FROM etl.fnc_ticks(%s, %s, %s) AS t"


@pytest.mark.parametrize(
    ("expression", "start", "end", "expected"),
    [
        ("*/30 * * * *", "01-01 10:00", "01-01 11:00", ["01-01 10:00", "01-01 10:30"]),
        ("0 3 * * *", "01-01 03:00", "01-02 03:00", ["01-01 03:00"]),  # the end is not included
        ("0 3 * * *", "01-01 03:01", "01-02 03:01", ["01-02 03:00"]),
        ("30 6 15 * *", "01-01 00:00", "03-01 00:00", ["01-15 06:30", "02-15 06:30"]),
        ("0 0 * * 0", "01-01 00:00", "01-12 00:00", ["01-04 00:00", "01-11 00:00"]),
        ("0 0 * * 7", "01-01 00:00", "01-12 00:00", ["01-04 00:00", "01-11 00:00"]),
        ("0 0 5 * 5", "01-01 00:00", "01-08 00:00", ["01-02 00:00", "01-05 00:00"]),  # or, not and
        ("0 0 */2 * 5", "01-01 00:00", "01-10 00:00", ["01-09 00:00"]),  # a starred day restricts
        ("0 0 31 * *", "01-15 00:00", "05-01 00:00", ["01-31 00:00", "03-31 00:00"]),
        ("0 0 1 2 *", "01-01 00:00", "03-01 00:00", ["02-01 00:00"]),
        ("0 0 * * *", "01-05 00:00", "01-05 00:00", []),
        ("0 0 * * *", "01-05 00:00", "01-01 00:00", []),
        ("  0   0 *\t* * ", "01-01 00:00", "01-02 00:00", ["01-01 00:00"]),
    ],
)  # fmt: skip
def test_an_expression_is_due_at_these_instants(
    bare: Connection, expression: str, start: str, end: str, expected: list[str]
) -> None:
    assert values(bare, TICKS, expression, f"2026-{start}+00", f"2026-{end}+00") == expected


def test_instants_are_utc_whatever_the_session_s_zone(bare: Connection) -> None:
    bare.execute("SET LOCAL TIME ZONE 'Asia/Kolkata'")
    ticks = values(
        bare, "SELECT t AT TIME ZONE 'UTC' FROM etl.fnc_ticks('0 3 * * *', %s, %s) AS t",
        "2026-01-01 00:00+00", "2026-01-02 00:00+00",
    )  # fmt: skip
    assert [str(tick) for tick in ticks] == ["2026-01-01 03:00:00"]


@pytest.mark.parametrize("expression", ["* * * *", "* * * * * *", "", "@daily"])
def test_an_expression_needs_five_fields(bare: Connection, expression: str) -> None:
    with pytest.raises(INVALID, match="does not have five fields"):
        bare.execute("SELECT * FROM etl.fnc_ticks(%s, now(), now())", [expression])


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        ("* * * * *", "2026-01-01 10:00:00", "2026-01-01 10:01:00"),  # never the instant itself
        ("0 3 * * *", "2026-01-01 02:59:59.999999", "2026-01-01 03:00:00"),
        ("0 3 * * *", "2026-01-01 03:00:00", "2026-01-02 03:00:00"),
        ("0 0 1 * *", "2026-01-01 00:00:00", "2026-02-01 00:00:00"),
        ("0 0 29 2 *", "2026-01-01 00:00:00", "2028-02-29 00:00:00"),
        ("0 0 30 2 *", "2026-01-01 00:00:00", None),
    ],
)
def test_the_next_start_is_the_first_after_an_instant(
    bare: Connection, expression: str, after: str, expected: str | None
) -> None:
    query = "SELECT etl.fnc_proximo_tick(%s, %s)::timestamp::text"
    assert values(bare, query, expression, f"{after}+00") == [expected]


# -- who starts a cycle -------------------------------------------------------------------------

SCHEDULES = "SELECT ciclo, programador, desde::text, hasta::text, expresion_cron"
SCHEDULES += " FROM etl.ciclo_vigencias ORDER BY desde, programador"


def at(db: Connection, time: str) -> None:
    set_clock(db, f"2026-01-08 {time}+00")


def program(db: Connection, expression: str | None, by: str = "hand", cycle: str = "c") -> bool:
    (news,) = values(db, "SELECT etl.fnc_programar(%s, %s, %s)", cycle, expression, by)
    return bool(news)


@pytest.fixture
def clock(bare: Connection) -> Connection:
    """An empty ledger at 10:00; the clock goes back with the transaction."""
    bare.execute("SELECT set_config('bp010.ahora', '2026-01-08 10:00+00', true)")
    return bare


def test_a_schedule_is_news_once_and_a_change_ends_the_one_before(clock: Connection) -> None:
    at(clock, "10:00")
    assert program(clock, "*/5 * * * *") is True
    assert program(clock, "*/5 * * * *") is False
    at(clock, "11:00")
    assert program(clock, "* * * * *") is True
    at(clock, "12:00")
    assert program(clock, None) is True
    assert program(clock, None) is False
    assert clock.execute(SCHEDULES).fetchall() == [
        ("c", "hand", "2026-01-08 10:00:00+00", "2026-01-08 11:00:00+00", "*/5 * * * *"),
        ("c", "hand", "2026-01-08 11:00:00+00", "2026-01-08 12:00:00+00", "* * * * *"),
    ]


def test_a_schedule_that_is_taken_up_at_the_moment_it_ended_goes_on(clock: Connection) -> None:
    at(clock, "10:00")
    program(clock, "*/5 * * * *")
    program(clock, None)
    assert program(clock, "0 * * * *") is True
    assert clock.execute(SCHEDULES).fetchall() == [
        ("c", "hand", "2026-01-08 10:00:00+00", None, "0 * * * *")
    ]


def test_two_schedulers_of_one_cycle_do_not_touch_each_other(clock: Connection) -> None:
    at(clock, "10:00")
    assert program(clock, "*/5 * * * *", "pg_cron") is True
    assert program(clock, "*/5 * * * *", "hand") is True
    assert program(clock, None, "hand") is True
    open_ones = "SELECT programador FROM etl.ciclo_vigencias WHERE hasta IS NULL"
    assert values(clock, open_ones) == ["pg_cron"]


def test_what_is_no_expression_is_not_scheduled(clock: Connection) -> None:
    with pytest.raises(INVALID):
        program(clock, "every minute")


# -- missed starts ------------------------------------------------------------------------------

MISSED = """
SELECT
    to_char(fecha_inicio, 'HH24:MI') AS primero,
    to_char(fecha_fin, 'HH24:MI') AS ultimo,
    ticks_perdidos AS cuantos
FROM etl.etl_ejecuciones
WHERE ticks_perdidos IS NOT NULL
ORDER BY fecha_inicio
"""


def missed(db: Connection) -> list[tuple[str, str, int]]:
    return [tuple(row.values()) for row in rows(db, MISSED)]


def register(db: Connection, time: str) -> int:
    at(db, time)
    (new,) = values(db, "SELECT etl.fnc_registrar_faltantes()")
    return int(new)


def run_at(db: Connection, time: str, **columns: Any) -> int:
    return add_run(db, "c", f"2026-01-08 {time}+00", **columns)


def test_starts_without_a_run_are_missed_when_a_minute_has_passed(clock: Connection) -> None:
    program(clock, "*/10 * * * *")
    run_at(clock, "10:00:03")
    assert register(clock, "10:10:59") == 0  # the start of 10:10 may still come
    assert register(clock, "10:11:01") == 1
    assert missed(clock) == [("10:10", "10:10", 1)]
    (row,) = rows(clock, "SELECT * FROM etl.etl_ejecuciones WHERE ticks_perdidos IS NOT NULL")
    assert (row["estado"], row["error_tipo"], row["modo"]) == (
        "fallido", "interrumpido", "incremental_c",
    )  # fmt: skip
    assert row["error_mensaje"] == "scheduled starts missed, nothing ran: 1"
    assert register(clock, "10:11:01") == 0


def test_a_stretch_grows_and_a_run_in_between_begins_another(clock: Connection) -> None:
    program(clock, "*/10 * * * *")
    assert register(clock, "10:25") == 1
    assert register(clock, "10:35") == 0
    assert missed(clock) == [("10:00", "10:30", 4)]
    (row,) = rows(clock, "SELECT error_mensaje, hora_hasta::text FROM etl.etl_ejecuciones")
    assert row == {
        "error_mensaje": "scheduled starts missed, nothing ran: 4", "hora_hasta": "10:30:00",
    }  # fmt: skip
    run_at(clock, "10:40:02")
    assert register(clock, "10:55") == 1
    assert missed(clock) == [("10:00", "10:30", 4), ("10:50", "10:50", 1)]


def test_a_late_run_and_one_that_found_the_cycle_busy_count_as_starts(clock: Connection) -> None:
    program(clock, "*/10 * * * *")
    run_at(clock, "10:07")  # late, but before the next start
    run_at(clock, "10:10:01", estado="fallido", ocupado_por=5)
    long_one = run_at(clock, "10:20:01")
    clock.execute(
        "UPDATE etl.etl_ejecuciones SET fecha_fin = '2026-01-08 10:45+00' WHERE id = %s", [long_one]
    )
    assert register(clock, "10:49") == 0  # the starts of 10:30 and 10:40 found it at work
    assert missed(clock) == []


def test_no_start_is_missed_of_a_cycle_that_nobody_schedules_or_did_not_yet(
    clock: Connection,
) -> None:
    assert register(clock, "11:00") == 0
    at(clock, "10:05")
    program(clock, "*/10 * * * *")
    at(clock, "10:15")
    program(clock, None)
    assert register(clock, "11:00") == 1
    assert missed(clock) == [("10:10", "10:10", 1)]


def test_nothing_older_than_a_week_is_looked_for(clock: Connection) -> None:
    set_clock(clock, "2026-01-01 00:00+00")
    program(clock, "0 0 * * *")
    set_clock(clock, "2026-01-20 12:00+00")
    assert values(clock, "SELECT etl.fnc_registrar_faltantes()") == [1]
    days = "SELECT fecha_desde::text, fecha_hasta::text, ticks_perdidos FROM etl.etl_ejecuciones"
    assert clock.execute(days).fetchall() == [("2026-01-14", "2026-01-20", 7)]


def test_a_stretch_is_prolonged_only_while_the_cycle_stays_scheduled(clock: Connection) -> None:
    prolong = "SELECT etl.fnc_prolongar_faltante('c', %s, %s, %s)"
    program(clock, "*/10 * * * *")
    first = values(clock, prolong, "2026-01-08 10:00+00", "2026-01-08 10:10+00", 2)
    assert values(clock, prolong, "2026-01-08 10:20+00", "2026-01-08 10:20+00", 1) == [None]
    at(clock, "10:25")
    program(clock, None)
    second = values(clock, prolong, "2026-01-08 10:30+00", "2026-01-08 10:50+00", 3)
    assert first != second
    assert None not in second
    assert missed(clock) == [("10:00", "10:20", 3), ("10:30", "10:50", 3)]


def test_a_stretch_of_a_cycle_with_no_run_before_is_a_row_of_its_own(clock: Connection) -> None:
    prolong = "SELECT etl.fnc_prolongar_faltante('c', %s, %s, 1)"
    (number,) = values(clock, prolong, "2026-01-08 23:50+00", "2026-01-09 00:10+00")
    (row,) = rows(
        clock,
        "SELECT fecha_desde::text AS d, hora_desde::text AS h, fecha_hasta::text AS e, origen"
        " FROM etl.etl_ejecuciones WHERE id = %s",
        number,
    )
    assert row == {"d": "2026-01-08", "h": "23:50:00", "e": "2026-01-09", "origen": "vigilancia"}
