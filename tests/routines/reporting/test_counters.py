"""What counters count: both regimes, restarts, noise, gaps, midnights, days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from psycopg import sql

from support import readings
from support.readings import Connection

OIL, WATER, FLUID, GAS = (
    "produccion_petroleo_diaria", "produccion_agua_diaria", "produccion_fluido_diaria",
    "produccion_gas_diaria",
)  # fmt: skip
OIL_METER, WATER_METER, FLUID_METER, GAS_METER = (
    "produccion_petroleo_acumulada", "medidor_produccion_agua", "medidor_produccion_fluido",
    "medidor_produccion_gas",
)  # fmt: skip
LIFE = "horas_operacion_acumuladas"
Values = dict[str, Any]


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    seeded_db.execute("SET TimeZone = 'UTC'")
    readings.set_clock(seeded_db, "2026-03-01 00:00+00")
    return seeded_db


def t(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def load(db: Connection, values: dict[datetime, Values], **master: Any) -> None:
    """One well's readings and its facts, in one incremental run."""
    readings.make_wells(db, 1, **master)
    readings.insert_readings(
        db, ({"well_id": 1, "timestamp_lectura": when} | row for when, row in values.items())
    )
    readings.load_facts(db)


def series(db: Connection, column: str, values: dict[datetime, Any], **master: Any) -> None:
    load(db, {when: {column: value} for when, value in values.items()}, **master)


def hours(db: Connection, column: str = "prod_petroleo_bbl") -> dict[tuple[int, int], Any]:
    """(day of January, hour) → value."""
    query = sql.SQL(
        "SELECT fecha_id - 20260100, hora_id, {} FROM reporting.fact_operaciones_horarias"
    ).format(sql.Identifier(column))
    return {(day, hour): value for day, hour, value in db.execute(query)}


def days(db: Connection, column: str = "produccion_petroleo_bbl") -> dict[int, Any]:
    query = sql.SQL("SELECT fecha_id - 20260100, {} FROM reporting.fact_operaciones_diarias")
    return dict(db.execute(query.format(sql.Identifier(column))).fetchall())


def test_a_daily_counter_counts_its_increments_hour_by_hour(db: Connection) -> None:
    series(db, OIL, {t(5, 0, 10): 1, t(5, 0, 50): 3, t(5, 1, 30): 4.5, t(5, 3, 0): 6})
    assert hours(db) == {(5, 0): 3, (5, 1): 1.5, (5, 3): 1.5}
    assert days(db) == {5: 6}


def test_the_first_reading_of_a_day_counts_whole(db: Connection) -> None:
    series(db, OIL, {t(5, 23, 50): 91, t(6, 0, 10): 1, t(6, 5, 0): 20, t(7, 9, 0): 30})
    assert hours(db) == {(5, 23): 91, (6, 0): 1, (6, 5): 19, (7, 9): 30}
    assert days(db) == {5: 91, 6: 20, 7: 30}


def test_one_reading_a_day_with_its_whole_production(db: Connection) -> None:
    """The old system made 0 bbl of it (legacy defect 3)."""
    series(db, OIL, {t(5, 21, 21): 91})
    assert hours(db) == {(5, 21): 91}
    assert days(db) == {5: 91}


def test_a_fall_below_half_is_a_restart_and_the_new_value_counts(db: Connection) -> None:
    series(db, OIL, {t(5, 1): 10, t(5, 2): 4, t(5, 2, 30): 5})
    assert hours(db) == {(5, 1): 10, (5, 2): 5}
    assert hours(db, "flag_ruido_contador") == {(5, 1): False, (5, 2): False}


@pytest.mark.parametrize("fallen", [5, 5.5, 9.99])
def test_a_smaller_fall_is_noise_counts_nothing_and_is_flagged(
    db: Connection, fallen: float
) -> None:
    series(db, OIL, {t(5, 1): 10, t(5, 1, 30): fallen, t(5, 2): fallen + 1})
    assert hours(db) == {(5, 1): 10, (5, 2): 1}
    assert hours(db, "flag_ruido_contador") == {(5, 1): True, (5, 2): False}
    assert days(db, "flag_ruido_contador") == {5: True}


def test_noise_between_two_hours_is_flagged_in_the_later_one(db: Connection) -> None:
    series(db, OIL, {t(5, 1): 10, t(5, 2): 9})
    assert hours(db) == {(5, 1): 10, (5, 2): 0}
    assert hours(db, "flag_ruido_contador") == {(5, 1): False, (5, 2): True}


def test_gaps_of_null_are_bridged(db: Connection) -> None:
    series(
        db, OIL,
        {t(5, 1): 1, t(5, 1, 20): None, t(5, 1, 40): 3, t(5, 2): None, t(5, 3): None,
         t(5, 3, 30): 7, t(5, 4): None},
    )  # fmt: skip
    assert hours(db) == {(5, 1): 3, (5, 2): None, (5, 3): 4, (5, 4): None}
    assert days(db) == {5: 7}


