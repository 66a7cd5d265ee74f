"""What watches the runs: missed starts, overdue and lost runs, alerts, recovery."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from support.fakes import (
    add_run,
    call,
    calling,
    define,
    runs,
    set_clock,
    steps,
    traces,
    until,
    waits,
)

Connection = psycopg.Connection[Any]
LOCK = 4242


def watch(db: Connection, at: str | None = None) -> None:
    if at:
        set_clock(db, at)
    db.execute("CALL etl.sp_vigilancia()")


def schedule(db: Connection, cycle: str, expression: str | None, by: str = "pg_cron") -> None:
    db.execute("SELECT etl.fnc_programar(%s, %s, %s)", [cycle, expression, by])


def ticks(db: Connection, expression: str, start: str, end: str) -> list[str]:
    moments = db.execute(
        "SELECT to_char(t AT TIME ZONE 'UTC', 'MM-DD HH24:MI')"
        " FROM etl.fnc_ticks(%s, %s::timestamptz, %s::timestamptz) AS t",
        [expression, start, end],
    )
    return [row[0] for row in moments]


def missing(db: Connection, cycle: str = "c") -> list[tuple[str, str, int]]:
    """First and last missed start and how many, of each stretch in the ledger."""
    return [
        (f"{run['fecha_inicio']:%H:%M}", f"{run['fecha_fin']:%H:%M}", run["ticks_perdidos"])
        for run in runs(db, cycle)
        if run["ticks_perdidos"]
    ]


def gaps(db: Connection) -> list[str]:
    rows = db.execute("SELECT etl_tipo FROM etl.v_gaps_por_recuperar").fetchall()
    return [name for (name,) in rows]


def alerts(db: Connection) -> list[tuple[str, str, bool]]:
    """Kind, cycle, and whether it is still open."""
    return db.execute(
        "SELECT tipo, etl_tipo, resuelta_en IS NULL FROM etl.alertas ORDER BY alerta_id"
    ).fetchall()


# -- cron expressions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 */6 * * *", ["01-01 00:00", "01-01 06:00", "01-01 12:00", "01-01 18:00"]),
        ("10-30/10 3 * * *", ["01-01 03:10", "01-01 03:20", "01-01 03:30"]),
        ("5,7,5 0 * * *", ["01-01 00:05", "01-01 00:07"]),
        ("30 3 2 * *", []),
        ("30 3 * * 4", ["01-01 03:30"]),  # 2026-01-01 is a Thursday
        ("30 3 * * 0,7", []),
        ("30 3 5 * 4", ["01-01 03:30"]),  # both restricted: either will do
        ("30 3 */1 1-3 4", ["01-01 03:30"]),
        ("50-59/5 23 * * *", ["01-01 23:50", "01-01 23:55"]),
        ("0 0 * 2 *", []),
    ],
)
def test_a_cron_expression_is_due_when_cron_says(
    db: Connection, expression: str, expected: list[str]
) -> None:
    assert ticks(db, expression, "2026-01-01 00:00+00", "2026-01-02 00:00+00") == expected


def test_sunday_has_two_numbers(db: Connection) -> None:
    week = ("2026-01-01 00:00+00", "2026-01-08 00:00+00")
    assert ticks(db, "0 0 * * 0", *week) == ticks(db, "0 0 * * 7", *week) == ["01-04 00:00"]


def test_the_first_moment_counts_and_the_last_does_not(db: Connection) -> None:
    assert ticks(db, "* * * * *", "2026-01-01 00:00+00", "2026-01-01 00:02+00") == [
        "01-01 00:00",
        "01-01 00:01",
    ]


@pytest.mark.parametrize(
    "expression",
    [
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "*/0 * * * *",
        "5-1 * * * *",
        "a * * * *",
        "SUN",
        "0 0 * * SUN",
        "0 0 * JAN *",
        "5/15 * * * *",
        "@hourly",
        "30 seconds",
        "1,, * * * *",
    ],
)
def test_a_wrong_expression_is_refused(db: Connection, expression: str) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="cron"):
        ticks(db, expression, "2026-01-01 00:00+00", "2026-01-02 00:00+00")


def test_the_next_start_may_be_years_away(db: Connection) -> None:
    row = db.execute(
        "SELECT etl.fnc_proximo_tick('0 0 29 2 *', '2026-01-01 00:00+00')::text,"
        " etl.fnc_proximo_tick('* * * * *', '2026-01-01 00:00+00')::text,"
        " etl.fnc_proximo_tick('0 0 30 2 *', '2026-01-01 00:00+00')::text"
    ).fetchone()
    assert row == ("2028-02-29 00:00:00+00", "2026-01-01 00:01:00+00", None)


# -- missed starts ------------------------------------------------------------------------------


def test_contiguous_missed_starts_are_one_gap_that_the_next_success_covers(
    db: Connection,
) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    set_clock(db, "2026-01-01 09:59:30+00")
    schedule(db, "c", "* * * * *")
    set_clock(db, "2026-01-01 10:00:01+00")
    call(db, "c")
    watch(db, "2026-01-01 10:04:30+00")
    assert missing(db) == [("10:01", "10:03", 3)]
    assert gaps(db) == ["c"]
    call(db, "c")
    assert gaps(db) == []
    watch(db, "2026-01-01 10:05:30+00")
    assert missing(db) == [("10:01", "10:03", 3)]


def test_a_gap_that_goes_on_grows(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="*/5 * * * *")
    set_clock(db, "2026-01-01 10:00:30+00")
    schedule(db, "c", "*/5 * * * *")
    for minute in ("06:30", "07:30", "11:30", "21:30"):
        watch(db, f"2026-01-01 10:{minute}+00")
    assert missing(db) == [("10:05", "10:20", 4)]
    call(db, "c")
    watch(db, "2026-01-01 10:27:30+00")
    watch(db, "2026-01-01 10:33:30+00")
    assert missing(db) == [("10:05", "10:20", 4), ("10:25", "10:30", 2)]


def test_a_person_at_the_right_time_serves_as_well(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="*/5 * * * *")
    set_clock(db, "2026-01-01 10:00:30+00")
    schedule(db, "c", "*/5 * * * *")
    set_clock(db, "2026-01-01 10:08:00+00")
    call(db, "c")
    watch(db, "2026-01-01 10:12:00+00")
    assert missing(db) == [("10:10", "10:10", 1)]


def test_a_long_run_serves_the_starts_within_it(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    set_clock(db, "2026-01-01 09:59:30+00")
    schedule(db, "c", "* * * * *")
    number = add_run(db, "c", "2026-01-01 10:00:01+00")
    db.execute(
        "UPDATE etl.etl_ejecuciones SET fecha_fin = '2026-01-01 10:03:10+00' WHERE id = %s",
        [number],
    )
    watch(db, "2026-01-01 10:05:30+00")
    assert missing(db) == [("10:04", "10:04", 1)]


def test_paused_or_unscheduled_time_is_no_gap(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    watch(db, "2026-01-01 09:00+00")
    set_clock(db, "2026-01-01 10:00:30+00")
    schedule(db, "c", "* * * * *")
    set_clock(db, "2026-01-01 10:02:30+00")
    schedule(db, "c", None)
    set_clock(db, "2026-01-01 12:00:30+00")
    schedule(db, "c", "*/30 * * * *")
    watch(db, "2026-01-01 13:10+00")
    assert missing(db) == [("10:01", "10:02", 2), ("12:30", "13:00", 2)]
    watch(db, "2026-01-01 13:20+00")
    assert len(missing(db)) == 2


def test_two_schedulers_expect_each_start_once(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    set_clock(db, "2026-01-01 10:00:30+00")
    schedule(db, "c", "* * * * *")
    schedule(db, "c", "* * * * *", by="bp010ctl cron run")
    watch(db, "2026-01-01 10:03:30+00")
    assert missing(db) == [("10:01", "10:02", 2)]


def test_an_attempt_that_found_the_cycle_busy_is_no_missed_start(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    set_clock(db, "2026-01-01 10:00:30+00")
    schedule(db, "c", "* * * * *")
    add_run(db, "c", "2026-01-01 10:01:01+00", estado="fallido", ocupado_por=1)
    watch(db, "2026-01-01 10:02:30+00")
    assert (missing(db), gaps(db)) == ([], [])


def test_a_run_over_a_range_does_not_close_the_gap_of_the_schedule(db: Connection) -> None:
    define(db, "c", "limites({desde}, {hasta}, {pozo})", cron="* * * * *")
    set_clock(db, "2026-01-01 10:00:30+00")
    schedule(db, "c", "* * * * *")
    watch(db, "2026-01-01 10:03:30+00")
    call(db, "c", desde="2025-01-01", hasta="2025-02-01")
    assert gaps(db) == ["c"]
    call(db, "c", desde="-infinity", hasta="infinity")
    assert gaps(db) == []


def test_ten_hours_down_are_one_gap_and_found_quickly(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    define(db, "d", "anotar('y')", cron="*/5 * * * *")
    set_clock(db, "2026-01-01 00:00:30+00")
    schedule(db, "c", "* * * * *")
    schedule(db, "d", "*/5 * * * *")
    watch(db, "2026-01-01 10:00:30+00")
    assert missing(db, "c") == [("00:01", "09:59", 599)]
    assert missing(db, "d") == [("00:05", "09:55", 119)]
    call(db, "c")
    call(db, "d")
    assert gaps(db) == []


# -- overdue and lost runs ----------------------------------------------------------------------


def test_an_overdue_run_is_cancelled_and_recorded(url: str, db: Connection) -> None:
    define(db, "c", "dormir(600)", limit=120)
    with calling(url, "c") as called:
        until(lambda: [s for r in runs(db) for s in steps(db, r["id"])])
        watch(db)
        assert runs(db)[0]["estado"] == "en_proceso"
        db.execute("UPDATE etl.etl_ejecuciones SET fecha_inicio = now() - interval '121 s'")

        def ended() -> bool:
            watch(db)
            return bool(runs(db)[0]["estado"] != "en_proceso")

        until(ended)
    assert called.error is None
    assert runs(db)[0]["error_tipo"] == "timeout"


def test_a_run_that_does_not_heed_is_ended_a_minute_later(url: str, db: Connection) -> None:
    define(db, "c", f"esperar({LOCK})", limit=1)
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "c") as called:
        until(lambda: waits(db, called.pid))
        db.execute("UPDATE etl.etl_ejecuciones SET fecha_inicio = now() - interval '70 s'")
        watch(db)
    assert isinstance(called.error, psycopg.OperationalError)
    watch(db)
    assert [(run["estado"], run["error_tipo"]) for run in runs(db)] == [("fallido", "interrumpido")]
    assert traces(db) == []


def test_a_run_over_a_range_has_no_limit(url: str, db: Connection) -> None:
    define(db, "c", "limites({desde}, {hasta}, {pozo})", f"esperar({LOCK})", limit=1)
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "c") as called:
        until(lambda: waits(db, called.pid))
        db.execute(
            "UPDATE etl.etl_ejecuciones SET fecha_desde = '2025-01-01', fecha_hasta = '2025-12-31',"
            " fecha_inicio = now() - interval '1 day'"
        )
        watch(db)
        db.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert [run["estado"] for run in runs(db)] == ["exitoso"]


def test_a_run_that_lives_is_left_alone_and_one_whose_process_is_gone_is_closed(
    url: str, db: Connection
) -> None:
    define(db, "c", "anotar('x')", f"esperar({LOCK})")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "c") as called:
        until(lambda: waits(db, called.pid))
        watch(db)
        assert runs(db)[0]["estado"] == "en_proceso"
        db.execute("SELECT pg_terminate_backend(%s)", [called.pid])
    watch(db)
    (run,) = runs(db)
    assert (run["estado"], run["error_tipo"]) == ("fallido", "interrumpido")
    assert [step["estado"] for step in steps(db, run["id"])] == ["exitoso", "fallido"]


def test_a_run_of_a_process_number_used_again_is_closed(db: Connection) -> None:
    add_run(db, "carga", "2026-01-01 00:00+00", ubicacion_id="x")
    db.execute(
        "UPDATE etl.etl_ejecuciones SET estado = 'en_proceso', fecha_fin = NULL,"
        " backend_pid = pg_backend_pid(), backend_inicio = '2026-01-01 00:00+00'"
    )
    watch(db)
    assert runs(db)[0]["error_tipo"] == "interrumpido"


# -- alerts -------------------------------------------------------------------------------------


def fail(db: Connection, cycle: str, states: str, start: str = "2026-01-01 10:00+00") -> None:
    """Runs a minute apart: f failed, e succeeded, p partial by a step, r partial by rejects."""
    kinds = {
        "f": {"estado": "fallido", "error_tipo": "db_error"},
        "e": {"estado": "exitoso"},
        "p": {"estado": "parcial", "error_tipo": "db_error"},
        "r": {"estado": "parcial"},
    }
    for minute, state in enumerate(states):
        row = db.execute("SELECT (%s::timestamptz + %s * interval '1 min')::text", [start, minute])
        add_run(db, cycle, row.fetchone()[0], **kinds[state])  # type: ignore[index]


def test_a_new_gap_raises_one_alert_which_is_resolved_when_it_is_covered(db: Connection) -> None:
    define(db, "c", "anotar('x')")
    db.execute("LISTEN bp010_alertas")
    fail(db, "c", "ff")
    watch(db, "2026-01-01 11:00+00")
    watch(db, "2026-01-01 11:01+00")
    assert alerts(db) == [("gap", "c", True)]
    (heard,) = db.notifies(timeout=60, stop_after=1)
    assert json.loads(heard.payload)["etl_tipo"] == "c"
    call(db, "c")
    watch(db, "2026-01-01 11:02+00")
    assert alerts(db) == [("gap", "c", False)]
    fail(db, "c", "f", "2026-01-01 11:03+00")
    watch(db, "2026-01-01 11:04+00")
    assert alerts(db) == [("gap", "c", False), ("gap", "c", True)]


def test_a_missed_start_raises_an_alert_even_if_it_is_covered_by_then(db: Connection) -> None:
    define(db, "c", "anotar('x')", cron="* * * * *")
    set_clock(db, "2026-01-01 10:00:30+00")
    schedule(db, "c", "* * * * *")
    set_clock(db, "2026-01-01 10:04:00+00")
    call(db, "c")
    watch(db, "2026-01-01 10:04:30+00")
    assert alerts(db) == [("gap", "c", False)]


@pytest.mark.parametrize(
    ("states", "raised"),
    [
        ("eeeeefffff" + "", True),
        ("fffff", True),
        ("eeeeeeffff", False),
        ("fffffeeeeeeeeee", False),
        ("epepepepep", True),
        ("rrrrrrrrrr", False),
    ],
)
def test_five_failures_in_ten_runs_raise_an_alert(
    db: Connection, states: str, raised: bool
) -> None:
    fail(db, "c", states)
    watch(db, "2026-01-01 11:00+00")
    assert (("fallos", "c", True) in alerts(db)) == raised


@pytest.mark.parametrize(
    ("states", "raised"),
    [
        ("fff" + "e" * 17, True),
        ("ff" + "e" * 18, False),
        ("fff" + "e" * 20, False),
        ("fffeeeee", False),
    ],
)
def test_success_under_90_percent_of_the_last_20_runs_raises_an_alert(
    db: Connection, states: str, raised: bool
) -> None:
    fail(db, "c", states)
    watch(db, "2026-01-01 11:00+00")
    assert (("tasa_exito", "c", True) in alerts(db)) == raised


def test_places_are_judged_apart(db: Connection) -> None:
    for place in ("uno", "dos"):
        for minute in range(5):
            add_run(
                db, "carga", f"2026-01-01 10:0{minute}+00", ubicacion_id=place,
                estado="fallido" if place == "uno" else "exitoso",
            )  # fmt: skip
    watch(db, "2026-01-01 11:00+00")
    pairs = db.execute("SELECT DISTINCT tipo, ubicacion_id FROM etl.alertas ORDER BY 1").fetchall()
    assert pairs == [("fallos", "uno"), ("gap", "uno")]


# -- recovery -----------------------------------------------------------------------------------


def test_a_failed_range_is_run_again_over_its_own_range_and_well(db: Connection) -> None:
    define(db, "c", "limites({desde}, {hasta}, {pozo})", "insistir('23505', 1)", cron="0 0 * * *")
    call(db, "c", desde="2025-12-01 00:00+00", hasta="2026-01-01 00:00+00", well_id=7)
    call(db, "c")
    assert gaps(db) == ["c"]  # another run does not cover the range
    db.execute("CALL etl.sp_recuperar()")
    lost, _, again = runs(db)
    assert (again["estado"], again["modo"], again["recupera_id"]) == (
        "exitoso", "recuperacion", lost["id"],
    )  # fmt: skip
    assert traces(db)[-2] == "2025-12-01 00:00:00+00 2026-01-01 00:00:00+00 7"
    assert gaps(db) == []


def test_a_larger_success_covers_a_smaller_gap_and_not_the_other_way(db: Connection) -> None:
    define(db, "c", "limites({desde}, {hasta}, {pozo})")
    window = {"estado": "fallido", "fecha_desde": "2026-01-05", "fecha_hasta": "2026-01-06"}
    add_run(db, "c", "2026-01-10 00:00+00", **window)
    set_clock(db, "2026-01-10 01:00+00")
    call(db, "c", desde="2026-01-05 00:00+00", hasta="2026-01-06 00:00+00")
    call(db, "c", desde="2026-01-01 00:00+00", hasta="2026-02-01 00:00+00", well_id=7)
    assert gaps(db) == ["c"]
    call(db, "c", desde="2026-01-01 00:00+00", hasta="2026-02-01 00:00+00")
    assert gaps(db) == []


def test_at_most_so_many_gaps_are_tried_the_oldest_first(db: Connection) -> None:
    define(db, "c", "limites({desde}, {hasta}, {pozo})", cron="0 0 * * *")
    for day in range(1, 8):
        add_run(
            db, "c", f"2026-01-08 0{day}:00+00",
            estado="fallido", fecha_desde=f"2026-01-0{day}", fecha_hasta=f"2026-01-0{day}",
        )  # fmt: skip
    set_clock(db, "2026-01-08 10:00+00")
    db.execute("CALL etl.sp_recuperar()")
    assert [trace[:10] for trace in traces(db)] == [f"2026-01-0{day}" for day in range(1, 6)]
    assert len(gaps(db)) == 2


def test_a_gap_that_fails_again_waits_longer_and_lets_others_first(db: Connection) -> None:
    define(db, "c", "limites({desde}, {hasta}, {pozo})", "fallar('23505')", cron="0 0 * * *")
    add_run(db, "c", "2026-01-08 01:00+00", estado="fallido", fecha_desde="2026-01-01",
            fecha_hasta="2026-01-01")  # fmt: skip

    def attempts(at: str) -> int:
        set_clock(db, at)
        db.execute("CALL etl.sp_recuperar()")
        return sum(run["recupera_id"] is not None for run in runs(db))

    assert attempts("2026-01-08 10:00+00") == 1
    assert attempts("2026-01-08 10:14+00") == 1
    assert attempts("2026-01-08 10:15+00") == 2
    assert attempts("2026-01-08 10:44+00") == 2
    assert attempts("2026-01-08 10:45+00") == 3
    assert gaps(db) == ["c"]  # failed recoveries are no gaps of their own


def test_a_cancelled_recovery_tries_no_other_gap(url: str, db: Connection) -> None:
    define(db, "c", f"esperar({LOCK})", cron="0 0 * * *")
    define(db, "d", "anotar('d')", cron="0 0 * * *")
    define(db, "recuperacion", "etl.sp_recuperar()")
    for cycle, hour in (("c", 1), ("d", 2)):
        add_run(db, cycle, f"2026-01-08 0{hour}:00+00", estado="fallido")
    db.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with calling(url, "recuperacion", **{"bp010.ahora": "2026-01-08 10:00+00"}) as called:
        until(lambda: waits(db, called.pid))
        db.execute("SELECT pg_cancel_backend(%s)", [called.pid])
    assert called.error is None
    again = [run for run in runs(db) if run["recupera_id"] is not None]
    assert [(run["etl_tipo"], run["error_tipo"]) for run in again] == [("c", "interrumpido")]
    (whole,) = (run for run in runs(db) if run["etl_tipo"] == "recuperacion")
    assert (whole["estado"], whole["error_tipo"]) == ("fallido", "interrumpido")
    assert whole["error_mensaje"] == f"etl.sp_recuperar: stopped within run {again[0]['id']}"
    assert traces(db) == []


def test_outside_sources_people_s_own_and_paused_cycles_are_not_run_again(db: Connection) -> None:
    define(db, "manual", "anotar('x')")
    define(db, "pausado", "anotar('x')", cron="0 0 * * *")
    db.execute("UPDATE etl.ciclos SET activo = false WHERE ciclo = 'pausado'")
    window = {"estado": "fallido", "fecha_desde": "2026-01-01", "fecha_hasta": "2026-01-01"}
    add_run(db, "carga", "2026-01-08 01:00+00", **window)
    add_run(db, "manual", "2026-01-08 01:00+00", estado="fallido")
    add_run(db, "pausado", "2026-01-08 01:00+00", estado="fallido")
    set_clock(db, "2026-01-08 10:00+00")
    db.execute("CALL etl.sp_recuperar()")
    assert traces(db) == []
    assert gaps(db) == ["carga", "manual", "pausado"]


def test_the_cycle_recuperacion_runs_gaps_and_is_in_the_ledger_itself(db: Connection) -> None:
    define(db, "c", "pozos(2)", cron="0 0 * * *")
    define(db, "recuperacion", "etl.sp_recuperar()", cron="7-59/15 * * * *")
    number = add_run(db, "c", "2026-01-08 01:00+00", estado="fallido")
    set_clock(db, "2026-01-08 10:00+00")
    assert call(db, "recuperacion", origen="pg_cron") == []
    _, own, again = runs(db)
    assert (own["etl_tipo"], own["estado"], own["registros_cargados"]) == (
        "recuperacion",
        "exitoso",
        2,
    )
    assert (again["etl_tipo"], again["recupera_id"], again["origen"]) == ("c", number, "pg_cron")
    assert steps(db, own["id"])[0]["detalle"] == {"ejecuciones": [again["id"]]}
    row = db.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
    assert row == (0,)
