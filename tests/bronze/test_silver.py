"""Silver by hand-made values: equipment in operation, the even series, events, coverage, wells."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

pytest.importorskip("polars", reason="the extra `bronze` is not installed: make setup")
pytest.importorskip("duckdb", reason="the extra `bronze` is not installed: make setup")

from support.lakes import Field

READINGS = """\
timestamp,p,q
2026-01-01 00:05:00+0000,10,1
2026-01-01 00:10:00+0000,,2
2026-01-01 00:25:00+0000,30,
2026-01-01 00:40:00+0000,60,4
2026-01-01 00:45:00+0000,70,5
2026-01-01 03:00:00+0000,80,6
2026-01-01 03:00:00+0000,90,6
"""
EQUIPMENT = """\
numero_equipo,fecha_entrada_operacion,fecha_salida_operacion
E-1,2026-01-01 00:10:00+0000,2026-01-01 00:41:00+0000
E-2,2026-01-01 00:42:00+0000,
"""
EVENTS = """\
categoria_principal,categoria_secundaria,fecha_paro,fecha_reinicio,comentario
Paro,Variador,2026-01-01 00:30:00+0000,2026-01-01 02:00:00+0000,x
Paro,Cable,2026-01-01 02:30:00+0000,,
"""


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 1, 1, hour, minute, tzinfo=UTC)


@pytest.fixture
def made(field: Field) -> Field:
    field.file("N-7_all.csv", READINGS)
    field.file("BEC_N-7_all.csv", EQUIPMENT)
    field.file("Eventos_N-7_all.csv", EVENTS)
    field.ingest()
    assert field.refine() == ["N-7"]
    return field


def test_a_reading_has_the_equipment_that_was_in_operation_then(made: Field) -> None:
    rows = made.rows("SELECT timestamp, p, numero_equipo FROM silver.lecturas ORDER BY timestamp")
    assert rows == [
        (at(0, 5), 10.0, None), (at(0, 10), None, "E-1"), (at(0, 25), 30.0, "E-1"),
        (at(0, 40), 60.0, "E-1"), (at(0, 45), 70.0, "E-2"), (at(3, 0), 90.0, "E-2"),
    ]  # fmt: skip


def test_the_even_series_marks_what_is_interpolated_and_makes_nothing_up(made: Field) -> None:
    """Nothing before the first, behind the last, across equipment, or over more than an hour."""
    rows = made.rows(
        "SELECT timestamp, p, p_interpolado, q, q_interpolado FROM silver.series_10min"
        " WHERE numero_equipo = 'E-1' ORDER BY timestamp"
    )
    assert rows == [
        (at(0, 10), None, None, 2.0, False),
        (at(0, 20), None, None, pytest.approx(2 + 2 / 3), True),
        (at(0, 30), 40.0, True, pytest.approx(2 + 4 / 3), True),
        (at(0, 40), 60.0, False, 4.0, False),
    ]
    rows = made.rows(
        "SELECT timestamp, p, p_interpolado FROM silver.series_10min"
        " WHERE numero_equipo = 'E-2' AND p IS NOT NULL"
    )
    assert rows == [(at(3, 0), 90.0, False)]


def test_events_have_their_equipment_and_hours_where_they_ended(made: Field) -> None:
    assert made.rows(
        "SELECT tipo_evento, descripcion, horas, numero_equipo FROM silver.eventos ORDER BY ALL"
    ) == [("Paro", "Cable", None, "E-2"), ("Paro", "Variador", 1.5, "E-1")]


def test_coverage_counts_the_tens_of_minutes_that_have_a_value(made: Field) -> None:
    assert made.rows(
        "SELECT numero_equipo, sensor, valores, tramos, tramos_con_valor, cobertura_pct,"
        " mayor_hueco_min, interpolados FROM silver.cobertura"
        " WHERE numero_equipo IS NOT NULL ORDER BY ALL"
    ) == [
        ("E-1", "p", 2, 4, 2, 50.0, 15.0, 1),
        ("E-1", "q", 2, 4, 2, 50.0, 30.0, 2),
        ("E-2", "p", 2, 15, 2, pytest.approx(200 / 15), 135.0, 0),
        ("E-2", "q", 2, 15, 2, pytest.approx(200 / 15), 135.0, 0),
    ]


def test_a_well_is_one_row_and_equipment_is_active_until_its_exit(made: Field) -> None:
    assert made.rows(
        "SELECT pozo, lecturas, lecturas_sin_equipo, equipos, numero_equipo, eventos,"
        " eventos_abiertos, horas_en_evento FROM silver.pozos"
    ) == [("N-7", 6, 1, 2, "E-2", 2, 1, 1.5)]
    assert made.rows(
        "SELECT numero_equipo, estado, dias_operacion FROM silver.equipos ORDER BY 1"
    ) == [("E-1", "inactivo", pytest.approx(31 / 1440)), ("E-2", "activo", None)]


def test_only_wells_that_changed_are_made_anew_and_a_second_run_changes_no_byte(
    made: Field,
) -> None:
    before = made.digest()
    assert made.refine() == []
    assert made.digest() == before
    made.one("N-8_all.csv", "timestamp,z\n2026-01-01 00:00:00+0000,1\n")
    assert made.refine() == ["N-8"]
    assert made.rows("SELECT pozo, equipos, eventos FROM silver.pozos ORDER BY 1") == [
        ("N-7", 2, 2), ("N-8", 0, 0),
    ]  # fmt: skip
    assert made.rows("SELECT count(z), count(p) FROM silver.series_10min") == [(1, 3)]


def test_a_well_without_readings_has_its_row(field: Field) -> None:
    field.one("BEC_N-7_all.csv", EQUIPMENT)
    assert field.refine() == ["N-7"]
    assert field.rows("SELECT lecturas, equipos FROM silver.pozos") == [(0, 2)]
    assert field.rows("SELECT count(*) FROM silver.series_10min") == [(0,)]
