"""Targets, baselines and constants of wells, and what they judge: loads by two thresholds."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from support.facts import make_dimensions
from support.readings import insert, make_wells, row, rows, scalar, set_clock, set_config, xmins

Connection = psycopg.Connection[Any]


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2 without limits of their own; noon of 7 February 2026, UTC."""
    set_clock(seeded_db, "2026-02-07 12:00+00")
    make_wells(seeded_db, 1, 2)
    make_dimensions(seeded_db, (1, 2), [])
    seeded_db.execute("DELETE FROM referencial.tbl_limites_pozo")
    return seeded_db


def limit(db: Connection, well: int, id_formato1: int, **values: Any) -> None:
    variable = scalar(
        db, "SELECT variable_id FROM referencial.tbl_maestra_variables WHERE id_formato1 = %s",
        id_formato1,
    )  # fmt: skip
    insert(
        db,
        "referencial.tbl_limites_pozo",
        [{"pozo_id": well, "variable_id": variable} | values],
    )


UPTIME, DOWNTIME = 106, 114


def targets(db: Connection, *columns: str) -> list[list[float | None]]:
    wells = rows(
        db, f"SELECT {', '.join(columns)} FROM reporting.fnc_objetivos_pozo() ORDER BY pozo_id"
    )
    return [[None if v is None else float(v) for v in well.values()] for well in wells]


def test_the_well_s_own_limit_wins_then_the_template_s_then_the_configured_default(
    db: Connection,
) -> None:
    set_config(db, "KPI_UPTIME", "target_default_pct", 91)
    column = "kpi_uptime_pct_target"
    assert targets(db, column) == [[91], [91]]
    limit(db, 0, UPTIME, target_value=95)
    assert targets(db, column) == [[95], [95]]
    limit(db, 1, UPTIME, target_value=97)
    assert targets(db, column) == [[97], [95]]
    db.execute("UPDATE referencial.tbl_limites_pozo SET target_value = NULL WHERE pozo_id = 1")
    assert targets(db, column) == [[95], [95]]  # a limit that does not say it counts as absent
    db.execute("UPDATE referencial.tbl_limites_pozo SET activo = false")
    assert targets(db, column) == [[91], [91]]


def test_a_template_s_baseline_never_stands_in_and_a_factor_changes_the_unit(
    db: Connection,
) -> None:
    set_config(db, "KPI_UPTIME", "baseline_default_pct", 88)
    limit(db, 0, UPTIME, target_value=95, baseline_value=95)
    limit(db, 1, UPTIME, baseline_value=70)
    limit(db, 1, DOWNTIME, target_value=1.5)  # hours; the dimension has minutes
    wells = targets(db, "kpi_uptime_pct_baseline", "daily_downtime_target")
    assert [well[0] for well in wells] == [70, 88]
    assert wells[0][1] == 90


def test_no_wells_have_no_targets(db: Connection) -> None:
    db.execute("DELETE FROM reporting.dim_pozo")
    assert targets(db, "mtbf_target") == []


# -- baselines ----------------------------------------------------------------------------------


def test_the_dimension_takes_baselines_and_a_region_and_says_who_changed(db: Connection) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET region = ' Norte ' WHERE well_id = 1")
    set_config(db, "KPI_MTBF", "baseline_default_hrs", 1500)
    set_config(db, "DEFAULT", "region", "Sin región")
    fill = "CALL reporting.sp_populate_defaults_pozo(NULL)"
    assert scalar(db, fill) == [1, 2]
    wells = rows(db, "SELECT mtbf_baseline, region FROM reporting.dim_pozo ORDER BY pozo_id")
    assert wells == [
        {"mtbf_baseline": 1500, "region": "Norte"},
        {"mtbf_baseline": 1500, "region": "Sin región"},
    ]
    before = xmins(db, ["reporting.dim_pozo"])
    db.execute("SAVEPOINT again")
    assert scalar(db, fill) is None
    assert xmins(db, ["reporting.dim_pozo"]) == before
    limit(db, 2, UPTIME, baseline_value=70)
    assert scalar(db, fill) == [2]


