"""Hours, days and months of facts, each from rows of the level below that are put there by hand.

Series: 1 to 8 are the day's counters (fluid, oil, water bbl, gas scf, strokes, stop h, failures,
kWh), 9 to 17 the meters (fluid, oil, water bbl, gas scf, strokes, run h, kWh, failures, stop h),
18 and 19 the lifetime's hours and strokes, 20 the motor, 21 the clock (s).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from support.facts import close_counters, insert_days, insert_hours, insert_summary, make_dimensions
from support.readings import dump, insert, row, rows, scalar, set_clock, set_config, xmins

Connection = psycopg.Connection[Any]
DAY, DAY_ID = "2026-01-05", 20260105
HOURLY = "reporting.fact_operaciones_horarias"
DAILY = "reporting.fact_operaciones_diarias"
MONTHLY = "reporting.fact_operaciones_mensuales"


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Wells 1 and 2: plunger 2 in, nominal stroke 120 in, growing counters; nothing waits."""
    set_clock(seeded_db, f"{DAY} 18:00+00")
    make_dimensions(seeded_db, (1, 2), [date(2026, 1, day) for day in range(1, 32)])
    seeded_db.execute(
        "UPDATE reporting.dim_pozo"
        " SET diametro_embolo_bomba_in = 2, longitud_carrera_nominal_unidad_in = 120,"
        " contador_diario = 'acumulado'"
    )
    seeded_db.execute("DELETE FROM etl.claves_sucias")
    return seeded_db


def summary(db: Connection, hour: str, well: int = 1, **columns: Any) -> None:
    """A summary of an hour of the day; `seen`: series that were read once, {position: value}."""
    seen = columns.pop("seen", {})
    moment = hour if "+" in hour else f"{DAY} {hour}+00"
    columns = {"primeros": seen, "ultimos": seen} | columns
    insert_summary(db, moment, well, **columns)


def regime(db: Connection, name: str) -> None:
    db.execute("UPDATE reporting.dim_pozo SET contador_diario = %s", [name])


def near(expected: dict[str, Any]) -> dict[str, Any]:
    """Expected values; those of floating point but for rounding."""
    return {
        name: pytest.approx(value) if isinstance(value, float) else value
        for name, value in expected.items()
    }


def picked(found: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in names}


def waiting(db: Connection, consumer: str) -> list[tuple[int, str]]:
    """Keys of a consumer: well and hour of UTC."""
    query = "SELECT well_id, to_char(hora, 'MM-DD HH24:MI') FROM etl.claves_sucias"
    return db.execute(
        f"{query} WHERE consumidor = %s ORDER BY 1, 2".encode(), [consumer]
    ).fetchall()


# -- hours --------------------------------------------------------------------------------------

HOURS = "SELECT * FROM reporting.fnc_hechos_horarios(%s, %s) ORDER BY pozo_id, fecha_hora"


def hours(db: Connection, *wells: int, day: int = DAY_ID) -> list[dict[str, Any]]:
    return rows(db, HOURS, list(wells or (1,)), [day] * len(wells or (1,)))


DAYS_COUNTERS = {1: 40, 2: 8, 3: 31, 4: 5000, 5: 120, 6: 0.25, 7: 2, 8: 30}
METERS_BEFORE = {9: 500, 10: 100, 11: 400, 12: 9000, 13: 70, 14: 10, 15: 900, 16: 5, 17: 20} | {
    18: 2500, 19: 90000
}  # fmt: skip
STEPS = {9: 41, 10: 9, 11: 33, 12: 6000, 13: 121, 14: 0.75, 15: 31, 16: 3, 17: 0.5} | {
    18: 0.8, 19: 122
}  # fmt: skip
METERS = {position: METERS_BEFORE[position] + step for position, step in STEPS.items()}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "acumulado",
            {
                "prod_petroleo_bbl": 8.0, "prod_petroleo_diaria_bpd": 192.0, "prod_agua_bbl": 31.0,
                "prod_gas_mcf": 5.0, "produccion_fluido_bbl": 40.0, "prod_acumulada_dia_bbl": 40.0,
                "emboladas_hora": 120.0, "tiempo_paro_noprog_min": 15.0, "numero_fallas_hora": 2.0,
            },
        ),
        (
            "dia_cerrado",  # fluid is 9 + 33, not the fluid meter's 41
            {
                "prod_petroleo_bbl": 9.0, "prod_petroleo_diaria_bpd": 216.0, "prod_agua_bbl": 33.0,
                "prod_gas_mcf": 6.0, "produccion_fluido_bbl": 42.0, "prod_acumulada_dia_bbl": 42.0,
                "emboladas_hora": 121.0, "tiempo_paro_noprog_min": 30.0, "numero_fallas_hora": 3.0,
            },
        ),
    ],
)  # fmt: skip
def test_the_regime_says_which_counters_make_an_hour(
    db: Connection, name: str, expected: dict[str, float]
) -> None:
    regime(db, name)
    close_counters(db, "2026-01-04", METERS_BEFORE)
    summary(db, "10:00", seen=DAYS_COUNTERS | METERS | {20: 1})
    (hour,) = hours(db)
    # run time is the lifetime's 0.8 h, energy the meter's, whatever the regime
    same = {"tiempo_operacion_min": 48.0, "consumo_energia_kwh": 31.0, "hora_id": 10}
    assert picked(hour, expected | same) == near(expected | same)
    assert hour["estado_motor_fin_hora"] is True


