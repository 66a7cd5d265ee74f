"""Derived values, part by part: averages of days and months, physics of the current values."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from support.facts import insert_days, insert_hours, make_dimensions
from support.readings import insert, insert_readings, make_wells, row, rows, set_clock, xmins

Connection = psycopg.Connection[Any]
DAY = "2026-01-05"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2 in the dimension; noon of 5 January 2026, UTC."""
    set_clock(seeded_db, f"{DAY} 12:00+00")
    make_wells(seeded_db, 1, 2, carga_nominal_unidad=40000)
    make_dimensions(seeded_db, (1, 2), [])
    return seeded_db


# -- averages -----------------------------------------------------------------------------------

DERIVE = "CALL reporting.sp_derivar_dias(%s::integer[], %s::integer[])"
FACTS = ("reporting.fact_operaciones_diarias", "reporting.fact_operaciones_mensuales")


def test_a_day_weighs_its_hours_by_their_readings_and_a_month_its_days(db: Connection) -> None:
    hours = [(0, 7000.0, 60, 75.0), (1, 6000.0, 20, None), (2, None, 900, 25.0)]
    insert_hours(
        db,
        [
            {
                "pozo_id": 1, "fecha_hora": f"{DAY} {hour:02}:00+00", "fluid_level_tvd_ft": level,
                "lecturas": readings, "kpi_ai_accuracy_pct": accuracy,
            }
            for hour, level, readings, accuracy in hours
        ],
    )  # fmt: skip
    insert_days(
        db,
        [
            {"pozo_id": 1, "fecha": date(2026, 1, 5), "lecturas": 300},
            {"pozo_id": 1, "fecha": date(2026, 1, 6), "lecturas": 100}
            | {"promedio_fluid_level_tvd_ft": 6750.0},
            {"pozo_id": 1, "fecha": date(2026, 1, 7), "lecturas": 5000},  # without a level
            {"pozo_id": 2, "fecha": date(2026, 1, 5), "lecturas": 1},
        ],
    )
    insert(db, FACTS[1], [{"pozo_id": well, "anio_mes": "2026-01"} for well in (1, 2)])
    changed = db.execute(DERIVE, [[1, 2], [20260105, 20260105]]).fetchall()
    assert changed == [([1], [20260105])]  # of well 2 nothing was to be said
    day = row(
        db,
        "SELECT promedio_fluid_level_tvd_ft AS level, ai_accuracy_pct AS accuracy"
        " FROM reporting.fact_operaciones_diarias WHERE pozo_id = 1 AND fecha_id = 20260105",
    )
    # (7000 · 60 + 6000 · 20) / 80; (75 + 25) / 2
    assert day == {"level": 6750, "accuracy": 50}
    months = rows(
        db, "SELECT promedio_fluid_level_tvd_ft AS level FROM reporting.fact_operaciones_mensuales"
        " ORDER BY pozo_id",
    )  # fmt: skip
    assert months == [{"level": 6750}, {"level": None}]
    before = xmins(db, FACTS)
    db.execute("SAVEPOINT again")
    assert db.execute(DERIVE, [[1, 2], [20260105, 20260105]]).fetchall() == [(None, None)]
    assert db.execute(DERIVE, [[], []]).fetchall() == [(None, None)]
    assert xmins(db, FACTS) == before


def test_a_value_that_goes_leaves_the_day_and_the_month(db: Connection) -> None:
    insert_days(
        db,
        [{"pozo_id": 1, "fecha": date(2026, 1, 5), "lecturas": 1, "ai_accuracy_pct": 50.0}
         | {"promedio_fluid_level_tvd_ft": 7000.0}],
    )  # fmt: skip
    month = {"pozo_id": 1, "anio_mes": "2026-01", "promedio_fluid_level_tvd_ft": 7000.0}
    insert(db, FACTS[1], [month])
    assert db.execute(DERIVE, [[1], [20260105]]).fetchall() == [([1], [20260105])]
    left = "SELECT promedio_fluid_level_tvd_ft, ai_accuracy_pct"
    left += " FROM reporting.fact_operaciones_diarias"
    assert db.execute(left.encode()).fetchall() == [(None, None)]
    month_now = "SELECT promedio_fluid_level_tvd_ft FROM reporting.fact_operaciones_mensuales"
    assert db.execute(month_now).fetchall() == [(None,)]


