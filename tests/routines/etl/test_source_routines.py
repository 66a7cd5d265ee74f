"""The routines that put polls of a source into the ledger, on a clock that stands still."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import row, rows, scalar, set_clock

Connection = psycopg.Connection[Any]
DAY = "2026-01-08"


@pytest.fixture
def db(bare: Connection) -> Connection:
    bare.execute("SET LOCAL timezone = 'UTC'")
    return bare


def add_source(db: Connection, *, ranges: bool, covered: str | None = "12:00") -> None:
    db.execute(
        "INSERT INTO etl.fuentes (fuente, tipo, ubicacion_id, direccion, unidades, da_rangos,"
        " cadencia_segundos, limite_segundos, cubierta_hasta)"
        " VALUES ('north', 'http', 'norte', 'http://a', '{5,7}', %s, 60, 30, %s)",
        [ranges, covered and f"{DAY} {covered}+00"],
    )


def poll(db: Connection, start: str, end: str, state: str = "exitoso", **others: Any) -> int:
    """A poll over start to end, at its end; the run's number."""
    set_clock(db, f"{DAY} {end}+00")
    error = ("conexion", "no connection") if state == "fallido" else (None, None)
    number: int = scalar(
        db,
        "SELECT etl.fnc_anotar_sondeo('north', %s, %s, %s, %s, 3, 3, %s, %s, %s, %s, 'v', 'h', %s)",
        f"{DAY} {end}+00", f"{DAY} {start}+00", f"{DAY} {end}+00", state, *error,
        others.get("newest"), others.get("units"), others.get("pause"),
    )  # fmt: skip
    return number


def fill(
    db: Connection, gap: int, start: str, end: str, *, read: int, state: str = "exitoso"
) -> Any:
    return scalar(
        db,
        "SELECT etl.fnc_anotar_relleno('north', %s, %s, %s, %s, %s, %s, %s, NULL, NULL, 'v', 'h')",
        gap, f"{DAY} 18:00+00", f"{DAY} {start}+00", f"{DAY} {end}+00", state, read, read,
    )  # fmt: skip


def gaps(db: Connection) -> list[tuple[str, str, str]]:
    found = rows(db, "SELECT ubicacion_id, desde, hasta FROM etl.v_gaps_pendientes ORDER BY id")
    return [
        (one["ubicacion_id"], f"{one['desde']:%H:%M}", f"{one['hasta']:%H:%M}") for one in found
    ]


def test_modes_name_the_cadence(db: Connection) -> None:
    modes = [scalar(db, "SELECT etl.fnc_modo_sondeo(%s)", s) for s in (60, 1800, 45, 90)]
    assert modes == [
        "incremental_1min", "incremental_30min", "incremental_45s", "incremental_90s",
    ]  # fmt: skip


def test_polls_that_fail_in_a_row_are_one_gap_each_of_them_a_run(db: Connection) -> None:
    add_source(db, ranges=True)
    first = poll(db, "12:00", "12:01", "fallido")
    assert gaps(db) == [("norte", "12:00", "12:01")]
    second = poll(db, "12:01", "12:02", "fallido")
    poll(db, "12:02", "12:03", "fallido")
    assert gaps(db) == [("norte", "12:00", "12:03")]
    followers = rows(db, "SELECT hueco_id FROM etl.etl_ejecuciones WHERE id >= %s", second)
    assert [one["hueco_id"] for one in followers] == [first, first]
    poll(db, "12:03", "12:04")
    assert gaps(db) == [("norte", "12:00", "12:03")]
    assert scalar(db, "SELECT cubierta_hasta::text FROM etl.fuentes") == f"{DAY} 12:04:00+00"
    metrics = row(db, "SELECT total_ejecuciones, tasa_exito_pct FROM etl.v_metricas_confiabilidad")
    assert (metrics["total_ejecuciones"], float(metrics["tasa_exito_pct"])) == (4, 25.0)


def test_the_next_failure_begins_a_gap_of_its_own(db: Connection) -> None:
    add_source(db, ranges=True)
    for minute, state in enumerate(("fallido", "exitoso", "fallido", "exitoso")):
        poll(db, f"12:0{minute}", f"12:0{minute + 1}", state)
    assert gaps(db) == [("norte", "12:00", "12:01"), ("norte", "12:02", "12:03")]