def test_an_hour_s_measures_are_averages_over_its_readings(db: Connection) -> None:
    sums = {
        "flujo": 81, "spm": 8.4, "whp": 484, "chp": 88, "pip": 732, "amperaje": 33,
        "eficiencia": 84, "peso_sarta": 2250, "pdp": 1600, "tanque": 131, "hp": 24, "carrera": 205,
    }  # fmt: skip
    numbers = {name: place + 1 for place, name in enumerate(sums)}
    pairs: dict[str, Any] = {f"{name}_suma": value for name, value in sums.items()} | {
        f"{name}_n": number for name, number in numbers.items()
    }
    summary(db, "10:00", readings=12, carrera_carta=99, **pairs)
    (hour,) = hours(db)
    expected = {
        "fluid_flow_monitor_bpd": 81.0, "spm_promedio": 4.2, "presion_cabezal_psi": 484 / 3,
        "presion_casing_psi": 22.0, "pip_psi": 732 / 5, "amperaje_motor_a": 5.5,
        "lift_efficiency_pct": 12.0, "bouyant_rod_weight_lb": 2250 / 8, "pdp_psi": 1600 / 9,
        "tank_fluid_temp_f": 13.1, "motor_power_hp": 24 / 11, "current_stroke_length_in": 205 / 12,
        "lecturas": 12,
    }  # fmt: skip
    assert picked(hour, expected) == near(expected)
    # without counters nothing is known of what was made, or of how long it ran
    unknown = (
        "prod_petroleo_bbl", "prod_agua_bbl", "prod_gas_mcf", "produccion_fluido_bbl",
        "emboladas_hora", "tiempo_operacion_min", "consumo_energia_kwh", "numero_fallas_hora",
        "tiempo_paro_noprog_min", "estado_motor_fin_hora",
    )  # fmt: skip
    assert [hour[name] for name in unknown] == [None] * len(unknown)


def test_a_stroke_is_measured_else_the_card_s_else_nominal(db: Connection) -> None:
    summary(db, "01:00", carrera_suma=200, carrera_n=2, carrera_carta=98)
    summary(db, "02:00", carrera_carta=98)
    summary(db, "03:00")
    assert [hour["current_stroke_length_in"] for hour in hours(db)] == [100, 98, 120]


def test_a_substitute_stands_in_for_a_whole_day(db: Connection) -> None:
    summary(db, "01:00", seen={1: 10, 2: 2, 3: 7, 5: 60, 13: 900})
    summary(db, "02:00", seen={2: 3, 3: 9, 13: 960})
    first, second = hours(db)
    # the day knows its fluid and strokes: the hour without them does not take oil and water's,
    # or the meter's, which the next step of the counter itself contains
    assert (first["produccion_fluido_bbl"], first["emboladas_hora"]) == (10, 60)
    assert (second["produccion_fluido_bbl"], second["emboladas_hora"]) == (None, None)
    assert (second["prod_petroleo_bbl"], second["prod_acumulada_dia_bbl"]) == (1, 10)


def test_a_day_without_a_counter_takes_the_next_best(db: Connection) -> None:
    close_counters(db, "2026-01-04", {13: 900, 16: 1, 17: 3, 19: 5000})
    summary(db, "01:00", seen={2: 2, 3: 7, 8: 20, 13: 960, 16: 3, 17: 3.5, 19: 5061})
    (hour,) = hours(db)
    expected = {
        "produccion_fluido_bbl": 9.0, "emboladas_hora": 60.0, "numero_fallas_hora": 2.0,
        "tiempo_paro_noprog_min": 30.0, "consumo_energia_kwh": 20.0,
    }  # fmt: skip
    assert picked(hour, expected) == near(expected)
    regime(db, "dia_cerrado")
    close_counters(db, "2026-01-04", {9: 500})
    db.execute("UPDATE reporting.tbl_resumen_horario SET primeros[9] = 512, ultimos[9] = 512")
    (hour,) = hours(db)
    assert hour["produccion_fluido_bbl"] == 12  # no meters of phases: that of fluid
    assert (hour["prod_petroleo_bbl"], hour["consumo_energia_kwh"]) == (None, None)