# -- physics of the current values ----------------------------------------------------------------

SNAPSHOT = "reporting.dataset_current_values"


def derive(db: Connection, well: int | None = None) -> None:
    db.execute("CALL reporting.sp_derivar_actuales(%s::integer)", [well])


@pytest.fixture
def worked(db: Connection) -> Connection:
    """The worked example in well 1: 42 °API, 80 % of water of 1.05, PIP 731 psi, CHP 80 psi."""
    db.execute(
        "UPDATE reporting.dim_pozo SET pump_depth_ft = 8491, formation_depth_ft = 10200,"
        " carga_minima_nominal_sarta_lb = 84000, pump_spm_target = 2,"
        " pump_fill_monitor_target = 70, pump_stroke_length_target = 200"
    )
    insert(
        db,
        "stage.tbl_pozo_reservas",
        [
            {"well_id": 1, "fecha_registro": day, "gravedad_api": api}
            | {"gravedad_especifica_agua": 1.05}
            for day, api in (("2025-01-01", 10.0), ("2026-01-01", 42.0))
        ],
    )
    insert_readings(db, [{"well_id": 1, "timestamp_lectura": f"{DAY} 11:55+00"}])
    values = {
        "ultima_actualizacion": f"{DAY} 11:55+00", "pump_intake_pressure_psi_act": 731.0,
        "casing_head_pressure_psi_act": 80.0, "water_cut_pct": 80.0, "max_rod_load_lb_act": 28440.0,
        "pump_avg_spm_act": 2.1, "pump_stroke_length_act": 250.0, "pump_fill_monitor_pct": 63.0,
    }  # fmt: skip
    insert(db, SNAPSHOT, [{"well_id": 1} | values, {"well_id": 2}])
    return db


DERIVED = (
    "fluid_level_tvd_ft", "pwf_psi_act", "road_load_pct_act", "hydralift_unit_load_pct",
    "carga_unidad_pct", "pump_spm_var_pct", "pump_stroke_length_var_pct", "pump_fill_monitor_var",
)  # fmt: skip


def derived(db: Connection, well: int = 1) -> list[Any]:
    query = f"SELECT {', '.join(DERIVED)} FROM {SNAPSHOT} WHERE well_id = %s"
    return list(row(db, query, well).values())


def test_the_worked_example(worked: Connection) -> None:
    derive(worked)
    # 8491 - 651 / 0.434348; 731 + 0.434348 · 1709; 28440 of 84000 and of 40000 lbf;
    # 2.1 against 2, 250 against 200, 63 against 70
    expected = [6992.2, 1473.3, 33.857143, 71.1, 71.1, 5, 25, -7]
    assert derived(worked) == [pytest.approx(value, rel=1e-5) for value in expected]
    assert derived(worked, 2) == [None] * 8  # nothing is invented
    before = xmins(worked, [SNAPSHOT])
    worked.execute("SAVEPOINT again")
    derive(worked)
    assert xmins(worked, [SNAPSHOT]) == before


def test_one_well_alone_is_derived(worked: Connection) -> None:
    derive(worked, 2)
    assert derived(worked) == [None] * 8
    derive(worked, 1)
    assert derived(worked)[0] == pytest.approx(6992.2, rel=1e-5)


def test_a_measured_level_and_a_fresh_operating_point_win(worked: Connection) -> None:
    worked.execute("UPDATE stage.tbl_pozo_produccion SET nivel_fluido_dinamico = 7100")
    points = [("10:00:00", 1.0), ("10:00:01", 1400.0), ("12:00:01", 2.0)]
    insert(
        worked,
        "universal.ipr_puntos_operacion",
        [
            {"well_id": 1, "fecha_calculo": f"{DAY} {time}+00", "pwf_calculado": pressure}
            | {"q_actual": 91.0, "ip_actual": 0.1}
            for time, pressure in points
        ],
    )
    worked.execute("CALL reporting.sp_cargar_ultimas_medidas()")
    derive(worked)
    assert derived(worked)[:2] == [7100, 1400]  # of the last two hours, not of the time to come


def test_a_level_that_is_no_number_is_none(worked: Connection) -> None:
    worked.execute("UPDATE stage.tbl_pozo_produccion SET nivel_fluido_dinamico = 'NaN'")
    derive(worked)
    assert derived(worked)[0] == pytest.approx(6992.2, rel=1e-5)