def test_impossible_counter_values_are_as_good_as_absent(db: Connection) -> None:
    series(
        db, OIL,
        {t(5, 1): 1, t(5, 1, 10): -5, t(5, 1, 20): float("nan"), t(5, 1, 30): float("inf"),
         t(5, 1, 40): 1e300, t(5, 1, 50): 1e-320, t(5, 2): 3},
    )  # fmt: skip
    assert hours(db) == {(5, 1): 1, (5, 2): 2}


def test_a_meter_runs_across_midnight_and_its_first_value_counts_nothing(db: Connection) -> None:
    series(
        db, OIL_METER, {t(5, 22): 100, t(5, 23): 101, t(6, 1): 104, t(9, 1): 110},
        contador_diario="dia_cerrado",
    )  # fmt: skip
    assert hours(db) == {(5, 22): None, (5, 23): 1, (6, 1): 3, (9, 1): 6}
    assert days(db) == {5: 1, 6: 3, 9: 6}


def test_a_meter_that_was_silent_for_weeks_is_found_again(db: Connection) -> None:
    series(
        db, OIL_METER,
        {t(1, 5): 10} | {t(day, 5): None for day in range(2, 20)} | {t(20, 5): 13},
        contador_diario="dia_cerrado",
    )  # fmt: skip
    assert days(db)[20] == 3


def test_a_closed_day_wins_and_the_difference_is_kept(db: Connection) -> None:
    load(
        db,
        {
            t(5, 0, 30): {OIL: 80, OIL_METER: 1, WATER: 300, WATER_METER: 4, GAS_METER: 1000},
            t(5, 23, 30): {OIL: 80, OIL_METER: 19, WATER: 300, WATER_METER: 76, GAS_METER: 5000},
            t(6, 0, 5): {OIL: 80, OIL_METER: 19, WATER: 300, WATER_METER: 76},  # not closed yet
            t(6, 1, 0): {OIL: 18.5, FLUID: 91, GAS: 4200},
            t(6, 2, 0): {OIL_METER: 2, WATER_METER: 5, FLUID: None},
        },
        contador_diario="dia_cerrado",
    )
    day = readings.row(
        db, "SELECT * FROM reporting.fact_operaciones_diarias WHERE fecha_id = 20260105"
    )
    assert day["produccion_petroleo_bbl"] == 18.5
    assert day["diferencia_petroleo_bbl"] == 18.5 - 18
    assert day["produccion_agua_bbl"] == 300
    assert day["diferencia_agua_bbl"] == 300 - 72
    assert day["produccion_fluido_bbl"] == 91
    assert day["diferencia_fluido_bbl"] == 91 - 90
    assert day["produccion_gas_mcf"] == 4.2
    assert day["diferencia_gas_mcf"] == pytest.approx(0.2)
    assert hours(db)[(5, 23)] == 18
    assert hours(db, "produccion_fluido_bbl")[(5, 23)] == 90
    assert days(db)[6] == 2  # its own counters are yesterday's


def test_before_the_closed_day_arrives_the_hours_add_up_to_the_day(db: Connection) -> None:
    load(
        db,
        {t(5, h): {OIL: 80, OIL_METER: 2.0 * h, WATER_METER: 3.0 * h} for h in range(24)},
        contador_diario="dia_cerrado",
    )
    assert days(db)[5] == 46
    assert days(db, "produccion_fluido_bbl")[5] == sum(
        v for v in hours(db, "produccion_fluido_bbl").values() if v is not None
    )
    assert days(db, "diferencia_petroleo_bbl")[5] is None


def test_a_day_without_readings_exists_where_the_next_one_reported_it(db: Connection) -> None:
    load(
        db,
        {t(6, 21, 21): {FLUID: 91, "emboladas_diarias": 3021, "potencia_medidor_diaria": 900.9,
                        "carrera_bomba_api": 250}},
        contador_diario="dia_cerrado", diametro_embolo_bomba=2.0,
    )  # fmt: skip
    day = readings.row(
        db, "SELECT * FROM reporting.fact_operaciones_diarias WHERE fecha_id = 20260105"
    )
    theoretical = 0.1166 * 2**2 * 250 * 3021 / 1440
    assert day["lecturas"] == 0
    assert day["calidad_datos_estado"] == "SIN_DATOS"
    assert day["kpi_kwh_bbl"] == pytest.approx(9.9)
    assert day["volumen_teorico_bbl"] == pytest.approx(theoretical)
    assert day["kpi_efic_vol_pct"] == pytest.approx(100 * 91 / theoretical)
    assert days(db, "produccion_fluido_bbl") == {5: 91, 6: None}
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    readings.load_facts(db)
    assert days(db) == {}


def test_fluid_is_oil_and_water_and_the_fluid_meter_only_where_both_are_absent(
    db: Connection,
) -> None:
    load(
        db,
        {
            t(5, 1): {OIL_METER: 1, FLUID_METER: 100},
            t(5, 2): {OIL_METER: 3, FLUID_METER: 200},
            t(8, 1): {FLUID_METER: 300},
            t(8, 2): {FLUID_METER: 310},
        },
        contador_diario="dia_cerrado",
    )
    assert days(db, "produccion_fluido_bbl") == {5: 2, 8: 110}