def test_without_counters_the_motor_and_its_power_speak(db: Connection) -> None:
    summary(
        db, "01:00", primeros={20: 1, 21: 0}, ultimos={20: 0, 21: 3000},
        incrementos={20: 1, 21: 1800}, spm_marcha_suma=8, spm_marcha_n=4, hp_suma=30, hp_n=3,
    )  # fmt: skip
    (hour,) = hours(db)
    expected = {
        "tiempo_operacion_min": 30.0, "emboladas_hora": 60.0, "numero_fallas_hora": 1.0,
        "consumo_energia_kwh": 10 * 0.7457 * 0.5, "estado_motor_fin_hora": False,
    }  # fmt: skip
    assert picked(hour, expected) == near(expected)


def test_an_hour_never_ran_longer_than_it_is(db: Connection) -> None:
    close_counters(db, "2026-01-04", {14: 100})
    summary(db, "01:00", seen={14: 101.5})
    summary(db, "02:00", seen={14: 101.75})
    assert [hour["tiempo_operacion_min"] for hour in hours(db)] == [60, 15]


def test_noise_of_the_day_s_counters_counts_where_they_do(db: Connection) -> None:
    summary(db, "01:00", ruido_diario=True)
    summary(db, "02:00", ruido_medidor=True)
    assert [hour["flag_ruido_contador"] for hour in hours(db)] == [True, True]
    regime(db, "dia_cerrado")
    assert [hour["flag_ruido_contador"] for hour in hours(db)] == [False, True]


def test_two_hours_of_one_name_are_one_row(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "Europe/Oslo")  # 02:00 comes twice on the 25th
    for hour, oil, motor, pressure in ((0, 5, 1, 100), (1, 8, 0, 130), (2, 9, 1, 70)):
        summary(
            db, f"2026-10-25 0{hour}:00+00", seen={2: oil, 20: motor}, readings=hour + 1,
            pip_suma=pressure, pip_n=1,
        )  # fmt: skip
    facts = hours(db, day=20261025)
    names = (
        "hora_id", "prod_petroleo_bbl", "prod_petroleo_diaria_bpd", "pip_psi",
        "estado_motor_fin_hora", "lecturas",
    )  # fmt: skip
    assert [[hour[name] for name in names] for hour in facts] == [
        [2, 8, 96, 115, False, 3],  # 8 barrels in two hours are 96 a day
        [3, 1, 24, 70, True, 3],
    ]
    assert scalar(db, "SELECT min(fecha_hora) = '2026-10-25 00:00+00' FROM"
                  " reporting.fnc_hechos_horarios('{1}', '{20261025}')")  # fmt: skip


def test_of_nothing_comes_no_hour_and_a_value_that_is_no_number_harms_itself(
    db: Connection,
) -> None:
    assert hours(db, 1, 2) == []
    assert rows(db, HOURS, [], []) == []
    summary(db, "01:00", pip_suma=float("nan"), pip_n=1, chp_suma=80, chp_n=1, whp_suma=0, whp_n=0)
    summary(db, "01:00", well=3)  # not in the dimension
    (hour,) = hours(db, 1, 3)
    assert (hour["pip_psi"], hour["presion_casing_psi"]) == (None, 80)
    assert hour["presion_cabezal_psi"] is None


LOAD_HOURS = "CALL reporting.sp_cargar_horarios(%s, %s::date[])"


def test_hours_that_differ_are_written_and_handed_on_once(db: Connection) -> None:
    summary(db, "01:00", seen={2: 2}, pip_suma=700, pip_n=1)
    summary(db, "02:00", seen={2: 3})
    summary(db, "02:00", well=2, seen={2: 4})
    load = [[1, 2], [DAY, DAY]]
    db.execute(LOAD_HOURS, load)
    query = f"SELECT pozo_id, hora_id, prod_petroleo_bbl, pip_psi FROM {HOURLY} ORDER BY 1, 2"
    assert db.execute(query.encode()).fetchall() == [
        (1, 1, 2, 700), (1, 2, 1, None), (2, 2, 4, None)
    ]  # fmt: skip
    assert waiting(db, "derivados") == [(1, "01-05 01:00"), (1, "01-05 02:00"), (2, "01-05 02:00")]
    before = xmins(db, [HOURLY])
    db.execute("DELETE FROM etl.claves_sucias")
    db.execute("SAVEPOINT again")
    db.execute(LOAD_HOURS, load)
    db.execute(LOAD_HOURS, [[], []])
    assert xmins(db, [HOURLY]) == before
    assert waiting(db, "derivados") == []
    # a late summary before them changes its own hour and the step to the next one
    db.execute("UPDATE reporting.tbl_resumen_horario SET primeros[2] = 2.5, ultimos[2] = 2.5"
               f" WHERE well_id = 1 AND tramo = '{DAY} 01:00+00'".encode())  # fmt: skip
    db.execute(LOAD_HOURS, load)
    assert db.execute(query.encode()).fetchall()[:2] == [(1, 1, 2.5, 700), (1, 2, 0.5, None)]
    assert waiting(db, "derivados") == [(1, "01-05 01:00"), (1, "01-05 02:00")]


