"""Derived hours, judged KPIs and KPI rows, each from rows of the level below put there by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg.types.range import DateRange

from support.facts import insert_days, insert_hours, insert_summary, make_dimensions
from support.readings import insert, make_wells, row, rows, scalar, set_clock, set_config, xmins

Connection = psycopg.Connection[Any]
DAY = "2026-01-05"
HOURLY = "reporting.fact_operaciones_horarias"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2 in the dimension: plunger 2 in, pump at 8491 ft; noon of 5 January 2026."""
    set_clock(seeded_db, f"{DAY} 12:00+00")
    make_dimensions(seeded_db, (1, 2), [])
    seeded_db.execute(
        "UPDATE reporting.dim_pozo SET diametro_embolo_bomba_in = 2, pump_depth_ft = 8491,"
        " longitud_carrera_nominal_unidad_in = 120"
    )
    return seeded_db


def hour_of(hour: int, well: int = 1, **columns: Any) -> dict[str, Any]:
    return {"pozo_id": well, "fecha_hora": f"{DAY} {hour:02}:00+00"} | columns


def key(hour: int) -> int:
    """An hour of the day as YYYYMMDDHH."""
    return 2026010500 + hour


# -- what physics and definitions give ------------------------------------------------------------

DERIVED = "SELECT * FROM reporting.fnc_horas_derivadas(%s, %s) ORDER BY pozo_id, hora_id"


def derived(db: Connection, *hours: int, well: int = 1) -> list[dict[str, Any]]:
    return rows(db, DERIVED, [well] * len(hours), [key(hour) for hour in hours])


def test_an_hour_s_kpis_by_their_definitions(db: Connection) -> None:
    insert_hours(
        db,
        [
            hour_of(
                3, produccion_fluido_bbl=4.0, consumo_energia_kwh=36.0, tiempo_operacion_min=45.0,
                tiempo_paro_noprog_min=5.0, numero_fallas_hora=3, emboladas_hora=120.0,
                current_stroke_length_in=100.0, kpi_ai_accuracy_pct=75.0, lift_efficiency_pct=61.0,
            )
        ],
    )  # fmt: skip
    theoretical = 0.1166 * 4 * 100 * 120 / 1440
    (hour,) = derived(db, 3)
    assert hour == {
        "pozo_id": 1, "fecha_id": 20260105, "hora_id": 3, "nivel_ft": None,
        "teorico_bbl": pytest.approx(theoretical), "mtbf_hrs": pytest.approx(0.25),
        "uptime_pct": pytest.approx(90), "kwh_bbl": pytest.approx(9),
        "efic_vol_pct": pytest.approx(100 * 4 / theoretical), "acierto_pct": 75, "lift_pct": 61,
    }  # fmt: skip


def test_a_level_is_measured_else_calculated_from_the_newest_reserves(db: Connection) -> None:
    make_wells(db, 1)
    insert(
        db, "stage.tbl_pozo_reservas",
        [
            {"well_id": 1, "fecha_registro": day, "gravedad_api": api}
            | {"gravedad_especifica_agua": 1.05}
            for day, api in (("2026-01-01", 42.0), ("2025-01-01", 10.0))
        ],
    )  # fmt: skip
    pressures: dict[str, Any] = {"pip_psi": 731.0, "presion_casing_psi": 80.0}
    insert_hours(
        db,
        [
            hour_of(1, **pressures),
            hour_of(2, **pressures),
            hour_of(3, prod_agua_bbl=4.0, produccion_fluido_bbl=5.0, **pressures),
            hour_of(4, **pressures),
        ],
    )
    insert_summary(db, f"{DAY} 01:00+00", nivel_suma=14200, nivel_n=2, corte_agua_suma=80,
                   corte_agua_n=1)  # fmt: skip
    insert_summary(db, f"{DAY} 02:00+00", corte_agua_suma=160, corte_agua_n=2)
    levels = [hour["nivel_ft"] for hour in derived(db, 1, 2, 3, 4)]
    # the published example: 8491 - 651 / 0.434348 with 80 % of water, measured or 4 of 5 bbl
    assert levels == [7100, pytest.approx(6992.2, rel=1e-5), pytest.approx(6992.2, rel=1e-5), None]