def test_the_snapshot_takes_the_dimension_s_baselines_and_makes_missing_rows(
    db: Connection,
) -> None:
    make_dimensions(db, (3,), [])  # not in the master: not in the snapshot
    insert(db, "reporting.dataset_current_values", [{"well_id": 1, "pwf_psi_act": 1473.0}])
    db.execute(
        "UPDATE reporting.dim_pozo SET mtbf_baseline = 1500, well_head_pressure_baseline = 1200"
    )
    db.execute("CALL reporting.sp_populate_defaults_foto()")
    wells = rows(
        db,
        "SELECT well_id, mtbf_baseline, whp_baseline, freq_vsd_hz, pwf_psi_act"
        " FROM reporting.dataset_current_values ORDER BY well_id",
    )
    assert [list(well.values()) for well in wells] == [
        [1, 1500, 1200, None, 1473],
        [2, 1500, 1200, None, None],
    ]
    before = xmins(db, ["reporting.dataset_current_values"])
    db.execute("SAVEPOINT again")
    db.execute("CALL reporting.sp_populate_defaults_foto()")
    assert xmins(db, ["reporting.dataset_current_values"]) == before


def test_kpi_rows_of_31_days_take_them_and_all_of_wells_that_changed(db: Connection) -> None:
    days = ("2026-01-07", "2026-01-08", "2026-02-07")  # 31, 30 and 0 days ago
    insert(
        db,
        "reporting.dataset_kpi_business",
        [{"well_id": well, "fecha": day} for well in (1, 2) for day in days],
    )
    db.execute("UPDATE reporting.dim_pozo SET mtbf_baseline = 1500, vol_eff_baseline = 80")
    db.execute("CALL reporting.sp_populate_defaults_kpi('{2}')")
    query = "SELECT fecha, kpi_mtbf_hrs_baseline FROM reporting.dataset_kpi_business"
    query += " WHERE well_id = %s ORDER BY fecha"
    first, second, third = map(date.fromisoformat, days)
    assert db.execute(query.encode(), [1]).fetchall() == [
        (first, None), (second, 1500), (third, 1500),
    ]  # fmt: skip
    assert db.execute(query.encode(), [2]).fetchall() == [
        (first, 1500), (second, 1500), (third, 1500),
    ]  # fmt: skip
    before = xmins(db, ["reporting.dataset_kpi_business"])
    db.execute("SAVEPOINT again")
    db.execute("CALL reporting.sp_populate_defaults_kpi(NULL)")
    assert xmins(db, ["reporting.dataset_kpi_business"]) == before


# -- loads --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("load", "low", "high", "level", "legend", "color"),
    [
        (80.0, 80, 90, 0, "Óptimo (hasta 80 %)", "#00CC66"),
        (80.1, 80, 90, 3, "Alerta (80 a 90 %)", "#FFBB33"),
        (90.0, 80, 90, 3, "Alerta (80 a 90 %)", "#FFBB33"),
        (90.1, 80, "90.00", 4, "Crítico (más de 90 %)", "#FF4444"),
        (-5.0, 80, 90, 0, "Óptimo (hasta 80 %)", "#00CC66"),
        (50.0, None, 90, 1, "Normal", "#99CC00"),
        (50.0, 80, None, 1, "Normal", "#99CC00"),
        (None, 80, 90, 7, "Sin Datos", "#B0B0B0"),
        (float("nan"), 80, 90, 7, "Sin Datos", "#B0B0B0"),
    ],
)
def test_a_load_is_judged_by_two_thresholds(
    db: Connection, load: float | None, low: Any, high: Any, level: int, legend: str, color: str
) -> None:
    query = "SELECT * FROM reporting.fnc_evaluar_carga('road_load', %s, 75, %s, %s)"
    rating = row(db, query, load, low, high)
    assert (rating["status_level"], rating["legend_text"]) == (level, legend)
    assert rating["status_color"] == color
    assert rating["threshold_red"] == (None if high is None else float(high))
    # 100 · (load - 75) / 75
    expected = None if level == 7 else pytest.approx(100 * (load - 75) / 75)  # type: ignore[operator]
    assert rating["variance_pct"] == expected


def test_a_measure_without_a_configuration_has_a_level_and_no_colour(db: Connection) -> None:
    query = "SELECT * FROM reporting.fnc_evaluar_carga('nothing', 50, NULL, 80, 90)"
    rating = row(db, query)
    assert (rating["status_level"], rating["status_color"], rating["variance_pct"]) == (
        0,
        None,
        None,
    )