def test_an_hour_whose_readings_are_gone_goes(db: Connection) -> None:
    summary(db, "01:00", seen={2: 2})
    summary(db, "02:00", seen={2: 3})
    db.execute(LOAD_HOURS, [[1], [DAY]])
    db.execute("DELETE FROM etl.claves_sucias")
    db.execute("DELETE FROM reporting.tbl_resumen_horario WHERE tramo = %s", [f"{DAY} 02:00+00"])
    db.execute(LOAD_HOURS, [[1], [DAY]])
    assert db.execute(f"SELECT hora_id FROM {HOURLY}".encode()).fetchall() == [(1,)]
    assert waiting(db, "derivados") == [(1, "01-05 02:00")]


# -- days ---------------------------------------------------------------------------------------

DAYS = "SELECT * FROM reporting.fnc_hechos_diarios(%s, %s) ORDER BY pozo_id, fecha_id"


def days(db: Connection, *wells: int, day: int = DAY_ID) -> list[dict[str, Any]]:
    return rows(db, DAYS, list(wells or (1,)), [day] * len(wells or (1,)))


def hour_of(hour: int, well: int = 1, **columns: Any) -> dict[str, Any]:
    return {"pozo_id": well, "fecha_hora": f"{DAY} {hour:02}:00+00"} | columns


def two_hours(db: Connection) -> None:
    """What two hours made and how long they ran; strokes of 100 and of 110 in."""
    insert_hours(
        db,
        [
            hour_of(
                1, produccion_fluido_bbl=4.0, prod_petroleo_bbl=1.0, prod_agua_bbl=2.5,
                prod_gas_mcf=0.5, emboladas_hora=120, tiempo_operacion_min=60.0,
                tiempo_paro_noprog_min=0.0, consumo_energia_kwh=30.0, numero_fallas_hora=0,
                current_stroke_length_in=100.0, flag_ruido_contador=True,
            ),
            hour_of(
                3, produccion_fluido_bbl=6.0, prod_petroleo_bbl=1.5, prod_agua_bbl=4.0,
                prod_gas_mcf=0.25, emboladas_hora=90, tiempo_operacion_min=45.0,
                tiempo_paro_noprog_min=15.0, consumo_energia_kwh=25.0, numero_fallas_hora=2,
                current_stroke_length_in=110.0, flag_ruido_contador=False,
            ),
        ],
    )  # fmt: skip


def test_a_day_is_the_sum_of_its_hours(db: Connection) -> None:
    two_hours(db)
    summary(db, "01:00", readings=4)
    summary(db, "03:00", readings=2)
    theoretical = 0.1166 * 4 * (100 * 120 + 110 * 90) / 1440
    expected = {
        "produccion_fluido_bbl": 10.0, "produccion_petroleo_bbl": 2.5, "produccion_agua_bbl": 6.5,
        "produccion_gas_mcf": 0.75, "emboladas_totales": 210.0, "tiempo_operacion_hrs": 1.75,
        "tiempo_paro_noprog_hrs": 0.25, "consumo_energia_kwh": 55.0, "numero_fallas": 2.0,
        "volumen_teorico_bbl": theoretical, "kpi_efic_vol_pct": 100 * 10 / theoretical,
        "kpi_kwh_bbl": 5.5, "kpi_uptime_pct": 87.5, "kpi_dop_pct": 100 * 1.75 / 24,
        "water_cut_pct": 65.0, "completitud_datos_pct": 100 * 2 / 24, "lecturas": 6,
        "calidad_datos_estado": "INCOMPLETO", "flag_falla": True, "flag_ruido_contador": True,
        "sat_event_marker": False, "periodo_comparacion": "DIARIO", "diferencia_fluido_bbl": None,
        "estado_motor_fin_dia": None, "horas_vida_ultima_falla": None,
    }  # fmt: skip
    (day,) = days(db)
    assert picked(day, expected) == near(expected)