def test_gas_counts_in_scf_and_is_reported_in_mcf(db: Connection) -> None:
    series(db, GAS, {t(5, 1): 1500, t(5, 2): 4000})
    assert hours(db, "prod_gas_mcf") == {(5, 1): 1.5, (5, 2): 2.5}
    assert days(db, "produccion_gas_mcf") == {5: 4}


def test_the_regime_follows_the_well_else_the_database_and_changes_with_it(db: Connection) -> None:
    values = {t(5, h): {OIL: 50.0, OIL_METER: float(h)} for h in range(1, 5)}
    load(db, values)
    assert days(db) == {5: 50}
    readings.set_config(db, "OPERACION", "contador_diario", "dia_cerrado")
    readings.load_facts(db)
    assert days(db) == {4: 50, 5: 3}
    db.execute("UPDATE stage.tbl_pozo_maestra SET contador_diario = 'acumulado'")
    readings.load_facts(db)
    assert days(db) == {5: 50}


def test_run_time_is_at_most_sixty_minutes_an_hour(db: Connection) -> None:
    series(db, LIFE, {t(5, 1): 100, t(5, 1, 30): 100.4, t(5, 6): 104.9})
    assert hours(db, "tiempo_operacion_min") == pytest.approx({(5, 1): 24, (5, 6): 60}, rel=1e-9)
    assert days(db, "tiempo_operacion_hrs")[5] == pytest.approx(1.4)


def test_without_run_counters_the_motor_says_how_long_it_ran(db: Connection) -> None:
    on = {t(5, 1, 0): True, t(5, 1, 20): True, t(5, 1, 30): False, t(5, 1, 50): True,
          t(5, 2, 10): None, t(5, 2, 15): False, t(5, 4): False}  # fmt: skip
    series(db, "estado_motor", on)
    assert hours(db, "tiempo_operacion_min") == {(5, 1): 30, (5, 2): 25, (5, 4): 0}
    assert hours(db, "numero_fallas_hora") == {(5, 1): 1, (5, 2): 1, (5, 4): 0}
    assert hours(db, "estado_motor_fin_hora") == {(5, 1): True, (5, 2): False, (5, 4): False}


@pytest.mark.parametrize(
    ("day", "length", "offset"), [((2026, 3, 29), 23, 1), ((2026, 10, 25), 25, 2)]
)
def test_days_of_23_and_25_hours_keep_all_their_hours(
    db: Connection, day: tuple[int, int, int], length: int, offset: int
) -> None:
    readings.set_config(db, "OPERACION", "zona_horaria", "Europe/Oslo")
    readings.set_clock(db, "2026-11-01 00:00+00")
    start = datetime(*day, tzinfo=ZoneInfo("Europe/Oslo")).astimezone(UTC)
    steps = [start + timedelta(minutes=20 * n) for n in range(3 * length)]
    load(
        db,
        {when: {OIL: n + 1.0, LIFE: 100 + n / 3, "estado_motor": True}
         for n, when in enumerate(steps)},
    )  # fmt: skip
    row = readings.row(db, "SELECT * FROM reporting.fact_operaciones_diarias")
    assert row["fecha_id"] == day[0] * 10000 + day[1] * 100 + day[2]
    assert row["produccion_petroleo_bbl"] == 3 * length
    assert row["tiempo_operacion_hrs"] == pytest.approx(length - 1 / 3)
    assert row["completitud_datos_pct"] == 100
    assert row["kpi_dop_pct"] == pytest.approx(100 * (length - 1 / 3) / length)
    oil = readings.rows(
        db, "SELECT hora_id, prod_petroleo_bbl, lecturas"
        " FROM reporting.fact_operaciones_horarias ORDER BY fecha_hora"
    )  # fmt: skip
    assert len(oil) == min(length, 24)
    assert sum(hour["prod_petroleo_bbl"] for hour in oil) == 3 * length
    assert {hour["hora_id"]: hour["lecturas"] for hour in oil}.get(2, 0) == 3 * offset - 3 * (
        length == 23
    )


def test_zones_at_half_past_cut_their_own_hours(db: Connection) -> None:
    readings.set_config(db, "OPERACION", "zona_horaria", "Asia/Kolkata")
    series(db, OIL, {t(5, 18, 20): 10, t(5, 18, 40): 1, t(5, 19, 20): 2, t(5, 19, 40): 4})
    assert hours(db) == {(5, 23): 10, (6, 0): 2, (6, 1): 2}
    db.execute("DELETE FROM stage.tbl_pozo_produccion WHERE produccion_petroleo_diaria = 2")
    readings.load_facts(db)
    assert hours(db) == {(5, 23): 10, (6, 0): 1, (6, 1): 3}