def test_polls_that_nobody_made_are_one_gap_too(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "22:00", "22:01")
    assert gaps(db) == [("norte", "12:00", "22:00")]
    gap = row(
        db, "SELECT error_tipo, error_mensaje, ticks_perdidos FROM etl.etl_ejecuciones"
        " WHERE estado = 'fallido'",
    )  # fmt: skip
    assert tuple(gap.values()) == ("interrumpido", "north was not polled", 600)


def test_a_source_that_failed_and_then_was_not_polled_has_one_gap(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "12:00", "12:01", "fallido")
    poll(db, "15:00", "15:01")
    assert gaps(db) == [("norte", "12:00", "15:00")]


def test_what_a_source_of_newest_values_showed_is_named_as_gone(db: Connection) -> None:
    add_source(db, ranges=False)
    db.execute(f"UPDATE etl.fuentes SET ultimo_dato = '{DAY} 11:59:30+00'".encode())
    poll(db, "12:00", "12:01", "fallido")
    assert len(gaps(db)) == 1
    poll(db, "12:01", "12:02")
    assert gaps(db) == []
    assert scalar(db, "SELECT irrecuperable FROM etl.etl_ejecuciones WHERE estado = 'fallido'") == (
        "no recuperable: north shows its newest values only, what it showed from "
        f"{DAY} 12:00:00 to {DAY} 12:01:00 is gone; newest value before: {DAY} 11:59:30+00"
    )


def test_a_unit_that_gives_nothing_has_a_gap_of_its_own(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "12:00", "12:01", "parcial", units=[7])
    poll(db, "12:01", "12:02", "parcial", units=[7])
    assert gaps(db) == [("norte/7", "12:00", "12:02")]
    poll(db, "12:02", "12:03", "parcial", units=[5])
    assert gaps(db) == [("norte/7", "12:00", "12:02"), ("norte/5", "12:02", "12:03")]
    open_ones = rows(db, "SELECT ubicacion_id FROM etl.etl_ejecuciones WHERE hueco_abierto")
    assert [one["ubicacion_id"] for one in open_ones] == ["norte/5"]


def test_a_gap_is_made_up_for_part_by_part(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "15:00", "15:01")
    gap = scalar(db, "SELECT id FROM etl.v_gaps_pendientes")
    assert fill(db, gap, "14:00", "15:00", read=10) is not None
    assert gaps(db) == [("norte", "12:00", "14:00")]
    fill(db, gap, "13:00", "14:00", read=0, state="fallido")
    assert gaps(db) == [("norte", "12:00", "14:00")]
    assert scalar(db, "SELECT intentos FROM etl.v_gaps_pendientes") == 1
    assert fill(db, gap, "14:00", "15:00", read=10) is None  # somebody else was quicker
    fill(db, gap, "12:00", "14:00", read=10)
    assert gaps(db) == []


def test_a_time_that_the_source_has_nothing_of_is_named(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "15:00", "15:01")
    gap = scalar(db, "SELECT id FROM etl.v_gaps_pendientes")
    fill(db, gap, "12:00", "15:00", read=0)
    assert gaps(db) == []
    told = scalar(db, "SELECT irrecuperable FROM etl.etl_ejecuciones WHERE id = %s", gap)
    assert told.startswith("no recuperable: north has no value of this time")


def test_access_that_is_refused_is_an_alert_until_it_is_given(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "12:00", "12:01", "fallido", pause="HTTP 401")
    assert scalar(db, "SELECT activa FROM etl.fuentes") is False
    open_ones = "SELECT count(*) FROM etl.alertas WHERE tipo = 'acceso' AND resuelta_en IS NULL"
    assert scalar(db, open_ones) == 1
    poll(db, "12:01", "12:02")
    assert scalar(db, open_ones) == 0


def test_a_source_that_is_not_there_is_refused(db: Connection) -> None:
    with pytest.raises(psycopg.errors.NoDataFound, match='there is no source "north"'):
        poll(db, "12:00", "12:01")