def test_a_day_s_measures_are_averages_over_all_its_readings(db: Connection) -> None:
    names = {
        "flujo": "promedio_fluid_flow_monitor_bpd", "spm": "spm_promedio",
        "whp": "presion_cabezal_psi", "chp": "presion_casing_psi", "pip": "pip_psi",
        "amperaje": "motor_current_a_avg_day", "eficiencia": "promedio_lift_efficiency_pct",
        "peso_sarta": "promedio_bouyant_rod_weight_lb", "pdp": "promedio_pdp_psi",
        "tanque": "promedio_tank_fluid_temp_f", "hp": "promedio_motor_power_hp",
        "llenado": "llenado_bomba_pct", "corte_agua": "water_cut_pct",
    }  # fmt: skip
    first: dict[str, int] = {}
    second: dict[str, int] = {}
    for place, name in enumerate(names, start=1):  # one reading of place, three of 10 · place
        first |= {f"{name}_suma": place, f"{name}_n": 1}
        second |= {f"{name}_suma": 30 * place, f"{name}_n": 3}
    summary(db, "01:00", spm_maximo=3, carga_maxima=20000, carga_minima=9000, **first)
    summary(db, "02:00", spm_maximo=2, carga_maxima=21000, carga_minima=8000, **second)
    expected = {column: 31 * place / 4 for place, column in enumerate(names.values(), start=1)}
    expected |= {
        "potencia_promedio_kw": expected["promedio_motor_power_hp"] * 0.7457,
        "kpi_fill_efficiency_pct": expected["llenado_bomba_pct"],
        "spm_maximo": 3.0, "carga_max_rod_lb": 21000.0, "carga_min_rod_lb": 8000.0,
    }  # fmt: skip
    (day,) = days(db)
    assert picked(day, expected) == near(expected)


def test_a_closed_day_wins_over_its_hours_and_keeps_the_difference(db: Connection) -> None:
    regime(db, "dia_cerrado")
    two_hours(db)
    summary(db, "01:00", carrera_suma=210, carrera_n=2)
    hours_alone = {"produccion_petroleo_bbl": 2.5, "diferencia_petroleo_bbl": None}
    assert picked(days(db)[0], hours_alone) == hours_alone
    closed = {1: 11, 2: 3, 3: 7, 4: 900, 5: 400, 6: 0.5, 7: 1, 8: 60}
    close_counters(db, "2026-01-06", closed)
    theoretical = 0.1166 * 4 * 105 * 400 / 1440
    expected = {
        "produccion_fluido_bbl": 11.0, "produccion_petroleo_bbl": 3.0, "produccion_agua_bbl": 7.0,
        "produccion_gas_mcf": 0.9, "diferencia_fluido_bbl": 1.0, "diferencia_petroleo_bbl": 0.5,
        "diferencia_agua_bbl": 0.5, "diferencia_gas_mcf": 0.15, "emboladas_totales": 400.0,
        "tiempo_operacion_hrs": 1.75, "tiempo_paro_noprog_hrs": 0.5, "numero_fallas": 1.0,
        "consumo_energia_kwh": 60.0,  # the hours' is an estimate: there is no meter
        "volumen_teorico_bbl": theoretical, "kpi_efic_vol_pct": 100 * 11 / theoretical,
        "kpi_kwh_bbl": 60 / 11, "kpi_uptime_pct": 100 * 1.75 / 2.25, "water_cut_pct": 700 / 11,
    }  # fmt: skip
    assert picked(days(db)[0], expected) == near(expected)
    # a meter of energy is better than the closed day
    db.execute("UPDATE reporting.tbl_resumen_horario SET ultimos[15] = 900")
    assert days(db)[0]["consumo_energia_kwh"] == 55
    # under the other regime the next day's counters say nothing about this one
    regime(db, "acumulado")
    assert picked(days(db)[0], hours_alone) == hours_alone


def test_a_day_without_readings_is_there_where_the_next_one_reported_it(db: Connection) -> None:
    insert_hours(db, [{"pozo_id": 1, "fecha_hora": "2026-01-06 05:00+00"}
                      | {"current_stroke_length_in": 90.0}])  # fmt: skip
    close_counters(db, "2026-01-06", {2: 3, 3: 7, 5: 200})
    assert days(db) == []
    regime(db, "dia_cerrado")
    (day,) = days(db)
    expected = {
        "produccion_petroleo_bbl": 3.0, "produccion_fluido_bbl": 10.0,
        "diferencia_petroleo_bbl": None, "lecturas": 0, "calidad_datos_estado": "SIN_DATOS",
        "completitud_datos_pct": 0.0, "tiempo_operacion_hrs": None,
        # the stroke of the reading that closed it
        "volumen_teorico_bbl": 0.1166 * 4 * 90 * 200 / 1440, "flag_falla": None,
    }  # fmt: skip
    assert picked(day, expected) == near(expected)


def test_a_day_knows_the_lifetime_hours_of_its_last_failure_and_its_last_motor_state(
    db: Connection,
) -> None:
    insert_hours(db, [hour_of(hour, numero_fallas_hora=n) for hour, n in ((1, 1), (3, 2), (5, 0))])
    for hour, life, motor in ((1, 2500.5, 1), (2, 2501.5, 0), (4, 2503.5, 1)):
        summary(db, f"0{hour}:00", seen={18: life, 20: motor})
    summary(db, "05:00", seen={18: 2504.5})
    (day,) = days(db)
    # 03:00 was the last failure; 02:00 is the last value up to it. 04:00 is the motor's last state
    assert (day["horas_vida_ultima_falla"], day["estado_motor_fin_dia"]) == (2501.5, True)