def test_strokes_are_counted_else_of_speed_and_run_time_and_efficiency_has_a_cap(
    db: Connection,
) -> None:
    stroke = {"current_stroke_length_in": 120.0}
    insert_hours(
        db,
        [
            hour_of(1, spm_promedio=2.0, tiempo_operacion_min=30.0) | stroke,
            hour_of(2, spm_promedio=2.0) | stroke,
            hour_of(3, emboladas_hora=1.0, produccion_fluido_bbl=500.0) | stroke,
            hour_of(4, emboladas_hora=0.0, produccion_fluido_bbl=1.0) | stroke,
        ],
    )
    theoretical = [0.1166 * 4 * 120 * strokes / 1440 for strokes in (60, 1, 0)]
    pairs = [(hour["teorico_bbl"], hour["efic_vol_pct"]) for hour in derived(db, 1, 2, 3, 4)]
    assert pairs == [
        (pytest.approx(theoretical[0]), None), (None, None),
        (pytest.approx(theoretical[1]), 150), (0, None),
    ]  # fmt: skip


def test_time_between_failures_counts_lifetime_hours_since_the_last_one(db: Connection) -> None:
    lives = {1: 2500.0, 2: 2501.0, 3: 2502.0, 4: 2503.0, 5: 3.0}
    for hour, life in lives.items():
        insert_summary(db, f"{DAY} {hour:02}:00+00", ultimos={18: life})
    failures = {2: 1, 3: 0}
    insert_hours(
        db,
        [
            hour_of(hour, tiempo_operacion_min=54.0, numero_fallas_hora=failures.get(hour))
            for hour in lives
        ],
    )
    times = [hour["mtbf_hrs"] for hour in derived(db, *lives)]
    # none yet: all hours; one in 0.9 h; one and two hours since; a counter that was replaced
    assert times == [2500, pytest.approx(0.9), 1, 2, 3]


def test_hours_that_are_not_there_or_no_numbers_give_nothing(db: Connection) -> None:
    nan = float("nan")
    insert_hours(
        db,
        [
            hour_of(
                1, produccion_fluido_bbl=nan, consumo_energia_kwh=5.0, tiempo_operacion_min=nan,
                tiempo_paro_noprog_min=1.0, emboladas_hora=nan, kpi_ai_accuracy_pct=50.0,
            ),
            hour_of(2, produccion_fluido_bbl=0.0, consumo_energia_kwh=5.0)
            | {"tiempo_operacion_min": 0.0, "tiempo_paro_noprog_min": 0.0},
        ],
    )  # fmt: skip
    kpis = ("teorico_bbl", "uptime_pct", "kwh_bbl", "efic_vol_pct", "mtbf_hrs")
    for hour in derived(db, 1, 2):
        assert [hour[name] for name in kpis] == [None] * 5
    assert derived(db, 1)[0]["acierto_pct"] == 50
    assert derived(db, 3) == []
    assert derived(db, 1, well=2) == []
    assert rows(db, DERIVED, [], []) == []


# -- judged -------------------------------------------------------------------------------------

KPIS = {
    # the KPI of an hour: its columns in the dimension
    "mtbf": ("mtbf_target", "mtbf_baseline"),
    "uptime": ("kpi_uptime_pct_target", "kpi_uptime_pct_baseline"),
    "kwh_bbl": ("kpi_kwh_bbl_target", "kpi_kwh_bbl_baseline"),
    "vol_eff": ("vol_eff_target", "vol_eff_baseline"),
    "ai_accuracy": ("ai_accuracy_target", "ai_accuracy_baseline"),
    "lift_eff": ("lift_efficiency_target", "lift_efficiency_baseline"),
}
JUDGED = "SELECT * FROM reporting.fnc_horas_juzgadas(%s, %s) ORDER BY pozo_id, hora_id"