def test_open_gaps_end_and_grow_by_place(db: Connection) -> None:
    add_source(db, ranges=True)
    grow = (
        "SELECT etl.fnc_prolongar_hueco(f, %s, %s, %s, 1, 'timeout', 'late') FROM etl.fuentes AS f"
    )
    first = scalar(db, grow, "norte/5", f"{DAY} 12:00+00", f"{DAY} 12:01+00")
    assert scalar(db, grow, "norte/5", f"{DAY} 12:01+00", f"{DAY} 12:02+00") == first
    assert scalar(db, grow, "norte/7", f"{DAY} 12:01+00", f"{DAY} 12:02+00") != first
    close = "SELECT etl.fnc_cerrar_huecos(f, %s) FROM etl.fuentes AS f"
    assert scalar(db, close, ["norte/5"]) == 1
    assert scalar(db, close, []) == 1
    assert scalar(db, close, []) == 0


def reasons(db: Connection) -> list[tuple[str, str, str]]:
    found = rows(db, "SELECT tipo, severidad, mensaje FROM etl.fnc_motivos_fuentes() ORDER BY 1, 2")
    return [(one["tipo"], one["severidad"], one["mensaje"]) for one in found]


def test_a_source_that_answers_with_new_values_gives_no_reason_for_an_alert(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "12:00", "12:01", newest=f"{DAY} 12:00:30+00")
    set_clock(db, f"{DAY} 12:04+00")
    assert reasons(db) == []


def test_a_source_is_silent_after_three_cadences_and_the_limit(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "12:00", "12:01")
    for second, silent in (("12:04:30", False), ("12:04:31", True)):
        set_clock(db, f"{DAY} {second}+00")
        assert bool(reasons(db)) is silent
    assert reasons(db) == [
        ("silencio", "CRITICAL", f"north: no good poll since {DAY} 12:01:00+00"),
    ]  # fmt: skip
    db.execute("UPDATE etl.fuentes SET activa = FALSE, pausada_en = now()")
    assert reasons(db) == []


def test_a_source_that_answers_with_old_values_is_silent_too(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "12:00", "12:01", newest=f"{DAY} 11:56:30+00")
    assert reasons(db) == []
    poll(db, "12:01", "12:02", newest=f"{DAY} 11:56:30+00")
    assert reasons(db) == [
        ("silencio", "WARNING", f"north answers, but its newest value is of {DAY} 11:56:30+00"),
    ]  # fmt: skip


def test_a_clock_that_runs_ahead_and_a_bad_day_are_told(db: Connection) -> None:
    add_source(db, ranges=True)
    for minute in range(20):
        state = "fallido" if minute in (3, 5, 7) else "exitoso"
        poll(db, f"12:{minute:02}", f"12:{minute + 1:02}", state, newest=f"{DAY} 12:30:00+00")
    assert reasons(db) == [
        ("confiabilidad", "WARNING", "north: 17 of 20 polls of today were good"),
        ("reloj", "WARNING", "north: its newest value is dated 10 min ahead of now"),
    ]  # fmt: skip


def test_alerts_of_a_source_come_and_go_with_their_reason(db: Connection) -> None:
    add_source(db, ranges=True)
    poll(db, "12:00", "12:01", "fallido")
    set_clock(db, f"{DAY} 12:30+00")
    db.execute(f"UPDATE etl.fuentes SET creada_en = '{DAY} 10:00+00'".encode())
    db.execute("SELECT etl.fnc_alertar()")
    open_ones = "SELECT tipo, mensaje FROM etl.alertas WHERE resuelta_en IS NULL ORDER BY tipo"
    assert [tuple(one.values()) for one in rows(db, open_ones)] == [
        ("gap", f"http norte: 1 gap(s) to make up for since {DAY} 12:01:00+00"),
        ("silencio", f"north: no good poll since {DAY} 10:00:00+00"),
    ]
    poll(db, "12:01", "12:30", newest=f"{DAY} 12:30+00")
    db.execute("SELECT etl.fnc_alertar()")
    assert [one["tipo"] for one in rows(db, open_ones)] == ["gap"]