def test_a_failure_that_only_the_closed_day_knows_counts_from_the_day_s_end(db: Connection) -> None:
    regime(db, "dia_cerrado")
    summary(db, "01:00", seen={18: 2500})
    close_counters(db, DAY, {18: 2510})
    close_counters(db, "2026-01-06", {7: 1})
    assert days(db)[0]["horas_vida_ultima_falla"] == 2510


def test_volumetric_efficiency_is_capped_and_no_fluid_has_no_cost(db: Connection) -> None:
    insert_hours(
        db,
        [
            hour_of(1, produccion_fluido_bbl=1000.0, emboladas_hora=10)
            | {"current_stroke_length_in": 10.0, "consumo_energia_kwh": 5.0},
            hour_of(1, 2, produccion_fluido_bbl=0.0, emboladas_hora=0)
            | {"current_stroke_length_in": 10.0, "consumo_energia_kwh": 5.0},
        ],
    )  # fmt: skip
    for well in (1, 2):
        summary(db, "01:00", well)
    one, other = days(db, 1, 2)
    assert (one["kpi_efic_vol_pct"], one["kpi_kwh_bbl"]) == (150, 0.005)
    assert (other["kpi_efic_vol_pct"], other["kpi_kwh_bbl"], other["water_cut_pct"]) == (None,) * 3


def test_a_day_of_a_zone_has_its_own_hours_and_length(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "Europe/Oslo")  # 25 October 2026 has 25 hours
    make_dimensions(db, (), [date(2026, 10, 25)])
    insert(
        db,
        HOURLY,
        [
            {"pozo_id": 1, "fecha_id": 20261025, "hora_id": 1}
            | {"fecha_hora": "2026-10-24 23:00+00", "tiempo_operacion_min": 60.0}
        ],
    )
    for hour in range(23):  # 23 summaries of 25
        moment = f"2026-10-25 {hour:02}:00+00" if hour < 23 else ""
        summary(db, moment, readings=1)
    summary(db, "2026-10-24 21:00+00", readings=100)  # of the day before
    summary(db, "2026-10-25 23:00+00", readings=100)  # of the day after
    (day,) = days(db, day=20261025)
    expected = {
        "kpi_dop_pct": 4.0, "completitud_datos_pct": 92.0, "calidad_datos_estado": "COMPLETO",
        "lecturas": 23,
    }  # fmt: skip
    assert picked(day, expected) == near(expected)


def test_the_day_of_the_site_acceptance_test_is_marked(db: Connection) -> None:
    db.execute("UPDATE reporting.dim_pozo SET fecha_sat = %s WHERE pozo_id = 1", [DAY])
    for well in (1, 2):
        summary(db, "01:00", well)
    assert [day["sat_event_marker"] for day in days(db, 1, 2)] == [True, False]


def test_of_nothing_comes_no_day(db: Connection) -> None:
    assert days(db, 1, 2, 3) == []
    assert rows(db, DAYS, [], []) == []


LOAD_DAYS = "CALL reporting.sp_cargar_diarios(%s, %s::date[])"


def test_days_that_differ_and_those_that_look_back_are_handed_on_once(db: Connection) -> None:
    set_config(db, "OPERACION", "zona_horaria", "America/Bogota")  # noon there is 17:00 UTC
    day_before = {"pozo_id": 1, "fecha": date(2026, 1, 4), "motor_current_a_avg_day": 20.0}
    insert_days(db, [day_before, day_before | {"fecha": date(2026, 1, 7)}])
    summary(db, "12:00", amperaje_suma=40, amperaje_n=1)
    db.execute(LOAD_DAYS, [[1], [DAY]])
    query = f"SELECT fecha_id % 100, motor_current_a_avg_day, motor_current_avg_7d FROM {DAILY}"
    query += " ORDER BY 1"
    # the 4th was not touched; the 7th averages 20, 40 and 20
    assert db.execute(query.encode()).fetchall() == [
        (4, 20, None), (5, 40, 30), (7, 20, pytest.approx(80 / 3))
    ]  # fmt: skip
    assert waiting(db, "kpi") == [(1, "01-05 17:00"), (1, "01-07 17:00")]
    before = xmins(db, [DAILY])
    db.execute("DELETE FROM etl.claves_sucias")
    db.execute("SAVEPOINT again")
    db.execute(LOAD_DAYS, [[1], [DAY]])
    db.execute(LOAD_DAYS, [[], []])
    assert xmins(db, [DAILY]) == before
    assert waiting(db, "kpi") == []


