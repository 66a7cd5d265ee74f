"""Which rows the dashboards' views show, what they join, how they round: by hand-made tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from support.facts import insert_days, make_dimensions
from support.readings import insert, make_wells, row, rows

Connection = psycopg.Connection[Any]
DAY = date(2026, 1, 5)


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2, known to the dimension."""
    make_wells(seeded_db, 1, 2)
    make_dimensions(seeded_db, (1, 2), [DAY])
    return seeded_db


def snapshot(db: Connection, well: int = 1, **columns: Any) -> None:
    insert(db, "reporting.dataset_current_values", [{"well_id": well} | columns])


# -- days and months ----------------------------------------------------------------------------


def test_a_day_is_one_row_with_its_kpi_row_and_rounded(db: Connection) -> None:
    values = {"produccion_fluido_bbl": 91.005, "kpi_mtbf_hrs": 1234.5678, "numero_fallas": 0}
    insert_days(
        db,
        [
            {"pozo_id": 1, "fecha": DAY} | values,
            {"pozo_id": 1, "fecha": DAY, "periodo_comparacion": "SEMANAL"},
            {"pozo_id": 2, "fecha": DAY},
        ],
    )
    insert(
        db,
        "reporting.dataset_kpi_business",
        [
            {"well_id": 1, "fecha": DAY, "kpi_mtbf_hrs_target": 2000, "declinacion_pct": -3.14159},
            {"well_id": 1, "fecha": date(2026, 1, 6), "kpi_mtbf_hrs_target": 1},
        ],
    )
    days = rows(
        db,
        "SELECT well_id, fecha, nombre_pozo, produccion_fluido_bbl, kpi_mtbf_hrs, numero_fallas,"
        " kpi_mtbf_hrs_target, declinacion_pct FROM reporting.vw_kpi_daily ORDER BY well_id",
    )
    assert [list(day.values()) for day in days] == [
        [1, DAY, "Pozo 1", Decimal("91.01"), Decimal("1234.57"), 0, 2000, Decimal("-3.14")],
        [2, DAY, "Pozo 2", None, None, None, None, None],
    ]


def test_a_month_has_the_values_of_its_newest_kpi_row(db: Connection) -> None:
    insert(
        db,
        "reporting.fact_operaciones_mensuales",
        [
            {"pozo_id": 1, "anio_mes": "2026-01", "total_petroleo_bbl": 558.004},
            {"pozo_id": 1, "anio_mes": "2026-02", "total_petroleo_bbl": 1.0},
        ],
    )
    insert(
        db,
        "reporting.dataset_kpi_business",
        [
            {"well_id": 1, "fecha": day, "kpi_mtbf_hrs_mes": hours, "ai_accuracy_mes": hours / 10}
            for day, hours in (("2025-12-31", 1.0), ("2026-01-01", 2.0), ("2026-01-31", 300.126))
        ],
    )
    db.execute("UPDATE reporting.dim_pozo SET mtbf_target = 2000.005")
    months = rows(
        db,
        "SELECT anio_mes, total_petroleo_bbl, kpi_mtbf_hrs_mes, ai_accuracy_mes, mtbf_target"
        " FROM reporting.vw_kpi_monthly ORDER BY anio_mes",
    )
    assert [list(month.values()) for month in months] == [
        ["2026-01", 558, Decimal("300.13"), Decimal("30.01"), Decimal("2000.01")],
        ["2026-02", 1, None, None, Decimal("2000.01")],
    ]


def test_the_months_of_the_calendar_are_one_row_each(db: Connection) -> None:
    db.execute("DELETE FROM reporting.dim_tiempo")
    db.execute("CALL reporting.sp_cargar_calendario('{2026-02-10,2025-12-31}')")
    months = rows(db, "SELECT * FROM reporting.vw_dim_mes ORDER BY anio_mes")
    assert [list(month.values()) for month in months] == [
        ["2025-12", 2025, 12, "Diciembre", 4, 2, date(2025, 12, 1), date(2025, 12, 31)],
        ["2026-02", 2026, 2, "Febrero", 1, 1, date(2026, 2, 1), date(2026, 2, 28)],
    ]


# -- what needs attention -----------------------------------------------------------------------


def alerts(db: Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT well_id, variable, valor, unidad, desviacion_pct, status_level, severity_label,"
        " color, requiere_accion_inmediata FROM reporting.vw_alerts"
    ).fetchall()


def test_levels_3_to_6_are_alerts_the_most_urgent_first(db: Connection) -> None:
    snapshot(
        db,
        kpi_mtbf_hrs_act=1000.126, mtbf_variance_pct=-50.005, mtbf_status_level=4,
        mtbf_status_color="#FF4444",
        whp_status_level=3, well_head_pressure_psi_act=450.0,
        kpi_uptime_pct_status_level=2, vol_eff_status_level=7, pump_spm_status_level=0,
        estado_comunicacion="ONLINE", motor_running_flag=True,
    )  # fmt: skip
    snapshot(db, 2, road_load_status_level=6, road_load_pct_act=120.0)
    assert alerts(db) == [
        (2, "road_load", 120, "%", None, 6, "Emergencia", None, True),
        (1, "mtbf", Decimal("1000.13"), "h", Decimal("-50.01"), 4, "Alto", "#FF4444", True),
        (1, "whp", 450, "psi", None, 3, "Medio", None, False),
    ]


