"""reporting.sp_populate_defaults: baselines, constants and the default region."""

from __future__ import annotations

import psycopg
import pytest

from support.facts import add_to_dimension
from support.readings import (
    Connection,
    insert,
    make_wells,
    row,
    rows,
    set_clock,
    set_config,
    set_limit,
    xmins,
)

TABLES = (
    "reporting.dim_pozo",
    "reporting.dataset_current_values",
    "reporting.dataset_kpi_business",
)
BASELINES = {
    "mtbf_baseline": 1500,
    "kpi_uptime_pct_baseline": 90,
    "kpi_kwh_bbl_baseline": 12,
    "vol_eff_baseline": 80,
    "ai_accuracy_baseline": 85,
    "lift_efficiency_baseline": 80,
}


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Well 1 with a region, well 2 without; the clock stands at noon of 2026-01-10."""
    set_clock(seeded_db, "2026-01-10 12:00+00")
    make_wells(seeded_db, 1, region="Llanos")
    make_wells(seeded_db, 2, region="  ")
    add_to_dimension(seeded_db)
    return seeded_db


def populate(connection: Connection) -> None:
    connection.execute("CALL reporting.sp_populate_defaults()")


def well(connection: Connection, number: int = 1) -> dict[str, object]:
    return row(connection, "SELECT * FROM reporting.dim_pozo WHERE pozo_id = %s", number)


def kpi_days(connection: Connection, *days: str) -> None:
    insert(
        connection,
        "reporting.dataset_kpi_business",
        [{"fecha": day, "well_id": number} for day in days for number in (1, 2)],
    )


def test_baselines_and_constants_come_from_the_configuration(db: Connection) -> None:
    populate(db)
    constants = {"tarifa_kwh_usd": 0.12, "lifting_cost_usd_bbl": 2.5, "freq_vsd_hz": 60}
    expected = BASELINES | {"well_head_pressure_baseline": 1200} | constants
    values = {column: float(str(well(db)[column])) for column in expected}
    assert values == expected


def test_a_region_that_is_known_stays_and_a_blank_one_gets_the_default(db: Connection) -> None:
    populate(db)
    assert [well(db, number)["region"] for number in (1, 2)] == ["Llanos", "SIN REGIÓN"]


def test_a_region_that_becomes_known_arrives_and_one_that_goes_falls_back(db: Connection) -> None:
    populate(db)
    db.execute("UPDATE stage.tbl_pozo_maestra SET region = 'Delta' WHERE well_id = 2")
    db.execute("UPDATE stage.tbl_pozo_maestra SET region = NULL WHERE well_id = 1")
    populate(db)
    assert [well(db, number)["region"] for number in (1, 2)] == ["SIN REGIÓN", "Delta"]


def test_the_wells_own_baseline_wins_and_the_templates_does_not(db: Connection) -> None:
    set_limit(db, 1, 71, target_value=9, baseline_value=14)
    populate(db)
    template = row(
        db,
        "SELECT baseline_value FROM referencial.tbl_limites_pozo INNER JOIN "
        "referencial.tbl_maestra_variables USING (variable_id) "
        "WHERE pozo_id = 0 AND id_formato1 = 71",
    )
    assert template["baseline_value"] == 10  # its target, filled in by sp_seed_defaults
    assert well(db)["kpi_kwh_bbl_baseline"] == 14
    assert well(db, 2)["kpi_kwh_bbl_baseline"] == 12


def test_the_snapshot_has_them_even_before_its_first_run(db: Connection) -> None:
    populate(db)
    wells = rows(db, "SELECT * FROM reporting.dataset_current_values ORDER BY well_id")
    assert [line["well_id"] for line in wells] == [1, 2]
    assert {column: wells[0][column] for column in BASELINES} == BASELINES
    assert [wells[0]["whp_baseline"], wells[0]["freq_vsd_hz"]] == [1200, 60]


def test_kpi_rows_have_them(db: Connection) -> None:
    kpi_days(db, "2026-01-10", "2026-01-01")
    populate(db)
    baselines = rows(
        db,
        "SELECT DISTINCT kpi_mtbf_hrs_baseline AS a, kpi_uptime_pct_baseline AS b, "
        "kpi_kwh_bbl_baseline AS c, kpi_vol_eff_pct_baseline AS d, ai_accuracy_baseline AS e "
        "FROM reporting.dataset_kpi_business",
    )
    assert baselines == [{"a": 1500, "b": 90, "c": 12, "d": 80, "e": 85}]


def test_a_changed_baseline_reaches_every_day_of_the_well(db: Connection) -> None:
    kpi_days(db, "2026-01-10", "2020-05-05")
    populate(db)
    set_config(db, "KPI_UPTIME", "baseline_default_pct", 91)
    populate(db)
    assert rows(
        db, "SELECT DISTINCT kpi_uptime_pct_baseline AS b FROM reporting.dataset_kpi_business"
    ) == [{"b": 91}]


@pytest.mark.commits
def test_second_run_changes_nothing(db: Connection) -> None:
    kpi_days(db, "2026-01-10", "2025-01-01")
    populate(db)
    db.commit()
    before = xmins(db, TABLES)
    populate(db)
    assert xmins(db, TABLES) == before


def test_a_default_that_is_switched_off_leaves_nothing_invented(db: Connection) -> None:
    populate(db)
    db.execute("UPDATE referencial.tbl_config_kpi SET activo = false WHERE kpi_nombre = 'KPI_MTBF'")
    populate(db)
    assert well(db)["mtbf_baseline"] is None
    snapshot = rows(db, "SELECT mtbf_baseline FROM reporting.dataset_current_values")
    assert snapshot == [{"mtbf_baseline": None}] * 2


@pytest.mark.commits
def test_no_wells_is_no_error(seeded: str) -> None:
    with psycopg.connect(seeded) as connection:
        populate(connection)
        assert rows(connection, "SELECT * FROM reporting.dataset_current_values") == []


def test_other_columns_stay_as_they_are(db: Connection) -> None:
    db.execute("UPDATE reporting.dim_pozo SET mtbf_target = 7, campo = 'Norte'")
    insert(db, "reporting.dataset_current_values", [{"well_id": 1, "spm_actual": 6}])
    populate(db)
    assert [well(db)[column] for column in ("mtbf_target", "campo")] == [7, "Norte"]
    snapshot = "SELECT spm_actual FROM reporting.dataset_current_values WHERE well_id = 1"
    assert row(db, snapshot) == {"spm_actual": 6}