# -- months -------------------------------------------------------------------------------------

MONTHS = "SELECT * FROM reporting.fnc_hechos_mensuales(%s, %s) ORDER BY pozo_id, anio_mes"


def day_of(day: int, month: int = 1, well: int = 1, **columns: Any) -> dict[str, Any]:
    return {"pozo_id": well, "fecha": date(2026, month, day)} | columns


def test_a_month_is_the_sum_and_the_average_of_its_days(db: Connection) -> None:
    totals = {
        "produccion_petroleo_bbl": "total_petroleo_bbl", "produccion_agua_bbl": "total_agua_bbl",
        "produccion_gas_mcf": "total_gas_mcf", "produccion_fluido_bbl": "total_fluido_bbl",
        "numero_fallas": "total_fallas_mes", "tiempo_operacion_hrs": "tiempo_operacion_hrs",
        "tiempo_paro_noprog_hrs": "tiempo_paro_hrs",
        "consumo_energia_kwh": "consumo_energia_total_kwh",
    }  # fmt: skip
    averages = {
        "spm_promedio": "promedio_spm", "presion_cabezal_psi": "promedio_whp_psi",
        "presion_casing_psi": "promedio_chp_psi", "water_cut_pct": "promedio_water_cut_pct",
        "promedio_lift_efficiency_pct": "promedio_lift_efficiency_pct",
        "promedio_bouyant_rod_weight_lb": "promedio_bouyant_rod_weight_lb",
        "promedio_pdp_psi": "promedio_pdp_psi",
        "promedio_tank_fluid_temp_f": "promedio_tank_fluid_temp_f",
        "promedio_motor_power_hp": "promedio_motor_power_hp",
        "promedio_fluid_flow_monitor_bpd": "promedio_fluid_flow_monitor_bpd",
        "kpi_efic_vol_pct": "promedio_efic_vol_pct",
    }  # fmt: skip
    names = [*totals, *averages]
    values: dict[str, Any] = {name: float(place) for place, name in enumerate(names, start=1)}
    insert_days(
        db,
        [
            day_of(1, **values),
            day_of(31, **{name: 3 * value for name, value in values.items()}),
            day_of(15),  # a day of which nothing is known weighs nothing
            day_of(1, month=2, **values),
            day_of(1, well=2, **values),
        ],
    )
    expected: dict[str, Any] = {totals[name]: 4 * values[name] for name in totals}
    expected |= {averages[name]: 2 * values[name] for name in averages}
    run, stop = expected["tiempo_operacion_hrs"], expected["tiempo_paro_hrs"]
    energy, fluid = expected["consumo_energia_total_kwh"], expected["total_fluido_bbl"]
    expected |= {
        "prom_produccion_fluido_bbl": fluid / 2, "eficiencia_uptime_pct": 100 * run / (run + stop),
        "kpi_kwh_bbl_mes": energy / fluid, "dias_operando": 2, "anio_mes": "2026-01", "pozo_id": 1,
    }  # fmt: skip
    (month,) = rows(db, MONTHS, [1], ["2026-01"])
    assert month == near(expected)


def test_a_day_operated_that_ran_else_made_fluid(db: Connection) -> None:
    insert_days(
        db,
        [
            day_of(1, tiempo_operacion_hrs=0.0, produccion_fluido_bbl=5.0),
            day_of(2, produccion_fluido_bbl=5.0),
            day_of(3, tiempo_operacion_hrs=0.5),
            day_of(4, produccion_fluido_bbl=0.0),
            day_of(5),
        ],
    )
    (month,) = rows(db, MONTHS, [1], ["2026-01"])
    assert (month["dias_operando"], month["kpi_kwh_bbl_mes"]) == (2, None)
    assert rows(db, MONTHS, [1, 2], ["2025-12", "2026-01"]) == []
    assert rows(db, MONTHS, [], []) == []


LOAD_MONTHS = "CALL reporting.sp_cargar_mensuales(%s, %s::date[])"