def judged_hour(db: Connection) -> dict[str, float]:
    """One hour with six KPIs, each with a target and a baseline of its own; the six values."""
    insert_hours(
        db,
        [
            hour_of(
                3, produccion_fluido_bbl=4.0, consumo_energia_kwh=36.0, tiempo_operacion_min=45.0,
                tiempo_paro_noprog_min=5.0, numero_fallas_hora=3, emboladas_hora=120.0,
                current_stroke_length_in=100.0, kpi_ai_accuracy_pct=75.0, lift_efficiency_pct=61.0,
            )
        ],
    )  # fmt: skip
    values = {
        "mtbf": 0.25, "uptime": 90.0, "kwh_bbl": 9.0, "ai_accuracy": 75.0, "lift_eff": 61.0,
        "vol_eff": 100 * 4 / (0.1166 * 4 * 100 * 120 / 1440),
    }  # fmt: skip
    for place, (target, baseline) in enumerate(KPIS.values(), start=1):
        db.execute(f"UPDATE reporting.dim_pozo SET {target} = %s, {baseline} = %s".encode(),
                   [10 * place, 10 * place + 5])  # fmt: skip
    return values


def test_six_kpis_are_judged_against_the_well_s_targets(db: Connection) -> None:
    values = judged_hour(db)
    (hour,) = rows(db, JUDGED, [1], [key(3)])
    assert (hour["fecha_id"], hour["hora_id"], hour["pozo_id"]) == (20260105, 3, 1)
    stored = {
        "mtbf": "kpi_mtbf_hrs", "uptime": "kpi_uptime_pct", "kwh_bbl": "kpi_kwh_bbl",
        "vol_eff": "kpi_efic_vol_pct",
    }  # fmt: skip
    for name, column in stored.items():
        assert hour[column] == pytest.approx(values[name]), name
    for place, (name, value) in enumerate(((name, values[name]) for name in KPIS), start=1):
        target = 10 * place
        assert hour[f"kpi_{name}_target"] == target, name
        assert hour[f"kpi_{name}_baseline"] == target + 5, name
        assert hour[f"kpi_{name}_variance_pct"] == pytest.approx(100 * (value - target) / target)
    # higher is better but for energy: 9 of 30 kWh/bbl is best, as are 90 of 20 and 75 of 50 %
    levels = {name: hour[f"kpi_{name}_status_level"] for name in KPIS}
    assert (levels["kwh_bbl"], levels["uptime"], levels["ai_accuracy"]) == (0, 0, 0)
    assert levels["mtbf"] == 5  # a quarter of an hour of ten
    colours = {name: hour[f"kpi_{name}_status_color"] for name in KPIS}
    assert colours["mtbf"] == scalar(
        db, "SELECT color_failure FROM referencial.tbl_config_evaluacion"
        " WHERE variable_nombre = 'kpi_mtbf'",
    )  # fmt: skip
    assert hour["kpi_mtbf_severity_label"] != hour["kpi_uptime_severity_label"]


def test_what_is_not_known_is_not_judged(db: Connection) -> None:
    insert_hours(db, [hour_of(1)])
    (hour,) = rows(db, JUDGED, [1], [key(1)])
    assert [hour[f"kpi_{name}_status_level"] for name in KPIS] == [7] * 6
    assert [hour[f"kpi_{name}_variance_pct"] for name in KPIS] == [None] * 6
    assert rows(db, JUDGED, [1, 2], [key(2), key(1)]) == []
    assert rows(db, JUDGED, [], []) == []


DERIVE = "CALL reporting.sp_derivar_horas(%s::integer[], %s::integer[])"


