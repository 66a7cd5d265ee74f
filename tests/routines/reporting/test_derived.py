"""reporting.sp_calcular_derivados_completos: what physics adds to snapshot, hours, days, months.

Expected figures are worked out in plain Python from the readings of tests/support/derivation.py.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from support.derivation import (
    DERIVED,
    NOW,
    START,
    days,
    hours,
    make_field,
    reading,
    run,
    snapshot,
    steady,
)
from support.readings import (
    Connection,
    dumps,
    insert,
    insert_readings,
    rows,
    set_clock,
    set_config,
    xmins,
)

GRADIENT = 0.433 * (0.8 * 1.05 + 0.2 * 141.5 / (131.5 + 42))  # psi/ft
LEVEL = 8491 - (731 - 80) / GRADIENT  # ft
PWF = 731 + GRADIENT * (10200 - 8491)  # psi
NO_FAILURES = {"conteo_poc_diario": None}


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    make_field(seeded_db, 1)
    return seeded_db


def derive(db: Connection, arguments: str = "") -> None:
    db.execute(f"CALL reporting.sp_calcular_derivados_completos({arguments})".encode())


def operating_point(db: Connection, hours_ago: float, pwf: float) -> None:
    moment = NOW - timedelta(hours=hours_ago)
    point = {"well_id": 1, "fecha_calculo": moment, "pwf_calculado": pwf}
    insert(db, "universal.ipr_puntos_operacion", [point | {"q_actual": 91, "ip_actual": 1}])


# --- snapshot


def test_the_measured_fluid_level_wins(db: Connection) -> None:
    run(db, steady(1, nivel_fluido_dinamico=6991))
    assert snapshot(db)["fluid_level_tvd_ft"] == 6991


def test_without_measurement_the_level_comes_from_the_pressures(db: Connection) -> None:
    run(db, steady(1))
    assert snapshot(db)["fluid_level_tvd_ft"] == pytest.approx(LEVEL)
    assert pytest.approx(6992, abs=5) == LEVEL


def test_pwf_by_physics(db: Connection) -> None:
    run(db, steady(1))
    assert snapshot(db)["pwf_psi_act"] == pytest.approx(PWF)
    assert pytest.approx(1473, abs=1) == PWF


@pytest.mark.parametrize(
    ("points", "pwf"),
    [
        ([(1, 1500.0)], 1500.0),
        ([(1.5, 1500.0), (0.5, 1450.0)], 1450.0),
        ([(2.5, 1500.0)], PWF),
        ([(-1, 1500.0)], PWF),
    ],
    ids=["fresh", "the newest", "older than two hours", "in the future"],
)
def test_pwf_of_a_fresh_operating_point(
    db: Connection, points: list[tuple[float, float]], pwf: float
) -> None:
    for hours_ago, value in points:
        operating_point(db, hours_ago, value)
    run(db, steady(1))
    assert snapshot(db)["pwf_psi_act"] == pytest.approx(pwf)


def test_an_operating_point_ages_with_the_clock(db: Connection) -> None:
    operating_point(db, 1, 1500)
    run(db, steady(1))
    set_clock(db, NOW + timedelta(hours=2))
    derive(db)
    assert snapshot(db)["pwf_psi_act"] == pytest.approx(PWF)


def test_loads_are_parts_of_what_is_rated(db: Connection) -> None:
    run(db, steady(1))
    values = snapshot(db)
    assert values["road_load_pct_act"] == pytest.approx(100 * 28440 / 84000)
    assert values["hydralift_unit_load_pct"] == pytest.approx(100 * 28440 / 40000)
    assert values["carga_unidad_pct"] == values["hydralift_unit_load_pct"]


def test_deviations_from_targets(db: Connection) -> None:
    run(db, steady(1))
    values = snapshot(db)
    assert values["pump_spm_var_pct"] == pytest.approx(100 * (2.1 - 1.8) / 1.8)
    assert values["pump_stroke_length_var_pct"] == pytest.approx(100 * (250 - 120) / 120)
    assert values["pump_fill_monitor_var"] == pytest.approx(63 - 70)


def test_nothing_measured_nothing_derived(db: Connection) -> None:
    run(db, [reading(0)])
    values = snapshot(db)
    derived = ("fluid_level_tvd_ft", "pwf_psi_act", "road_load_pct_act", "pump_spm_var_pct")
    assert {values[name] for name in derived} == {None}


# --- hours, each KPI by hand


def test_level_of_an_hour_is_the_average_of_what_was_measured(db: Connection) -> None:
    run(
        db,
        [
            reading(0, nivel_fluido_dinamico=6000),
            reading(10),
            reading(20, nivel_fluido_dinamico=7000),
        ],
    )
    assert hours(db)[0]["fluid_level_tvd_ft"] == pytest.approx(6500)


def test_level_of_an_hour_by_physics(db: Connection) -> None:
    run(db, steady(2))
    assert [hour["fluid_level_tvd_ft"] for hour in hours(db)] == pytest.approx([LEVEL, LEVEL])


def test_theoretical_volume_counts_strokes(db: Connection) -> None:
    run(db, steady(3))
    volume = 0.1166 * 2.25**2 * 250 * 126 / 1440
    assert hours(db)[2]["volumen_teorico_hora_bbl"] == pytest.approx(volume)


def test_volumetric_efficiency_by_hand(db: Connection) -> None:
    run(db, steady(3))
    displaced = 0.1166 * 2.25**2 * 250 * 126 / 1440
    assert hours(db)[2]["kpi_efic_vol_pct"] == pytest.approx(100 * 3.8 / displaced)


def test_volumetric_efficiency_is_capped(db: Connection) -> None:
    set_config(db, "KPI_VOL_EFF", "cap_pct", 20)
    run(db, steady(3))
    assert hours(db)[2]["kpi_efic_vol_pct"] == 20


def test_energy_per_barrel_of_fluid_by_hand(db: Connection) -> None:
    run(db, steady(3))
    assert hours(db)[2]["kpi_kwh_bbl"] == pytest.approx(37.5 / 3.8)


def test_uptime_by_hand(db: Connection) -> None:
    run(db, steady(3))
    assert hours(db)[2]["kpi_uptime_pct"] == pytest.approx(100 * 57 / (57 + 3))


def test_lift_efficiency_is_what_was_measured(db: Connection) -> None:
    run(db, steady(1))
    hour = hours(db)[0]
    assert hour["lift_efficiency_pct"] == pytest.approx(80)
    assert hour["kpi_lift_eff_variance_pct"] == pytest.approx(100 * (80 - 85) / 85)


def failing(hours_: int, *failures: float) -> list[dict[str, Any]]:
    """The steady well with pump-off stops after these hours."""
    return [
        row
        | {
            "conteo_poc_diario": sum(
                row["timestamp_lectura"] >= START + timedelta(hours=f) for f in failures
            )
        }
        for row in steady(hours_)
    ]


def test_mtbf_with_failures_by_hand(db: Connection) -> None:
    run(db, failing(4, 2.2, 2.5))
    assert hours(db)[2]["kpi_mtbf_hrs"] == pytest.approx(57 / 60 / 2)


def test_mtbf_since_the_last_failure_by_hand(db: Connection) -> None:
    run(db, failing(5, 1.5))
    at_failure = 2500 + 0.95 * (1 + 50 / 60)  # lifetime hours at the end of the hour that failed
    at_end = 2500 + 0.95 * (4 + 50 / 60)
    assert hours(db)[4]["kpi_mtbf_hrs"] == pytest.approx(at_end - at_failure)


def test_mtbf_without_any_failure_is_the_life_so_far(db: Connection) -> None:
    run(db, steady(3))
    assert hours(db)[2]["kpi_mtbf_hrs"] == pytest.approx(2500 + 0.95 * (2 + 50 / 60))


def test_hours_are_judged_like_the_function_does(db: Connection) -> None:
    run(db, failing(4, 2.2))
    query = """
        SELECT count(*) AS hours, count(*) FILTER (WHERE
            (h.kpi_uptime_variance_pct, h.kpi_uptime_status_level, h.kpi_uptime_severity_label,
             h.kpi_uptime_status_color)
            IS NOT DISTINCT FROM (e.variance_pct, e.status_level, e.severity_label, e.status_color)
        ) AS alike
        FROM reporting.fact_operaciones_horarias AS h
        CROSS JOIN LATERAL referencial.fnc_evaluar_variable(
            'kpi_uptime', h.kpi_uptime_pct, h.kpi_uptime_target, h.kpi_uptime_baseline
        ) AS e
    """
    assert rows(db, query) == [{"hours": 4, "alike": 4}]


def test_a_value_that_is_not_there_is_no_data(db: Connection) -> None:
    run(db, [reading(0, pip=700)])
    hour = hours(db)[0]
    kpis = ("mtbf", "uptime", "kwh_bbl", "vol_eff", "ai_accuracy", "lift_eff")
    assert {kpi: hour[f"kpi_{kpi}_status_level"] for kpi in kpis} == dict.fromkeys(kpis, 7)
    assert {hour[f"kpi_{kpi}_severity_label"] for kpi in kpis} == {"Sin Datos"}


# --- days and months


def test_level_of_a_day_weighs_hours_by_their_readings(db: Connection) -> None:
    first = [reading(m, nivel_fluido_dinamico=6000) for m in range(0, 60, 10)]
    run(db, first, [reading(70, nivel_fluido_dinamico=7000)])
    assert days(db)[0]["promedio_fluid_level_tvd_ft"] == pytest.approx((6 * 6000 + 7000) / 7)
    month = rows(db, "SELECT * FROM reporting.fact_operaciones_mensuales")[0]
    assert month["promedio_fluid_level_tvd_ft"] == pytest.approx((6 * 6000 + 7000) / 7)


# --- how it works


def test_a_second_run_changes_nothing(db: Connection) -> None:
    run(db, failing(30, 2.2, 26))
    before = xmins(db, DERIVED)
    derive(db)
    derive(db, "'2026-01-01', '2026-02-01'")
    assert xmins(db, DERIVED) == before


def test_an_empty_database_is_left_alone(db: Connection) -> None:
    derive(db)
    derive(db, "'2026-01-01', '2026-02-01', 1")
    assert dumps(db, DERIVED[1:]) == {table: [] for table in DERIVED[1:]}


def test_a_late_failure_moves_the_mtbf_of_the_hours_after_it(db: Connection) -> None:
    readings = failing(8, 1.5)
    late = [row for row in readings if row["timestamp_lectura"].hour == 1]
    run(db, [row for row in readings if row not in late])
    assert hours(db)[-1]["kpi_mtbf_hrs"] == pytest.approx(0.95 * 5)  # counted with the next hour
    run(db, late)
    assert hours(db)[-1]["kpi_mtbf_hrs"] == pytest.approx(0.95 * 6)


@pytest.mark.parametrize("seed", range(3))
def test_any_batches_end_in_the_rows_of_one_range_run(db: Connection, seed: int) -> None:
    readings = failing(30, 3.5, 26.2)
    random = Random(seed)
    with db.transaction(force_rollback=True):
        run(db, readings, whole=True)
        expected = dumps(db, DERIVED[:-1])
    random.shuffle(readings)
    for start in range(0, len(readings), 60):
        run(db, readings[start : start + 60])
    assert dumps(db, DERIVED[:-1]) == expected


def test_deleting_the_readings_of_an_hour_averages_its_day_again(db: Connection) -> None:
    run(db, [reading(0, nivel_fluido_dinamico=6000), reading(70, nivel_fluido_dinamico=7000)])
    db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE nivel_fluido_dinamico = 7000")
    run(db)
    assert days(db)[0]["promedio_fluid_level_tvd_ft"] == pytest.approx(6000)


def test_a_range_reaches_only_its_hours_and_one_well_only_it(db: Connection) -> None:
    make_field(db, 2)
    run(db, steady(3), steady(3, 2))
    db.execute("UPDATE reporting.fact_operaciones_horarias SET kpi_kwh_bbl = -1")
    derive(db, "'2026-01-05 01:00+00', '2026-01-05 02:00+00', 1")
    assert [hour["kpi_kwh_bbl"] == -1 for hour in hours(db)] == [True, False, False]
    assert {hour["kpi_kwh_bbl"] for hour in hours(db, 2)} == {-1}


def test_one_absurd_well_harms_no_other(db: Connection) -> None:
    make_field(db, 2)
    absurd = steady(
        2, 2, pip=1e300, presion_casing=-1e300, spm_promedio=1e200, maximum_rod_load=1e307
    )
    run(
        db,
        steady(2),
        absurd,
        [reading(130, 2, produccion_fluido_diaria=1e14, emboladas_diarias=1e-200)],
    )
    assert hours(db)[1]["kpi_kwh_bbl"] == pytest.approx(37.5 / 3.8)
    assert snapshot(db)["pwf_psi_act"] == pytest.approx(PWF)


def test_what_changed_is_handed_on(db: Connection) -> None:
    run(db, steady(2))
    db.execute("DELETE FROM etl.claves_sucias")
    insert_readings(db, [reading(125, produccion_fluido_diaria=9)])
    run(db)
    query = (
        "SELECT DISTINCT consumidor, hora FROM etl.claves_sucias WHERE consumidor IN ('cdi', 'ipr')"
    )
    hour = START + timedelta(hours=2)
    assert {(row["consumidor"], row["hora"]) for row in rows(db, query)} >= {
        ("cdi", hour),
        ("ipr", hour),
    }


def test_a_zone_of_half_hours_derives_every_hour(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "Asia/Kolkata")
    run(db, steady(6))
    assert {hour["kpi_uptime_status_level"] is None for hour in hours(db)} == {False}
    before = xmins(db, DERIVED[:4])
    derive(db, "'2026-01-01', '2026-02-01'")
    assert xmins(db, DERIVED[:4]) == before
