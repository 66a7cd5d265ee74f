"""reporting.sp_sync_dim_pozo_targets: own limit, else template, else configuration."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest

from support.facts import add_to_dimension
from support.readings import (
    Connection,
    insert_readings,
    make_wells,
    row,
    rows,
    set_config,
    set_limit,
    xmins,
)

DIM = ("reporting.dim_pozo",)


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2, already in dim_pozo, where sp_load_to_reporting puts them."""
    make_wells(seeded_db, 1, 2)
    add_to_dimension(seeded_db)
    return seeded_db


def sync(connection: Connection) -> None:
    connection.execute("CALL reporting.sp_sync_dim_pozo_targets()")


def targets(connection: Connection, well: int = 1) -> dict[str, object]:
    return row(connection, "SELECT * FROM reporting.dim_pozo WHERE pozo_id = %s", well)


def test_a_well_without_limits_gets_template_and_configuration(db: Connection) -> None:
    sync(db)
    well = targets(db)
    expected = {
        "mtbf_target": 2000,
        "kpi_uptime_pct_target": 95,
        "kpi_kwh_bbl_target": 10,
        "vol_eff_target": 85,
        "lift_efficiency_target": 85,
        "ai_accuracy_target": 85,
        "pump_spm_target": Decimal("1.8"),
        "pump_stroke_length_target": 120,
        "gas_fill_monitor_target": 30,
        "pump_fill_monitor_target": 70,
        "tank_fluid_temperature_f_target": 120,
        "daily_downtime_target": 36,  # 0.6 h of the template, in minutes
        "well_head_pressure_target": 1200,
        "casing_head_pressure_target": 1100,
        "pump_intake_pressure_target": 1000,
        "produccion_fluido_target": 450,
        "road_load_target": 100,
        "road_load_status_eff_low": 85,
        "road_load_status_eff_high": 100,
        "hydraulic_load_status_eff_low": 85,
        "hydraulic_load_status_eff_high": 100,
        "motor_current_target": None,
    }
    assert {column: well[column] for column in expected} == expected


def test_the_wells_own_limit_wins_and_touches_no_other_well(db: Connection) -> None:
    set_limit(db, 1, 127, target_value=4)
    set_limit(db, 1, 114, target_value=2)
    sync(db)
    assert targets(db)["pump_spm_target"] == 4
    assert targets(db)["daily_downtime_target"] == 120
    assert targets(db, 2)["pump_spm_target"] == Decimal("1.8")


NUMBERS = {
    "min_critical": 1, "min_warning": 2, "target_value": 3, "baseline_value": 4, "max_warning": 5,
    "max_critical": 6,
}  # fmt: skip


@pytest.mark.parametrize("field", NUMBERS)
def test_which_number_of_a_limit_is_the_target_is_agreed(db: Connection, field: str) -> None:
    set_limit(db, 1, 127, **NUMBERS)
    db.execute(
        "UPDATE referencial.tbl_mapa_objetivos SET campo_limite = %s"
        " WHERE columna_dim_pozo = 'pump_spm_target'",
        [field],
    )
    sync(db)
    assert targets(db)["pump_spm_target"] == NUMBERS[field]


def test_a_removed_or_inactive_limit_falls_back(db: Connection) -> None:
    set_limit(db, 1, 127, target_value=4)
    set_limit(db, 2, 127, target_value=5)
    sync(db)
    db.execute("DELETE FROM referencial.tbl_limites_pozo WHERE pozo_id = 1")
    db.execute("UPDATE referencial.tbl_limites_pozo SET activo = false WHERE pozo_id = 2")
    sync(db)
    assert targets(db)["pump_spm_target"] == targets(db, 2)["pump_spm_target"] == Decimal("1.8")


def test_without_a_template_row_the_configured_default_counts(db: Connection) -> None:
    db.execute("DELETE FROM referencial.tbl_limites_pozo WHERE pozo_id = 0")
    sync(db)
    assert targets(db)["pump_spm_target"] == 3
    assert targets(db)["daily_downtime_target"] == 90  # already in minutes
    assert targets(db)["produccion_fluido_target"] is None


def test_a_limit_that_says_nothing_about_the_target_is_no_target(db: Connection) -> None:
    set_limit(db, 1, 127, max_warning=6)
    sync(db)
    assert targets(db)["pump_spm_target"] == Decimal("1.8")