def test_hours_that_differ_are_written_once_and_no_hour_is_invented(db: Connection) -> None:
    values = judged_hour(db)
    changed = db.execute(DERIVE, [[1, 1, 2], [key(3), key(4), key(3)]]).fetchall()
    hour = row(db, f"SELECT * FROM {HOURLY}")
    assert changed == [([1], [hour["fecha_hora"]])]
    assert hour["kpi_kwh_bbl"] == values["kwh_bbl"]
    assert (hour["kpi_kwh_bbl_target"], hour["kpi_kwh_bbl_status_level"]) == (30, 0)
    assert (hour["emboladas_hora"], hour["kpi_ai_accuracy_pct"]) == (120, 75)  # others' columns
    before = xmins(db, [HOURLY])
    db.execute("SAVEPOINT again")
    assert db.execute(DERIVE, [[1], [key(3)]]).fetchall() == [(None, None)]
    assert db.execute(DERIVE, [[], []]).fetchall() == [(None, None)]
    assert xmins(db, [HOURLY]) == before
    # a target that changes judges the hour anew
    db.execute("UPDATE reporting.dim_pozo SET kpi_kwh_bbl_target = 3 WHERE pozo_id = 1")
    assert db.execute(DERIVE, [[1], [key(3)]]).fetchall() == changed
    judged = row(db, f"SELECT kpi_kwh_bbl_variance_pct AS deviation FROM {HOURLY}")
    assert judged == {"deviation": pytest.approx(200)}


# -- which hours --------------------------------------------------------------------------------

PENDING = """
    SELECT pozo_id, hora %% 10000 FROM reporting.fnc_horas_por_derivar(
        %s::integer[], %s::timestamptz[], %s, %s, %s, %s
    ) ORDER BY 1, 2
"""


def pending(
    db: Connection, keys: list[tuple[int, str]], start: str | None = None, end: str | None = None,
    well: int | None = None, zone: str = "UTC",
) -> list[tuple[Any, ...]]:  # fmt: skip
    wells, hours = [well for well, _ in keys], [hour for _, hour in keys]
    return db.execute(PENDING, [wells, hours, start, end, well, zone]).fetchall()


def test_a_dirty_hour_reaches_up_to_the_next_failure(db: Connection) -> None:
    failures = {3: 1, 6: 2}
    insert_hours(db, [hour_of(hour, numero_fallas_hora=failures.get(hour, 0)) for hour in range(9)])
    insert_hours(db, [hour_of(hour, 2) for hour in (1, 2)])
    # of well 1: the hour, those before the next failure at 03:00
    assert pending(db, [(1, f"{DAY} 01:00+00")]) == [(1, 501), (1, 502)]
    # two hours: all between, and on to the failure at 06:00; well 2 never failed
    dirty = [(1, f"{DAY} 01:00+00"), (1, f"{DAY} 04:00+00"), (2, f"{DAY} 01:00+00")]
    assert pending(db, dirty) == [
        *((1, 500 + hour) for hour in range(1, 6)), (2, 501), (2, 502)
    ]  # fmt: skip
    # after the last failure: to the end
    assert pending(db, [(1, f"{DAY} 07:00+00")]) == [(1, 507), (1, 508)]
    # an hour without a fact is in, so that its day is averaged again
    assert pending(db, [(2, f"{DAY} 05:00+00")]) == [(2, 505)]
    assert pending(db, []) == []


def test_a_range_adds_its_hours_with_facts_and_a_zone_cuts_them(db: Connection) -> None:
    insert_hours(db, [hour_of(hour, numero_fallas_hora=1) for hour in (1, 2, 3)])
    insert_hours(db, [hour_of(2, 2)])
    limits = (f"{DAY} 02:00+00", f"{DAY} 03:00+00")
    assert pending(db, [], *limits) == [(1, 502), (2, 502)]
    assert pending(db, [], *limits, well=2) == [(2, 502)]
    assert pending(db, [], limits[1], None) == [(1, 503)]
    assert pending(db, [], None, limits[0]) == [(1, 501)]
    # half past ten of Kolkata: an hour of UTC lies in two
    assert pending(db, [(2, f"{DAY} 05:00+00")], zone="Asia/Kolkata") == [(2, 510), (2, 511)]


# -- which days ---------------------------------------------------------------------------------

STRETCHES = """
    SELECT well_id, lower(dias)::text, (upper(dias) - 1)::text FROM reporting.fnc_tramos_kpi(
        %s::integer[], %s::timestamptz[], %s, %s, %s, %s, %s
    ) WHERE solo_mes = %s ORDER BY 1, 2
"""


