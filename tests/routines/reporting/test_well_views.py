"""The views that the writer stores: each well's snapshot, verdicts and targets as they are now."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.facts import make_dimensions
from support.readings import insert, insert_readings, make_wells, row, rows, set_clock, set_limit

Connection = psycopg.Connection[Any]
NOW = "2026-01-07 15:30+00"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2 in master and dimension; 15:30 of 7 January 2026, UTC."""
    set_clock(seeded_db, NOW)
    make_wells(seeded_db, 1, 2, longitud_carrera_nominal_unidad_in=360.0)
    make_dimensions(seeded_db, (1, 2), [])
    seeded_db.execute("UPDATE reporting.dim_pozo SET region = 'Llanos'")
    seeded_db.execute("UPDATE reporting.dim_hora SET turno_operativo = 'Día' WHERE hora_id = 15")
    return seeded_db


def photo(db: Connection, well: int = 1) -> dict[str, Any]:
    db.execute("CALL reporting.sp_cargar_ultimas_medidas()")
    return row(db, "SELECT * FROM reporting.vw_foto_pozos WHERE well_id = %s", well)


def test_the_snapshot_is_the_newest_reading_and_what_is_known_of_the_well(db: Connection) -> None:
    db.execute("UPDATE reporting.dim_pozo SET pump_spm_target = 3, mtbf_target = 2000")
    insert_readings(
        db,
        [
            {"well_id": 1, "timestamp_lectura": f"2026-01-07 15:{minute}+00", "pip": pressure}
            | {"presion_casing": 80.0, "produccion_petroleo_diaria": 12.0, "estado_motor": True}
            | {"produccion_agua_diaria": 48.0, "tiempo_parada_poc_diario": 0.5}
            for minute, pressure in (("10", 731.0), ("05", 700.0))
        ],
    )
    expected = {
        "nombre_pozo": "Pozo 1", "region": "Llanos", "minutos_sin_reportar": 20,
        "estado_comunicacion": "ONLINE", "turno_operativo": "Día", "motor_running_flag": True,
        "pump_intake_pressure_psi_act": 731, "casing_head_pressure_psi_act": 80,
        "well_head_pressure_psi_act": None, "oil_today_bbl": 12, "water_today_bbl": 48,
        "total_fluid_today_bbl": 60, "water_cut_pct": 80, "daily_downtime_act": 30,
        "pump_stroke_length_act": 360, "spm_target": 3, "mtbf_target": 2000,
        "inclinacion_severidad_flag": None,
    }  # fmt: skip
    snapshot = photo(db)
    assert {name: snapshot[name] for name in expected} == expected


def test_a_well_without_readings_is_offline_and_nothing_is_invented(db: Connection) -> None:
    snapshot = photo(db, 2)
    known = {name for name, value in snapshot.items() if value is not None}
    assert known == {
        "well_id", "nombre_pozo", "region", "estado_comunicacion", "color_estado_comunicacion"
    }  # fmt: skip
    assert snapshot["estado_comunicacion"] == "OFFLINE"


def test_a_late_older_reading_and_a_minute_less_change_the_snapshot_no_more_than_they_must(
    db: Connection,
) -> None:
    insert_readings(db, [{"well_id": 1, "timestamp_lectura": "2026-01-07 15:00+00", "pip": 5.0}])
    insert_readings(db, [{"well_id": 1, "timestamp_lectura": "2026-01-07 14:00+00", "pip": 9.0}])
    assert photo(db)["pump_intake_pressure_psi_act"] == 5
    assert photo(db)["estado_comunicacion"] == "ONLINE"  # half an hour is in time
    set_clock(db, "2026-01-07 15:30:01+00")
    assert photo(db)["estado_comunicacion"] == "DELAYED"


# -- verdicts -----------------------------------------------------------------------------------


def verdicts(db: Connection, well: int = 1) -> dict[str, Any]:
    return row(db, "SELECT * FROM reporting.vw_evaluacion_pozos WHERE well_id = %s", well)


def test_a_well_is_judged_by_its_targets_and_thresholds(db: Connection) -> None:
    db.execute(
        "UPDATE reporting.dim_pozo SET kpi_uptime_pct_target = 80, kpi_kwh_bbl_target = 10,"
        " road_load_target = 100, road_load_status_eff_low = 85, road_load_status_eff_high = 100"
        " WHERE pozo_id = 1"
    )
    insert(
        db, "reporting.dataset_current_values",
        [
            {"well_id": 1, "kpi_uptime_pct_act": 60.0, "kpi_kwh_bbl_act": 9.0}
            | {"road_load_pct_act": 90.0},
            {"well_id": 2},
        ],
    )  # fmt: skip
    evaluation = verdicts(db)
    deviations = {
        name: evaluation[f"{name}_variance_pct"] for name in ("kpi_uptime_pct", "kpi_kwh_bbl")
    }
    assert deviations == {"kpi_uptime_pct": -25, "kpi_kwh_bbl": -10}
    assert evaluation["kpi_kwh_bbl_status_level"] < evaluation["kpi_uptime_pct_status_level"]
    assert evaluation["road_load_status_level"] == 3  # between the two thresholds
    assert evaluation["mtbf_status_level"] == 7
    levels = {value for name, value in verdicts(db, 2).items() if name.endswith("_status_level")}
    assert levels == {7}
    db.execute("DELETE FROM reporting.dataset_current_values")
    assert rows(db, "SELECT * FROM reporting.vw_evaluacion_pozos") == []


# -- targets ------------------------------------------------------------------------------------


def test_targets_are_limits_and_a_reading_s_tilt_where_no_limit_gives_it(db: Connection) -> None:
    set_limit(db, 1, 71, target_value=13)  # kWh/bbl
    set_limit(db, 2, 91, target_value=4)  # tilt
    insert_readings(
        db,
        [
            {"well_id": well, "timestamp_lectura": "2026-01-07 15:00+00"}
            | {"alerta_inclinacion_grados": 2.0, "falla_inclinacion_grados": 3.0}
            for well in (1, 2)
        ],
    )
    columns = "kpi_kwh_bbl_target, alerta_inclinacion_grados, falla_inclinacion_grados"
    query = f"SELECT pozo_id, {columns} FROM reporting.vw_objetivos_pozos ORDER BY 1"
    db.execute("CALL reporting.sp_cargar_ultimas_medidas()")
    assert db.execute(query.encode()).fetchall() == [(1, 13, 2, 3), (2, 10, 2, 4)]
    db.execute("DELETE FROM reporting.dim_pozo")
    assert rows(db, "SELECT * FROM reporting.vw_objetivos_pozos") == []