def test_months_and_what_they_add_up_to_are_written_once(db: Connection) -> None:
    db.execute("UPDATE reporting.dim_pozo SET np_inicial_bbl = 1000 WHERE pozo_id = 1")
    make_dimensions(db, (), [date(2026, 2, 1)])
    insert_days(
        db,
        [
            day_of(4, produccion_petroleo_bbl=2.0), day_of(5, produccion_petroleo_bbl=3.0),
            day_of(1, month=2, produccion_petroleo_bbl=4.0),
        ],
    )  # fmt: skip
    db.execute(LOAD_MONTHS, [[1, 1, 1], ["2026-01-04", "2026-01-05", "2026-02-01"]])
    query = f"SELECT anio_mes, total_petroleo_bbl, produccion_petroleo_acumulada_bbl FROM {MONTHLY}"
    query += " ORDER BY 1"
    assert db.execute(query.encode()).fetchall() == [("2026-01", 5, 1005), ("2026-02", 4, 1009)]
    before = xmins(db, [MONTHLY])
    db.execute("SAVEPOINT again")
    db.execute(LOAD_MONTHS, [[1], [DAY]])
    db.execute(LOAD_MONTHS, [[], []])
    assert xmins(db, [MONTHLY]) == before
    # a late day of January moves the Np of February, whose own days nobody named
    insert_days(db, [day_of(6, produccion_petroleo_bbl=1.0)])
    db.execute(LOAD_MONTHS, [[1], ["2026-01-06"]])
    assert db.execute(query.encode()).fetchall() == [("2026-01", 6, 1006), ("2026-02", 4, 1010)]


# -- dimensions ---------------------------------------------------------------------------------

LOAD_WELLS = "SELECT reporting.fnc_cargar_dimensiones()"


def test_wells_whose_facts_change_with_their_master_are_named(db: Connection) -> None:
    db.execute("DELETE FROM reporting.dim_pozo")
    db.execute("DELETE FROM reporting.dim_hora")
    master = {"fecha_registro": "2026-01-01", "diametro_embolo_bomba": 2.0, "campo": "Norte"}
    insert(
        db,
        "stage.tbl_pozo_maestra",
        [{"well_id": well, "nombre_pozo": f"Pozo {well}"} | master for well in (1, 2)],
    )
    assert scalar(db, LOAD_WELLS) == []  # new wells have no facts
    query = "SELECT pozo_id, nombre_pozo, campo, diametro_embolo_bomba_in, contador_diario"
    query += " FROM reporting.dim_pozo ORDER BY 1"
    assert db.execute(query.encode()).fetchall() == [
        (1, "Pozo 1", "Norte", 2, "acumulado"), (2, "Pozo 2", "Norte", 2, "acumulado")
    ]  # fmt: skip
    day_and_night = "SELECT hora_id, turno_operativo FROM reporting.dim_hora ORDER BY 1"
    shifts = db.execute(day_and_night.encode()).fetchall()
    assert [hour for hour, shift in shifts if shift == "Día"] == list(range(6, 18))
    assert len(shifts) == 24
    label = row(db, "SELECT hora_etiqueta FROM reporting.dim_hora WHERE hora_id = 7")
    assert label == {"hora_etiqueta": "07:00"}
    before = dump(db, "reporting.dim_pozo", apart=()), xmins(db, ["reporting.dim_hora"])
    db.execute("SAVEPOINT again")
    assert scalar(db, LOAD_WELLS) == []
    assert (dump(db, "reporting.dim_pozo", apart=()), xmins(db, ["reporting.dim_hora"])) == before
    # a field's name changes no fact, a plunger does
    db.execute("UPDATE stage.tbl_pozo_maestra SET campo = 'Sur' WHERE well_id = 1")
    assert scalar(db, LOAD_WELLS) == []
    db.execute("UPDATE stage.tbl_pozo_maestra SET diametro_embolo_bomba = 2.25 WHERE well_id = 2")
    assert scalar(db, LOAD_WELLS) == [2]
    assert db.execute(query.encode()).fetchall() == [
        (1, "Pozo 1", "Sur", 2, "acumulado"), (2, "Pozo 2", "Norte", 2.25, "acumulado")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("contador_diario", "dia_cerrado"), ("longitud_carrera_nominal_unidad_in", 144),
        ("np_inicial_bbl", 500), ("fecha_sat", DAY),
    ],
)  # fmt: skip
def test_what_facts_are_made_with_is_watched(db: Connection, column: str, value: object) -> None:
    insert(db, "stage.tbl_pozo_maestra", [{"well_id": 1, "nombre_pozo": "Pozo 1"}
                                          | {"fecha_registro": "2026-01-01"}])  # fmt: skip
    db.execute(LOAD_WELLS)
    db.execute(f"UPDATE stage.tbl_pozo_maestra SET {column} = %s".encode(), [value])
    assert scalar(db, LOAD_WELLS) == [1]
    assert scalar(db, LOAD_WELLS) == []


def test_the_database_s_regime_reaches_wells_without_one_of_their_own(db: Connection) -> None:
    db.execute("DELETE FROM reporting.dim_pozo")
    for well, own in ((1, None), (2, "acumulado")):
        insert(db, "stage.tbl_pozo_maestra", [{"well_id": well, "nombre_pozo": str(well)}
               | {"fecha_registro": "2026-01-01", "contador_diario": own}])  # fmt: skip
    db.execute(LOAD_WELLS)
    set_config(db, "OPERACION", "contador_diario", "dia_cerrado")
    assert scalar(db, LOAD_WELLS) == [1]
