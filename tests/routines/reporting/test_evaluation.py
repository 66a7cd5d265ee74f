"""reporting.aplicar_evaluacion_universal: the current values judged, level, labels, colour."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import sql

from support.readings import Connection, insert, rows, set_config, xmins

SNAPSHOT = ("reporting.dataset_current_values",)
# measure: value, target and baseline columns, prefix of the verdict's columns
MEASURES: dict[str, tuple[str, str, str | None, str]] = {
    "kpi_mtbf": ("kpi_mtbf_hrs_act", "mtbf_target", "mtbf_baseline", "mtbf"),
    "kpi_uptime": (
        "kpi_uptime_pct_act",
        "kpi_uptime_pct_target",
        "kpi_uptime_pct_baseline",
        "kpi_uptime_pct",
    ),
    "kpi_kwh_bbl": (
        "kpi_kwh_bbl_act",
        "kpi_kwh_bbl_target",
        "kpi_kwh_bbl_baseline",
        "kpi_kwh_bbl",
    ),
    "kpi_vol_eff": ("kpi_vol_eff_pct_act", "vol_eff_target", "vol_eff_baseline", "vol_eff"),
    "lift_efficiency": (
        "lift_efficiency_pct_act",
        "lift_efficiency_target",
        "lift_efficiency_baseline",
        "lift_efficiency",
    ),
    "ai_accuracy": (
        "ai_accuracy_act",
        "ai_accuracy_target",
        "ai_accuracy_baseline",
        "ai_accuracy",
    ),
    "pump_fill_monitor": (
        "pump_fill_monitor_pct",
        "pump_fill_monitor_target",
        None,
        "pump_fill_monitor",
    ),
    "gas_fill_monitor": ("gas_fill_monitor_pct_act", "gas_fill_monitor_target", None, "gas_fill"),
    "tank_fluid_temperature": (
        "tank_fluid_temperature_f",
        "tank_fluid_temperature_f_target",
        None,
        "tank_fluid_temp",
    ),
    "daily_downtime": ("daily_downtime_act", "daily_downtime_target", None, "daily_downtime"),
    "well_head_pressure": (
        "well_head_pressure_psi_act",
        "well_head_pressure_target",
        "well_head_pressure_baseline",
        "whp",
    ),
    "pump_spm": ("pump_avg_spm_act", "pump_spm_target", None, "pump_spm"),
}
# part of the reference; None: no value; "sin referencia": neither target nor baseline
FACTORS = (None, 0, 0.3, 0.5, 0.75, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.3, 1.6, 3, "NaN")


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    return seeded_db


def put_well(db: Connection, well: int, targets: dict[str, Any], **values: Any) -> None:
    insert(db, "reporting.dim_pozo", [{"pozo_id": well, "nombre_pozo": f"Pozo {well}"} | targets])
    insert(db, "reporting.dataset_current_values", [{"well_id": well} | values])


def evaluate(db: Connection) -> None:
    db.execute("CALL reporting.aplicar_evaluacion_universal()")


def current(db: Connection, well: int = 1) -> dict[str, Any]:
    query = "SELECT * FROM reporting.dataset_current_values WHERE well_id = %s"
    return rows(db, query, well)[0]


def verdict_columns(measure: str) -> list[str]:
    prefix = MEASURES[measure][3]
    suffixes = ("variance_pct", "status_level", "status_label", "severity_label", "status_color")
    names = [f"{prefix}_{suffix}" for suffix in suffixes]
    if measure == "tank_fluid_temperature":
        names[3] = "tank_fluid_temperature_f_severity_label"
    return names[1:] if measure == "pump_spm" else names


def test_the_table_of_measures_covers_every_judged_one() -> None:
    assert len(MEASURES) == 12


@pytest.mark.parametrize("measure", MEASURES)
def test_every_verdict_is_the_functions(db: Connection, measure: str) -> None:
    value, target, baseline, _ = MEASURES[measure]
    for well, factor in enumerate(FACTORS, start=1):
        reference = 100 if baseline is None else 80
        targets = {target: 100} | ({baseline: 80} if baseline else {})
        amount = factor if factor in (None, "NaN") else reference * float(str(factor))
        put_well(db, well, targets, **{value: amount})
    put_well(db, 99, {}, **{value: 100})  # no reference at all
    evaluate(db)
    names = ("variance_pct", "status_level", "status_label", "severity_label", "status_color")
    columns = verdict_columns(measure)
    query = sql.SQL(
        "SELECT c.well_id, ROW({found})::text, ROW({expected})::text"
        " FROM reporting.dataset_current_values AS c"
        " INNER JOIN reporting.dim_pozo AS p ON c.well_id = p.pozo_id"
        " CROSS JOIN LATERAL referencial.fnc_evaluar_variable({measure}, c.{value}, p.{target},"
        " {baseline}) AS e"
    ).format(
        found=sql.SQL(", ").join(sql.Identifier("c", name) for name in columns),
        expected=sql.SQL(", ").join(sql.Identifier("e", name) for name in names[-len(columns) :]),
        measure=measure,
        value=sql.Identifier(value),
        target=sql.Identifier(target),
        baseline=sql.Identifier("p", baseline) if baseline else sql.NULL,
    )
    verdicts = db.execute(query).fetchall()
    assert len(verdicts) == len(FACTORS) + 1
    assert [row for row in verdicts if row[1] != row[2]] == []
    assert len({row[1] for row in verdicts}) >= 4


@pytest.mark.parametrize(
    ("load", "level", "label", "colour", "legend"),
    [
        (None, 7, "Sin Datos", "#B0B0B0", "Sin Datos"),
        (33.8, 0, "Óptimo", "#00CC66", "Óptimo (hasta 85 %)"),
        (85, 0, "Óptimo", "#00CC66", "Óptimo (hasta 85 %)"),
        (85.1, 3, "Alerta", "#FFBB33", "Alerta (85 a 100 %)"),
        (100, 3, "Alerta", "#FFBB33", "Alerta (85 a 100 %)"),
        (100.1, 4, "Crítico", "#FF4444", "Crítico (más de 100 %)"),
    ],
)
@pytest.mark.parametrize(
    ("prefix", "value"),
    [("road_load", "road_load_pct_act"), ("hydraulic_load", "hydralift_unit_load_pct")],
)
def test_loads_are_judged_by_their_two_thresholds(
    db: Connection,
    prefix: str,
    value: str,
    load: float | None,
    level: int,
    label: str,
    colour: str,
    legend: str,
) -> None:
    thresholds = {f"{prefix}_status_eff_low": 85, f"{prefix}_status_eff_high": 100}
    put_well(db, 1, thresholds | {f"{prefix}_target": 100}, **{value: load})
    evaluate(db)
    snapshot = current(db)
    assert snapshot[f"{prefix}_status_level"] == level
    assert snapshot[f"{prefix}_status_label"] == label
    assert snapshot[f"{prefix}_status_color"] == colour
    assert snapshot[f"{prefix}_status_legend_text"] == legend
    assert snapshot[f"{prefix}_status_threshold_red"] == 100
    expected = None if load is None else pytest.approx(load - 100)
    assert snapshot[f"{prefix}_variance_pct"] == expected


def test_a_load_without_thresholds_has_no_reference(db: Connection) -> None:
    put_well(db, 1, {}, road_load_pct_act=50)
    evaluate(db)
    snapshot = current(db)
    assert (snapshot["road_load_status_level"], snapshot["road_load_variance_pct"]) == (1, None)


@pytest.mark.parametrize(
    ("deviation", "colour"),
    [
        (None, "#B0B0B0"),
        (0, "#00CC66"),
        (-4.9, "#00CC66"),
        (5, "#FFBB33"),
        (-14.9, "#FFBB33"),
        (15, "#FF4444"),
        (-40, "#FF4444"),
    ],
)
def test_the_strokes_deviation_has_a_colour(
    db: Connection, deviation: float | None, colour: str
) -> None:
    put_well(db, 1, {}, pump_stroke_length_var_pct=deviation)
    evaluate(db)
    assert current(db)["pump_stroke_length_status_color"] == colour


def test_the_strokes_thresholds_are_configured(db: Connection) -> None:
    set_config(db, "PUMP_STROKE", "variance_warning_pct", 1)
    put_well(db, 1, {}, pump_stroke_length_var_pct=2)
    evaluate(db)
    assert current(db)["pump_stroke_length_status_color"] == "#FFBB33"


def test_a_well_that_the_dimension_does_not_know_is_judged_too(db: Connection) -> None:
    insert(db, "reporting.dataset_current_values", [{"well_id": 7, "kpi_uptime_pct_act": 50}])
    evaluate(db)
    snapshot = current(db, 7)
    assert (snapshot["kpi_uptime_pct_status_level"], snapshot["mtbf_status_level"]) == (1, 7)


def test_a_second_run_writes_nothing(db: Connection) -> None:
    for well in range(1, 6):
        put_well(db, well, {"kpi_uptime_pct_target": 95}, kpi_uptime_pct_act=60 + 8 * well)
    evaluate(db)
    before = xmins(db, SNAPSHOT)
    evaluate(db)
    assert xmins(db, SNAPSHOT) == before


@pytest.mark.commits
def test_only_the_well_that_changed_is_written(db: Connection) -> None:
    for well in (1, 2):
        put_well(db, well, {"kpi_uptime_pct_target": 95}, kpi_uptime_pct_act=96)
    evaluate(db)
    update = "UPDATE reporting.dataset_current_values SET kpi_uptime_pct_act = 50 WHERE well_id = 2"
    db.execute(update)
    before = xmins(db, SNAPSHOT)["reporting.dataset_current_values"]
    db.commit()  # the next statement runs in a transaction of its own
    evaluate(db)
    after = xmins(db, SNAPSHOT)["reporting.dataset_current_values"]
    assert len(set(after) & set(before)) == 1
    assert current(db, 2)["kpi_uptime_pct_status_level"] == 5


def test_no_wells_no_work(db: Connection) -> None:
    evaluate(db)
    assert rows(db, "SELECT * FROM reporting.dataset_current_values") == []