def test_thresholds_come_from_the_loads_own_limits(db: Connection) -> None:
    set_limit(db, 1, 81, max_warning=70, max_critical=90)
    sync(db)
    assert targets(db)["road_load_status_eff_low"] == 70
    assert targets(db)["road_load_status_eff_high"] == 90
    assert targets(db)["hydraulic_load_status_eff_low"] == 85


def test_a_changed_default_arrives_and_a_switched_off_one_leaves(db: Connection) -> None:
    set_config(db, "KPI_MTBF", "target_default_hrs", 2500)
    sync(db)
    assert targets(db)["mtbf_target"] == 2500
    db.execute("UPDATE referencial.tbl_config_kpi SET activo = false WHERE kpi_nombre = 'KPI_MTBF'")
    sync(db)
    assert targets(db)["mtbf_target"] is None


def test_tilt_limits_are_the_controllers_unless_a_limit_gives_them(db: Connection) -> None:
    insert_readings(
        db,
        [
            {
                "well_id": well,
                "timestamp_lectura": "2026-01-07 15:00+00",
                "alerta_inclinacion_grados": 15,
                "falla_inclinacion_grados": 25,
            }
            for well in (1, 2)
        ],
    )
    set_limit(db, 2, 91, target_value=20)
    sync(db)
    tilt = ("alerta_inclinacion_grados", "falla_inclinacion_grados")
    assert [targets(db)[column] for column in tilt] == [15, 25]
    assert [targets(db, 2)[column] for column in tilt] == [15, 20]


def test_an_older_reading_that_comes_late_changes_no_tilt_limit(db: Connection) -> None:
    newest = {"well_id": 1, "timestamp_lectura": "2026-01-07 15:00+00"}
    insert_readings(db, [newest | {"falla_inclinacion_grados": 25}])
    sync(db)
    older = {"well_id": 1, "timestamp_lectura": "2026-01-07 14:00+00"}
    insert_readings(db, [older | {"falla_inclinacion_grados": 99}])
    sync(db)
    assert targets(db)["falla_inclinacion_grados"] == 25


def test_every_mapped_column_is_filled_from_its_own_source(db: Connection) -> None:
    mapped = rows(
        db, "SELECT * FROM referencial.tbl_mapa_objetivos WHERE id_formato1 IS NOT NULL ORDER BY 1"
    )
    limits: dict[int, dict[str, object]] = {}
    for number, entry in enumerate(mapped):
        limits.setdefault(entry["id_formato1"], {})[entry["campo_limite"]] = 100 + number
    for id_formato1, values in limits.items():
        set_limit(db, 1, id_formato1, **values)
    sync(db)
    db.execute("CALL reporting.sp_populate_defaults()")
    well = targets(db)
    expected = {
        entry["columna_dim_pozo"]: (100 + number) * entry["factor"]
        for number, entry in enumerate(mapped)
    }
    assert {column: well[column] for column in expected} == expected


def test_every_mapped_column_exists(db: Connection) -> None:
    unknown = rows(
        db,
        "SELECT columna_dim_pozo FROM referencial.tbl_mapa_objetivos EXCEPT "
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'dim_pozo'",
    )
    assert unknown == []


@pytest.mark.commits
def test_second_run_changes_nothing(db: Connection) -> None:
    set_limit(db, 1, 127, target_value="4.50")
    sync(db)
    db.commit()
    before = xmins(db, DIM)
    sync(db)
    assert xmins(db, DIM) == before


@pytest.mark.commits
def test_a_change_for_one_well_writes_one_row(db: Connection) -> None:
    sync(db)
    db.commit()
    before = xmins(db, DIM)["reporting.dim_pozo"]
    set_limit(db, 1, 127, target_value=4)
    sync(db)
    assert len(set(xmins(db, DIM)["reporting.dim_pozo"]) & set(before)) == 1


@pytest.mark.commits
def test_no_wells_is_no_error(seeded: str) -> None:
    with psycopg.connect(seeded) as connection:
        sync(connection)
        assert rows(connection, "SELECT * FROM reporting.dim_pozo") == []


def test_other_columns_stay_as_they_are(db: Connection) -> None:
    db.execute("UPDATE reporting.dim_pozo SET campo = 'Norte', mtbf_baseline = 7, region = 'Sur'")
    sync(db)
    assert [targets(db)[c] for c in ("campo", "mtbf_baseline", "region")] == ["Norte", 7, "Sur"]