def test_a_silent_well_and_a_stopped_motor_are_alerts_of_their_own(db: Connection) -> None:
    snapshot(
        db, estado_comunicacion="OFFLINE", minutos_sin_reportar=75,
        color_estado_comunicacion="#B0B0B0", motor_running_flag=False,
    )  # fmt: skip
    snapshot(db, 2, estado_comunicacion="DELAYED", motor_running_flag=None)
    red = "SELECT color_hex FROM referencial.tbl_ref_estados_operativos"
    red += " WHERE codigo_estado = 'CRITICAL'"
    assert alerts(db) == [
        (1, "motor", 0, "", None, 5, "Crítico", row(db, red)["color_hex"], True),
        (1, "comunicacion", 75, "min", None, 4, "Alto", "#B0B0B0", True),
    ]


def test_the_selector_has_every_well_the_troubled_first(db: Connection) -> None:
    make_dimensions(db, (3,), [])
    snapshot(db, whp_status_level=3, pump_spm_status_level=3)
    snapshot(db, 2, whp_status_level=5)
    wells = rows(db, "SELECT well_id, alertas, peor_nivel FROM reporting.vw_well_selector")
    assert [list(well.values()) for well in wells] == [[2, 1, 5], [1, 2, 3], [3, 0, None]]


def test_the_summary_counts_fourteen_measures_by_level_and_names_the_worst(db: Connection) -> None:
    levels = {
        "mtbf": 0, "kpi_uptime_pct": 1, "kpi_kwh_bbl": 2, "vol_eff": 3, "lift_efficiency": 3,
        "ai_accuracy": 4, "pump_fill_monitor": 5, "gas_fill": 6, "tank_fluid_temp": 7,
        "daily_downtime": 8,
    }  # fmt: skip
    snapshot(db, **{f"{measure}_status_level": level for measure, level in levels.items()})
    snapshot(db, 2)
    counts = "optimos, normales, alertas, criticos, fallas, sin_datos, peor_nivel, peor_estado"
    summaries = rows(db, f"SELECT {counts} FROM reporting.vw_resumen_status_pozo ORDER BY well_id")
    # 8 (maintenance) is counted nowhere; four measures have no level at all
    assert [list(summary.values()) for summary in summaries] == [
        [1, 2, 2, 1, 2, 5, 6, "Emergencia"],
        [0, 0, 0, 0, 0, 14, 7, "Sin Datos"],
    ]


# -- one well -----------------------------------------------------------------------------------


def test_the_dashboard_joins_the_newest_month_the_newest_kpi_row_and_the_card(
    db: Connection,
) -> None:
    snapshot(db, pump_avg_spm_act=2.126, mtbf_target=2000)
    insert(
        db,
        "reporting.fact_operaciones_mensuales",
        [
            {"pozo_id": 1, "anio_mes": month, "produccion_petroleo_acumulada_bbl": np}
            for month, np in (("2025-12", 1.0), ("2026-01", 700.456))
        ],
    )
    insert(
        db,
        "reporting.dataset_kpi_business",
        [
            {"well_id": 1, "fecha": day, "eur_remanente_bbl": barrels}
            for day, barrels in (("2026-01-05", 820.126), ("2026-01-04", 940.0))
        ],
    )
    insert(
        db,
        "reporting.dataset_latest_dynacard",
        [
            {
                "well_id": 1, "timestamp_carta": "2026-01-05 10:00+00", "superficie_json": "{}",
                "diagnostico_ia": "Golpe de fluido",
            }
        ],
    )  # fmt: skip
    wells = rows(
        db,
        "SELECT well_id, pump_avg_spm_act, mtbf_target, produccion_petroleo_acumulada_bbl,"
        " eur_remanente_bbl, diagnostico_ia FROM reporting.vw_dashboard_main ORDER BY well_id",
    )
    assert [list(well.values()) for well in wells] == [
        [1, Decimal("2.13"), 2000, Decimal("700.46"), Decimal("820.13"), "Golpe de fluido"],
        [2, None, None, None, None, None],  # a well without anything is there too
    ]


def test_the_audit_puts_published_values_beside_what_physics_gives(db: Connection) -> None:
    """The worked example: 42 °API, 80 % of water of 1.05, PIP 731 psi, CHP 80 psi."""
    snapshot(
        db, pump_intake_pressure_psi_act=731.0, casing_head_pressure_psi_act=80.0,
        water_cut_pct=80.0, fluid_level_tvd_ft=7000.0, pwf_psi_act=1470.0,
        pump_avg_spm_act=2.1, pump_stroke_length_act=250.0,
    )  # fmt: skip
    snapshot(db, 2)
    db.execute(
        "UPDATE reporting.dim_pozo SET pump_depth_ft = 8491, formation_depth_ft = 10200,"
        " diametro_embolo_bomba_in = 2.25"
    )
    insert(
        db,
        "stage.tbl_pozo_reservas",
        [
            {"well_id": 1, "fecha_registro": day, "gravedad_api": api}
            | {"gravedad_especifica_agua": 1.05}
            for day, api in (("2026-01-01", 10.0), ("2026-01-02", 42.0))
        ],
    )
    columns = "gravedad_api, gradiente_psi_ft, nivel_calculado_ft, nivel_diferencia_ft,"
    columns += " pwf_calculada_psi, pwf_diferencia_psi, desplazamiento_bpd"
    query = f"SELECT {columns} FROM reporting.vw_audit_calculos_derivados WHERE well_id = %s"
    # SG of oil 141.5 / 173.5 = 0.815562; 0.433 (0.8 · 1.05 + 0.2 · 0.815562) = 0.434348 psi/ft;
    # 8491 - 651 / 0.434348 = 6992.20 ft; 731 + 0.434348 · 1709 = 1473.30 psi;
    # 0.1166 · 2.25² · 250 · 2.1 = 309.90 bpd
    assert [float(value) for value in row(db, query, 1).values()] == [
        42, 0.4343, 6992.2, 7.8, 1473.3, -3.3, 309.9,
    ]  # fmt: skip
    assert set(row(db, query, 2).values()) == {None}