def stretches(
    db: Connection, keys: list[tuple[int, str]], start: str | None = None, end: str | None = None,
    well: int | None = None, today: str = "2026-06-15", zone: str = "UTC", *, months: bool = False,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Those of whole rows, or those of which only what a month shares may change."""
    wells, hours = [well for well, _ in keys], [hour for _, hour in keys]
    given = [wells, hours, start, end, well, today, zone, months]
    return db.execute(STRETCHES, given).fetchall()


def test_a_day_changes_the_decline_of_59_days_after(db: Connection) -> None:
    today = [(1, "2026-06-15", "2026-06-15"), (2, "2026-06-15", "2026-06-15")]
    assert stretches(db, []) == today
    assert stretches(db, [(1, "2026-01-10 12:00+00")]) == [
        (1, "2026-01-10", "2026-03-10"), *today
    ]  # fmt: skip
    # stretches that touch are one
    assert stretches(db, [(1, "2026-01-10 12:00+00"), (1, "2026-03-11 12:00+00")]) == [
        (1, "2026-01-10", "2026-05-09"), *today
    ]  # fmt: skip
    assert stretches(db, [(2, "2026-05-31 12:00+00")], well=2) == [(2, "2026-05-31", "2026-07-29")]
    # in Kolkata the UTC hour lies in the 31st and in the 1st
    assert stretches(db, [(1, "2026-01-31 18:00+00")], zone="Asia/Kolkata") == [
        (1, "2026-01-31", "2026-04-01"), *today
    ]  # fmt: skip


def test_a_day_changes_what_its_month_shares(db: Connection) -> None:
    assert stretches(db, [], months=True) == []  # today alone changes no month
    assert stretches(db, [(1, "2026-02-10 12:00+00"), (2, "2026-05-31 12:00+00")], months=True) == [
        (1, "2026-02-01", "2026-02-28"), (2, "2026-05-01", "2026-05-31")
    ]  # fmt: skip
    # months that touch are one; in Kolkata the UTC hour lies in both
    assert stretches(db, [(1, "2026-01-31 18:00+00")], zone="Asia/Kolkata", months=True) == [
        (1, "2026-01-01", "2026-02-28")
    ]  # fmt: skip
    assert stretches(
        db, [], "2026-01-31 00:00+00", "2026-02-02 00:00+00", 2, months=True
    ) == [(2, "2026-01-01", "2026-02-28")]  # fmt: skip


def test_a_range_is_of_all_wells_and_ends_before_its_end(db: Connection) -> None:
    one = (1, "2026-01-31", "2026-03-31")  # 31 January and 59 days
    assert stretches(db, [], "2026-01-31 00:00+00", "2026-02-01 00:00+00", today="2026-02-02") == [
        one, (2, *one[1:])
    ]  # fmt: skip
    assert stretches(db, [], "2026-01-31 00:00+00", "2026-02-01 00:00+00", 1, "2026-02-02") == [one]
    assert stretches(db, [], None, "1900-01-02 00:00+00", 1, "1900-01-01") == [
        (1, "1900-01-01", "1900-03-01")
    ]  # fmt: skip


def test_a_row_that_carries_the_current_value_of_another_day_is_written_again(
    db: Connection,
) -> None:
    insert(
        db, "reporting.dataset_kpi_business",
        [
            {"well_id": 1, "nombre_pozo": "Pozo 1", "fecha": day, column: value}
            for day, column, value in (
                ("2026-06-14", "kpi_mtbf_hrs_current", 5), ("2026-06-15", "kpi_mtbf_hrs_dia", 5),
                ("2026-06-10", "ai_accuracy_current", 5), ("2026-06-01", "kpi_mtbf_hrs_dia", 5),
            )
        ],
    )  # fmt: skip
    assert stretches(db, [], well=1) == [
        (1, "2026-06-10", "2026-06-10"), (1, "2026-06-14", "2026-06-15")
    ]  # fmt: skip


# -- rows of KPIs -------------------------------------------------------------------------------

ROWS = "SELECT * FROM reporting.fnc_filas_kpi(%s, %s) ORDER BY well_id, fecha"


def kpis(db: Connection, first: int, last: int, well: int = 1) -> list[dict[str, Any]]:
    """KPI rows of days of January 2026."""
    dates = DateRange(date(2026, 1, first), date(2026, 1, last), "[]")
    return rows(db, ROWS, [well], [dates])


def day_of(day: int, month: int = 1, **columns: Any) -> dict[str, Any]:
    return {"pozo_id": 1, "fecha": date(2026, month, day)} | columns


@pytest.fixture
def two_days(db: Connection) -> Connection:
    """4 and 5 January (today) of well 1, its month and its snapshot; targets differ in each KPI."""
    db.execute("UPDATE reporting.dim_pozo SET region = 'Llanos', campo = 'Norte'")
    for place, (target, baseline) in enumerate(KPIS.values(), start=1):
        db.execute(f"UPDATE reporting.dim_pozo SET {target} = %s, {baseline} = %s".encode(),
                   [10 * place, 10 * place + 5])  # fmt: skip
    day: dict[str, Any] = {
        "kpi_mtbf_hrs": 48.0, "kpi_uptime_pct": 90.0, "kpi_kwh_bbl": 9.0, "kpi_efic_vol_pct": 40.0,
        "ai_accuracy_pct": 50.0, "consumo_energia_kwh": 900.0, "produccion_fluido_bbl": 100.0,
        "volumen_teorico_bbl": 250.0, "produccion_petroleo_bbl": 20.0,
    }  # fmt: skip
    insert_days(
        db,
        [
            day_of(4, **day),
            day_of(5, **{name: 2 * value for name, value in day.items()} | {"kpi_mtbf_hrs": None}),
        ],
    )
    insert(db, "reporting.fact_operaciones_mensuales",
           [{"pozo_id": 1, "anio_mes": "2026-01", "tiempo_operacion_hrs": 700.0}
            | {"total_fallas_mes": 4.0, "eficiencia_uptime_pct": 91.0, "kpi_kwh_bbl_mes": 8.0}
            | {"promedio_efic_vol_pct": 41.0}])  # fmt: skip
    insert(
        db,
        "reporting.dataset_current_values",
        [
            {"well_id": 1, "kpi_mtbf_hrs_act": 11.0, "kpi_uptime_pct_act": 12.0}
            | {"kpi_kwh_bbl_act": 13.0, "kpi_vol_eff_pct_act": 14.0, "ai_accuracy_act": 15.0}
        ],
    )
    return db


def test_a_kpi_row_has_the_day_the_month_and_today_the_snapshot(two_days: Connection) -> None:
    before, today = kpis(two_days, 4, 5)
    same = {
        "well_id": 1, "nombre_pozo": "Pozo 1", "campo": "Norte", "region": "Llanos",
        "kpi_mtbf_hrs_mes": 175, "kpi_uptime_pct_mes": 91, "kpi_kwh_bbl_mes": 8,
        "kpi_vol_eff_pct_mes": 41, "ai_accuracy_mes": 75, "kpi_mtbf_hrs_target": 10,
        "kpi_mtbf_hrs_baseline": 15, "kpi_uptime_pct_target": 20, "kpi_uptime_pct_baseline": 25,
        "kpi_kwh_bbl_target": 30, "kpi_kwh_bbl_baseline": 35, "kpi_vol_eff_pct_target": 40,
        "kpi_vol_eff_pct_baseline": 45, "ai_accuracy_target": 50, "ai_accuracy_baseline": 55,
    }  # fmt: skip
    for day in (before, today):
        assert {name: day[name] for name in same} == same
    expected = {
        "fecha": date(2026, 1, 4), "kpi_mtbf_hrs_dia": 48, "kpi_mtbf_days": 2,
        "kpi_uptime_pct_dia": 90, "kpi_kwh_bbl_dia": 9, "kpi_vol_eff_pct_dia": 40,
        "ai_accuracy_dia": 50, "consumo_kwh": 900, "produccion_real_bbl": 100,
        "produccion_teorica_bbl": 250, "kpi_mtbf_hrs_current": None, "ai_accuracy_current": None,
        # judged by the day's own
        "kpi_mtbf_hrs_variance_pct": 380, "kpi_uptime_pct_variance_pct": 350,
        "kpi_kwh_bbl_variance_pct": -70, "kpi_vol_eff_pct_variance_pct": 0,
        "ai_accuracy_variance_pct": 0,
    }  # fmt: skip
    assert {name: before[name] for name in expected} == expected
    current = {
        "fecha": date(2026, 1, 5), "kpi_mtbf_hrs_current": 11, "kpi_uptime_pct_current": 12,
        "kpi_kwh_bbl_current": 13, "kpi_vol_eff_pct_current": 14, "ai_accuracy_current": 15,
        "kpi_mtbf_hrs_dia": None, "kpi_mtbf_days": None, "produccion_real_bbl": 200,
        # judged by the snapshot
        "kpi_mtbf_hrs_variance_pct": 10, "kpi_uptime_pct_variance_pct": -40,
        "kpi_vol_eff_pct_variance_pct": -65, "ai_accuracy_variance_pct": -70,
    }  # fmt: skip
    assert {name: today[name] for name in current} == current
    assert today["kpi_kwh_bbl_variance_pct"] == pytest.approx(-100 * 17 / 30)


def test_a_month_without_failures_has_the_last_known_time_between_them(
    two_days: Connection,
) -> None:
    two_days.execute("UPDATE reporting.fact_operaciones_mensuales SET total_fallas_mes = 0")
    assert [day["kpi_mtbf_hrs_mes"] for day in kpis(two_days, 4, 5)] == [48, 48]


SHARED = "SELECT * FROM reporting.fnc_kpi_mes(%s, %s) ORDER BY well_id, fecha"


def test_the_days_of_a_month_share_its_values(two_days: Connection) -> None:
    """Of all months that a stretch touches, once, however many stretches touch them."""
    insert_days(two_days, [day_of(1, month=2, kpi_mtbf_hrs=7.0, ai_accuracy_pct=60.0)])
    touched = [
        DateRange(date(2026, 1, 5), date(2026, 1, 6)),
        DateRange(date(2026, 1, 31), date(2026, 2, 1), "[]"),
    ]
    shared = {
        "well_id": 1, "kpi_mtbf_hrs_mes": 175, "kpi_uptime_pct_mes": 91, "kpi_kwh_bbl_mes": 8,
        "kpi_vol_eff_pct_mes": 41, "ai_accuracy_mes": 75,
    }  # fmt: skip
    february = {
        "well_id": 1, "kpi_mtbf_hrs_mes": 7, "kpi_uptime_pct_mes": None, "kpi_kwh_bbl_mes": None,
        "kpi_vol_eff_pct_mes": None, "ai_accuracy_mes": 60,
    }  # fmt: skip
    assert rows(two_days, SHARED, [1, 1], touched) == [
        {"fecha": date(2026, 1, 4), **shared}, {"fecha": date(2026, 1, 5), **shared},
        {"fecha": date(2026, 2, 1), **february},
    ]  # fmt: skip
    assert rows(two_days, SHARED, [2], touched[:1]) == []
    assert rows(two_days, SHARED, [], []) == []


def test_quality_is_the_share_of_what_passed_on_the_day(two_days: Connection) -> None:
    make_wells(two_days, 1)
    rules = [
        rule
        for (rule,) in two_days.execute(
            "SELECT regla_id FROM referencial.tbl_dq_rules ORDER BY 1 LIMIT 2"
        )
    ]
    insert(
        two_days, "stage.tbl_dq_resumen",
        [
            {"well_id": 1, "fecha": "2026-01-04", "regla_id": rule, "origen": "lecturas"}
            | {"total_evaluadas": judged, "total_pass": passed, "total_warning": 0}
            | {"total_fail": judged - passed, "total_tardias": 0}
            for rule, judged, passed in zip(rules, (30, 10), (27, 3), strict=True)
        ],
    )  # fmt: skip
    assert [day["calidad_datos_pct"] for day in kpis(two_days, 4, 5)] == [75, None]


def test_decline_compares_30_days_of_oil_with_the_30_before(db: Connection) -> None:
    oil = {(1, 1): 50.0, (1, 30): 70.0, (1, 31): 90.0, (3, 1): 45.0}
    insert_days(
        db,
        [day_of(day, month, produccion_petroleo_bbl=value) for (month, day), value in oil.items()],
    )
    march = DateRange(date(2026, 3, 1), date(2026, 3, 1), "[]")
    (kpi,) = rows(db, ROWS, [1], [march])
    # 31 January is the 29th day before 1 March and counts as recent; 1 January is the 59th
    assert kpi["declinacion_pct"] == pytest.approx(100 * ((90 + 45) / 2 - 60) / 60)
    assert kpis(db, 1, 1)[0]["declinacion_pct"] is None


def test_days_without_facts_have_no_row(two_days: Connection) -> None:
    assert kpis(two_days, 1, 3) == []
    assert kpis(two_days, 4, 5, well=2) == []
    assert rows(two_days, ROWS, [], []) == []


# -- master columns -----------------------------------------------------------------------------

MASTER = "SELECT * FROM reporting.fnc_dim_pozos(%s) ORDER BY pozo_id"


def test_the_dimension_s_master_columns_in_its_own_units(db: Connection) -> None:
    texts = {
        "nombre_pozo": "Alfa", "cliente": "Cliente", "pais": "País", "campo": "Norte",
        "api_number": "42-1", "coordenadas_pozo": "1,2", "tipo_pozo": "Productor",
        "tipo_levantamiento": "Hidráulico", "nombre_yacimiento": "Arena",
    }  # fmt: skip
    numbers = {
        "profundidad_completacion": ("profundidad_completacion_ft", 10300.0),
        "diametro_embolo_bomba": ("diametro_embolo_bomba_in", 2.25),
        "longitud_carrera_nominal_unidad_in": ("longitud_carrera_nominal_unidad_in", 360.0),
        "potencia_nominal_motor": ("potencia_nominal_motor_hp", 75.0),
        "peso_sarta_aire": ("rod_weight_in_air_lb", 22500.0),
        "carga_maxima_fluido_api": ("api_max_fluid_load_lb", 9000.0),
        "profundidad_vertical_bomba": ("pump_depth_ft", 8491.0),
        "profundidad_vertical_yacimiento": ("formation_depth_ft", 10200.0),
        "carga_minima_nominal_sarta": ("carga_minima_nominal_sarta_lb", 84000.0),
        "corriente_nominal_motor": ("motor_current_a_rate", 95.0),
        "np_inicial_bbl": ("np_inicial_bbl", 1000.0),
    }  # fmt: skip
    master = texts | {name: value for name, (_, value) in numbers.items()}
    make_wells(db, 1, **master, carga_nominal_unidad=40000.0, contador_diario="dia_cerrado",
               fecha_sat=date(2025, 12, 1))  # fmt: skip
    make_wells(db, 2)
    insert(
        db, "stage.tbl_pozo_reservas",
        [
            {"well_id": 1, "fecha_registro": day, "reserva_inicial_teorica": value}
            for day, value in (("2026-01-01", 200000.0), ("2025-01-01", 150000.0))
        ],
    )  # fmt: skip
    one, other = rows(db, MASTER, [1, 2, 3])
    assert one == texts | dict(numbers.values()) | {
        "pozo_id": 1, "contador_diario": "dia_cerrado", "fecha_sat": date(2025, 12, 1),
        "hydraulic_load_rated_klb": 40, "total_reserves_bbl": 200000,
    }  # fmt: skip
    known = {name: value for name, value in other.items() if value is not None}
    assert known == {"pozo_id": 2, "nombre_pozo": "Pozo 2", "contador_diario": "acumulado"}
    set_config(db, "OPERACION", "contador_diario", "dia_cerrado")
    assert rows(db, MASTER, [2])[0]["contador_diario"] == "dia_cerrado"
    assert rows(db, MASTER, []) == []


def test_a_load_that_is_no_number_is_none(db: Connection) -> None:
    make_wells(db, 1, carga_nominal_unidad=float("nan"), np_inicial_bbl=float("inf"))
    (well,) = rows(db, MASTER, [1])
    assert (well["hydraulic_load_rated_klb"], well["np_inicial_bbl"]) == (None, None)
