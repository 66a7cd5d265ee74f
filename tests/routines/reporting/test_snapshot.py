"""reporting.actualizar_current_values_v4: each well as it is now."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from support import exports
from support.facts import add_to_dimension
from support.readings import (
    Connection,
    insert,
    insert_readings,
    make_wells,
    row,
    rows,
    set_clock,
    set_config,
    xmins,
)

SNAPSHOT = ("reporting.dataset_current_values",)
NOW = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
CARD: dict[str, Any] = {
    "surface_rod_position": "[0.5, 100, 240.5, 120]",
    "surface_rod_load": "[16000,28000,27000,15000]",
    "downhole_pump_position": "[1.5,200,231.5,100]",
    "downhole_pump_load": "[-264,11000,10500,-100]",
}
NO_CARD = dict.fromkeys(CARD)


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    """Well 1, known to dim_pozo; the clock stands at 2026-01-07 15:30 UTC."""
    set_clock(seeded_db, NOW)
    make_wells(seeded_db, 1, longitud_carrera_nominal_unidad_in=360)
    add_to_dimension(seeded_db)
    seeded_db.execute("UPDATE reporting.dim_pozo SET region = 'Llanos'")
    return seeded_db


def reading(minutes_ago: float = 5, well: int = 1, **values: Any) -> dict[str, Any]:
    return {"well_id": well, "timestamp_lectura": NOW - timedelta(minutes=minutes_ago)} | values


def snapshot(connection: Connection, *readings: dict[str, Any], well: int = 1) -> dict[str, Any]:
    """Insert the readings, run the routine, the well's row."""
    insert_readings(connection, readings)
    connection.execute("CALL reporting.actualizar_current_values_v4()")
    query = "SELECT * FROM reporting.dataset_current_values WHERE well_id = %s"
    return row(connection, query, well)


def test_measured_columns_are_those_of_the_newest_reading(db: Connection) -> None:
    measured = {
        "presion_cabezal": ("well_head_pressure_psi_act", 450.0),
        "presion_casing": ("casing_head_pressure_psi_act", 80.0),
        "pip": ("pump_intake_pressure_psi_act", 731.0),
        "presion_descarga_bomba": ("pump_discharge_pressure_psi_act", 4137.0),
        "spm_promedio": ("pump_avg_spm_act", 2.1),
        "current_amperage": ("motor_current_a_act", 3.13),
        "potencia_actual_motor": ("motor_power_hp_act", 11.57),
        "pump_fill_monitor": ("pump_fill_monitor_pct", 59.0),
        "monitor_llenado_gas": ("gas_fill_monitor_pct_act", 4.0),
        "eficiencia_levantamiento": ("lift_efficiency_pct_act", 97.0),
        "temperatura_tanque_aceite": ("tank_fluid_temperature_f", 100.0),
        "rod_weight_buoyant": ("rod_weight_buoyant_lb_act", 16383.0),
        "maximum_rod_load": ("max_rod_load_lb_act", 28451.0),
        "minimum_rod_load": ("min_rod_load_lb_act", 14310.0),
        "porcentaje_agua": ("water_cut_pct", 80.0),
        "fluid_flow_monitor_bpd": ("qf_fluid_flow_monitor_bpd", 88.0),
        "produccion_fluido_diaria": ("produccion_fluido_bpd_act", 91.0),
        "produccion_petroleo_diaria": ("produccion_petroleo_diaria_bpd_act", 18.0),
        "produccion_agua_diaria": ("produccion_agua_diaria_bpd_act", 73.0),
        "estado_motor": ("motor_running_flag", True),
    }
    newest: dict[str, Any] = {column: value for column, (_, value) in measured.items()}
    record = snapshot(db, reading(5, **newest), reading(6, presion_cabezal=1.0, pip=2.0))
    expected = dict(measured.values())
    assert {column: record[column] for column in expected} == expected
    assert record["spm_actual"] == record["pump_avg_spm_act"]
    assert [record["nombre_pozo"], record["region"]] == ["Pozo 1", "Llanos"]
    assert record["ultima_actualizacion"] == NOW - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("minutes_ago", "state", "color"),
    [
        (0, "ONLINE", "#00C851"),
        (30, "ONLINE", "#00C851"),
        (30.5, "DELAYED", "#FFBB33"),
        (60, "DELAYED", "#FFBB33"),
        (60.5, "OFFLINE", "#616161"),
        (60 * 24 * 400, "OFFLINE", "#616161"),
        (-60, "ONLINE", "#00C851"),  # a controller's clock that runs ahead
    ],
)
def test_communication_follows_the_age_of_the_newest_reading(
    db: Connection, minutes_ago: float, state: str, color: str
) -> None:
    record = snapshot(db, reading(minutes_ago))
    assert [record["estado_comunicacion"], record["color_estado_comunicacion"]] == [state, color]
    assert record["minutos_sin_reportar"] == max(0, int(minutes_ago))


def test_a_silent_well_goes_offline_as_the_clock_moves(db: Connection) -> None:
    states = [snapshot(db, reading())["estado_comunicacion"]]
    for minutes in (40, 80):
        set_clock(db, NOW + timedelta(minutes=minutes))
        states.append(snapshot(db)["estado_comunicacion"])
    assert states == ["ONLINE", "DELAYED", "OFFLINE"]


def test_a_well_without_readings_has_a_row_and_nothing_invented(db: Connection) -> None:
    record = snapshot(db)
    known = {name: value for name, value in record.items() if value is not None}
    assert known.pop("updated_at") is not None
    assert known == {
        "well_id": 1,
        "nombre_pozo": "Pozo 1",
        "region": "Llanos",
        "estado_comunicacion": "OFFLINE",
        "color_estado_comunicacion": "#616161",
        "dq_status": "NO_DATA",
    }


@pytest.mark.parametrize(("zone", "shift"), [("UTC", "Diurno"), ("Asia/Kolkata", "Nocturno")])
def test_the_shift_is_that_of_the_reading_in_the_operating_zone(
    db: Connection, zone: str, shift: str
) -> None:
    set_config(db, "OPERACION", "zona_horaria", zone)
    insert(
        db,
        "reporting.dim_hora",
        [
            {"hora_id": hour, "turno_operativo": "Diurno" if 6 <= hour < 18 else "Nocturno"}
            for hour in range(24)
        ],
    )
    assert snapshot(db, reading())["turno_operativo"] == shift


METERS: dict[str, Any] = {
    "produccion_petroleo_acumulada": 12.0,
    "medidor_produccion_agua": 46.0,
    "medidor_produccion_gas": 3000.0,
    "medidor_produccion_fluido": 5143.0,
}
DAILY: dict[str, Any] = {
    "produccion_fluido_diaria": 91.0,
    "produccion_petroleo_diaria": 18.0,
    "produccion_agua_diaria": 73.0,
    "produccion_gas_diaria": 7000.0,
}
TODAY = ("total_fluid_today_bbl", "oil_today_bbl", "water_today_bbl", "gas_today_mcf")


@pytest.mark.parametrize(
    ("regime", "without", "expected"),
    [
        ("acumulado", (), [91, 18, 73, 7]),
        ("acumulado", ("produccion_fluido_diaria",), [91, 18, 73, 7]),
        ("acumulado", tuple(DAILY), [None] * 4),
        ("dia_cerrado", (), [58, 12, 46, 3]),
        ("dia_cerrado", ("medidor_produccion_agua",), [12, 12, None, 3]),
        (
            "dia_cerrado",
            ("produccion_petroleo_acumulada", "medidor_produccion_agua"),
            [5143, None, None, 3],
        ),
        ("dia_cerrado", tuple(METERS), [None] * 4),
    ],
)
def test_today_comes_from_the_daily_counters_or_from_the_meters(
    db: Connection, regime: str, without: tuple[str, ...], expected: list[float | None]
) -> None:
    set_config(db, "OPERACION", "contador_diario", regime)
    counters: dict[str, Any] = {k: None if k in without else v for k, v in (METERS | DAILY).items()}
    record = snapshot(db, reading(**counters))
    assert [record[column] for column in TODAY] == expected


def test_the_wells_own_regime_wins(db: Connection) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET contador_diario = 'dia_cerrado'")
    assert snapshot(db, reading(**METERS, **DAILY))["oil_today_bbl"] == 12


def test_yesterdays_counters_are_not_todays(db: Connection) -> None:
    record = snapshot(db, reading(16 * 60, **DAILY))
    assert [record[column] for column in TODAY] == [None] * 4
    assert record["produccion_fluido_bpd_act"] == 91  # the last rate that is known


def test_today_ends_at_midnight_of_the_operating_zone(db: Connection) -> None:
    set_clock(db, NOW + timedelta(hours=10))  # 01:30 of the next day in UTC
    assert snapshot(db, reading(**DAILY))["oil_today_bbl"] is None
    set_config(db, "OPERACION", "zona_horaria", "America/Bogota")
    assert snapshot(db)["oil_today_bbl"] == 18


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"porcentaje_agua": 75.0} | DAILY, 75),
        ({"porcentaje_agua": 0.0} | DAILY, 0),
        (DAILY, pytest.approx(100 * 73 / 91)),
        (dict.fromkeys(DAILY, 0.0), None),
        ({}, None),
    ],
)
def test_water_cut_is_measured_else_water_over_fluid(
    db: Connection, values: dict[str, Any], expected: float | None
) -> None:
    assert snapshot(db, reading(**values))["water_cut_pct"] == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"carrera_bomba_api": 249.97} | CARD, 249.97),
        (CARD, 230),
        (CARD | {"downhole_pump_position": "[1,2"}, 240),
        (CARD | {"downhole_pump_position": "[5,5,5]"}, 240),
        (NO_CARD | {"longitud_carrera_nominal_unidad_in": 300.0}, 300),
        (NO_CARD, 360),
    ],
)
def test_stroke_is_measured_else_by_card_else_rated(
    db: Connection, values: dict[str, Any], expected: float
) -> None:
    assert snapshot(db, reading(**values))["pump_stroke_length_act"] == expected


def test_the_units_stroke_is_the_surface_cards_else_measured(db: Connection) -> None:
    assert snapshot(db, reading(5, s_road_stroke=238.0))["current_stroke_length_act_in"] == 238
    record = snapshot(db, reading(4, s_road_stroke=238.0, **CARD))
    assert record["current_stroke_length_act_in"] == 240


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (CARD | {"monitor_carga_bomba": 11070.0}, [11000, -264]),
        (NO_CARD | {"monitor_carga_bomba": 11070.0}, [11070, 11070]),
        (CARD | {"downhole_pump_load": "[1,2,", "monitor_carga_bomba": 11070.0}, [11070, 11070]),
        (NO_CARD, [None, None]),
    ],
)
def test_pump_loads_are_the_cards_extremes_else_the_monitor(
    db: Connection, values: dict[str, Any], expected: list[float | None]
) -> None:
    record = snapshot(db, reading(**values))
    assert [record["max_pump_load_lb_act"], record["min_pump_load_lb_act"]] == expected


def test_a_card_stays_for_two_hours_of_readings_without_one(db: Connection) -> None:
    record = snapshot(db, reading(100, **CARD), reading(5))
    assert {column: record[column] for column in CARD} == CARD
    assert record["pump_stroke_length_act"] == 230
    set_clock(db, NOW + timedelta(minutes=30))
    record = snapshot(db, reading(-30))
    assert {column: record[column] for column in CARD} == NO_CARD


def test_downtime_is_minutes_here(db: Connection) -> None:
    assert snapshot(db, reading(tiempo_parada_poc_diario=0.6))["daily_downtime_act"] == 36


@pytest.mark.parametrize(
    ("x", "y", "flag"),
    [
        (0, 0, "NORMAL"),
        (9, -12, "WARNING"),
        (20, 15, "CRITICAL"),
        (-30, None, "CRITICAL"),
        (14.9, 0, "NORMAL"),
        (None, None, None),
    ],
)
def test_tilt_is_judged_by_its_distance_from_the_vertical(
    db: Connection, x: float | None, y: float | None, flag: str | None
) -> None:
    db.execute(
        "UPDATE reporting.dim_pozo"
        " SET alerta_inclinacion_grados = 15, falla_inclinacion_grados = 25 WHERE pozo_id = 1"
    )
    own = {"alerta_inclinacion_grados": 1, "falla_inclinacion_grados": 2}  # the dimension has them
    record = snapshot(db, reading(inclinacion_cilindro_x=x, inclinacion_cilindro_y=y, **own))
    assert record["inclinacion_severidad_flag"] == flag
    assert record["inclinacion_cilindro_x_act"] == x
    assert record["falla_vibracion_grados"] == 25


def test_tilt_without_limits_is_not_judged(db: Connection) -> None:
    record = snapshot(db, reading(inclinacion_cilindro_x=40.0))
    assert record["inclinacion_severidad_flag"] is None


def test_each_daily_kpi_is_that_of_the_newest_day_that_has_it(db: Connection) -> None:
    days = [date(2026, 1, day) for day in (4, 5, 6)]
    fields: list[dict[str, Any]] = [
        {"fecha": d, "anio": 2026, "mes": 1, "dia": d.day} for d in days
    ]
    insert(db, "reporting.dim_tiempo", [f | {"fecha_id": 20260100 + f["dia"]} for f in fields])
    kpis: list[dict[str, Any]] = [
        {"kpi_mtbf_hrs": 1.0, "kpi_uptime_pct": 2.0, "kpi_kwh_bbl": 3.0, "kpi_efic_vol_pct": None},
        {"kpi_mtbf_hrs": 10.0, "kpi_uptime_pct": 20.0, "kpi_kwh_bbl": None},
        {"kpi_mtbf_hrs": 100.0},
    ]
    insert(
        db,
        "reporting.fact_operaciones_diarias",
        [{"fecha_id": 20260104 + n, "pozo_id": 1} | kpi for n, kpi in enumerate(kpis)],
    )
    record = snapshot(db, reading())
    columns = ("kpi_mtbf_hrs_act", "kpi_uptime_pct_act", "kpi_kwh_bbl_act", "kpi_vol_eff_pct_act")
    assert [record[column] for column in columns] == [100, 20, 3, None]


def test_targets_are_those_of_the_well(db: Connection) -> None:
    db.execute("CALL reporting.sp_sync_dim_pozo_targets()")
    record = snapshot(db)
    expected = {
        "spm_target": "1.8",
        "mtbf_target": "2000",
        "kpi_kwh_bbl_target": "10",
        "daily_downtime_target": "36.0",
        "whp_target": "1200",
        "road_load_target": "100",
    }
    assert {column: str(record[column]) for column in expected} == expected


def test_quality_of_the_last_day_shows_without_another_run_of_the_rules(db: Connection) -> None:
    db.execute("UPDATE stage.tbl_pozo_maestra SET tipo_pozo = 'VERTICAL'")
    insert_readings(db, [reading(porcentaje_agua=50.0)])
    db.execute("CALL stage.sp_execute_dq_validation()")
    assert snapshot(db)["dq_status"] == "PASS"
    set_clock(db, NOW + timedelta(hours=24))
    assert snapshot(db)["dq_status"] == "NO_DATA"


@pytest.mark.parametrize("value", [1000.0, 1e308, -1e308, 1e-308, float("inf"), float("nan")])
def test_absurd_values_raise_nothing_and_harm_no_other_well(db: Connection, value: float) -> None:
    make_wells(db, 2)
    numbers = rows(
        db,
        "SELECT column_name AS c FROM information_schema.columns "
        "WHERE table_name = 'tbl_pozo_produccion' AND data_type = 'double precision'",
    )
    values: dict[str, Any] = {line["c"]: value for line in numbers}
    absurd = reading(**values)
    for regime in ("acumulado", "dia_cerrado"):
        set_config(db, "OPERACION", "contador_diario", regime)
        record = snapshot(db, absurd, reading(2, 2, pip=731.0), well=2)
        assert record["pump_intake_pressure_psi_act"] == 731
        db.execute("DELETE FROM stage.tbl_pozo_produccion")


def test_a_late_older_reading_changes_nothing(db: Connection) -> None:
    before = snapshot(db, reading(5, pip=731.0, **CARD))
    assert snapshot(db, reading(50, pip=1.0)) == before


def test_a_value_that_arrives_later_for_the_newest_reading_shows(db: Connection) -> None:
    assert snapshot(db, reading())["pump_intake_pressure_psi_act"] is None
    db.execute("UPDATE stage.tbl_pozo_produccion SET pip = 731")
    assert snapshot(db)["pump_intake_pressure_psi_act"] == 731


@pytest.mark.commits
def test_second_run_changes_nothing_and_a_minute_later_it_is_one_row_each(db: Connection) -> None:
    make_wells(db, 2)
    snapshot(db, reading(porcentaje_agua=500.0, **CARD), reading(7, 2))
    db.commit()
    before = xmins(db, SNAPSHOT)
    snapshot(db)
    assert xmins(db, SNAPSHOT) == before
    set_clock(db, NOW + timedelta(minutes=1))
    assert snapshot(db)["minutos_sin_reportar"] == 6
    assert xmins(db, SNAPSHOT) != before


def test_columns_of_other_routines_stay_as_they_are(db: Connection) -> None:
    snapshot(db, reading())
    others = {
        "pwf_psi_act": 1473,
        "fluid_level_tvd_ft": 6991,
        "ipr_qmax_bpd": 300,
        "mtbf_baseline": 1500,
        "road_load_pct_act": 33.8,
        "whp_status_level": 3,
        "freq_vsd_hz": 60,
    }
    assignments = ", ".join(f"{column} = {value}" for column, value in others.items())
    db.execute(f"UPDATE reporting.dataset_current_values SET {assignments}".encode())
    record = snapshot(db, reading(1, pip=5.0))
    assert {column: record[column] for column in others} == others


def test_a_well_that_goes_from_the_master_goes_from_the_snapshot(db: Connection) -> None:
    make_wells(db, 2)
    snapshot(db, reading(), reading(5, 2))
    db.execute("DELETE FROM stage.tbl_pozo_maestra WHERE well_id = 2")
    snapshot(db)
    assert rows(db, "SELECT well_id FROM reporting.dataset_current_values") == [{"well_id": 1}]


@pytest.mark.commits
def test_no_wells_is_no_error(seeded: str) -> None:
    with psycopg.connect(seeded) as connection:
        connection.execute("CALL reporting.actualizar_current_values_v4()")
        assert rows(connection, "SELECT FROM reporting.dataset_current_values") == []


@pytest.mark.commits
def test_a_measured_reading(seeded: str, exported: exports.Exports) -> None:
    from bp010ctl import ingest

    paths = [exported.master, exported.reading, exported.workbook]
    with psycopg.connect(seeded, autocommit=True) as db:
        results = ingest.load_all(db, paths)
        assert [result.error for result in results] == [None] * 3
        db.execute("UPDATE stage.tbl_pozo_maestra SET contador_diario = 'dia_cerrado'")
        set_clock(db, datetime(2026, 2, 2, 21, 30, tzinfo=UTC))
        db.execute("SELECT reporting.fnc_cargar_dimensiones()")
        db.execute("CALL reporting.sp_sync_dim_pozo_targets()")
        record = snapshot(db, well=exports.WELL)
        expected = {
            "estado_comunicacion": "ONLINE",
            "minutos_sin_reportar": 8,
            "motor_running_flag": True,
            "total_fluid_today_bbl": 58,
            "oil_today_bbl": 12,
            "water_today_bbl": 46,
            "produccion_fluido_bpd_act": 91,
            "water_cut_pct": 80,
            "daily_downtime_act": 0,
            "max_rod_load_lb_act": 28451,
            "inclinacion_severidad_flag": "NORMAL",
            "pump_stroke_length_act": 249.974975585938,
        }
        assert {column: record[column] for column in expected} == expected
        assert all(len(json.loads(record[column])) == exports.POINTS for column in CARD)
        hours = "SELECT horas_operacion_acumuladas AS h FROM stage.tbl_pozo_produccion"
        assert row(db, hours)["h"] == pytest.approx(2522 + 5 / 60)

        db.execute("UPDATE reporting.dataset_current_values SET pwf_psi_act = 1473")
        db.execute("CALL stage.sp_execute_dq_validation()")
        db.execute("CALL stage.sp_execute_consistency_validation()")
        verdicts = rows(db, "SELECT resultado FROM stage.tbl_consistencia_resultados")
        assert verdicts == [{"resultado": "PASS"}] * 6
        level = row(
            db,
            "SELECT s.total_pass FROM stage.tbl_dq_resumen AS s "
            "INNER JOIN stage.vw_dq_reglas AS r USING (regla_id) WHERE r.id_formato1 = 59",
        )
        assert level == {"total_pass": 1}
        judged = row(db, "SELECT count(*) AS n FROM stage.tbl_dq_resumen")
        assert judged == {"n": 35}


# -- measures with ages


def ages(connection: Connection, well: int = 1) -> dict[str, tuple[float, int, bool]]:
    """Each measure's value, its age in minutes, and whether it is old."""
    query = "SELECT * FROM reporting.vw_medidas_actuales WHERE well_id = %s"
    return {
        measure["medida"]: (measure["valor"], measure["edad_min"], measure["es_vieja"])
        for measure in rows(connection, query, well)
    }


PIP, WHP = "pump_intake_pressure_psi_act", "well_head_pressure_psi_act"


def test_a_slow_tag_alone_blanks_nothing(db: Connection) -> None:
    snapshot(db, reading(90, pip=731.0, presion_cabezal=450.0))
    record = snapshot(db, reading(5, presion_cabezal=451.0))
    assert (record[PIP], record[WHP]) == (731, 451)
    assert ages(db) == {PIP: (731, 90, True), WHP: (451, 5, False)}
    assert record["medidas_viejas"] == [PIP]


def test_a_measure_grows_old_without_a_reading(db: Connection) -> None:
    assert snapshot(db, reading(5, pip=731.0))["medidas_viejas"] == []
    set_clock(db, NOW + timedelta(minutes=55))
    assert snapshot(db)["medidas_viejas"] == []  # an hour, not more
    set_clock(db, NOW + timedelta(minutes=56))
    assert snapshot(db)["medidas_viejas"] == [PIP]
    set_config(db, "VIGENCIA", "alta_min", 90)
    assert snapshot(db)["medidas_viejas"] == []


def test_a_late_value_counts_only_where_it_is_the_newest(db: Connection) -> None:
    snapshot(db, reading(5, pip=731.0))
    record = snapshot(db, reading(600, pip=1.0, presion_cabezal=450.0))
    assert (record[PIP], record[WHP]) == (731, 450)
    assert ages(db)[WHP] == (450, 600, True)
    assert record["ultima_actualizacion"] == NOW - timedelta(minutes=5)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM stage.tbl_pozo_produccion WHERE timestamp_lectura = %s",
        "UPDATE stage.tbl_pozo_produccion SET pip = NULL WHERE timestamp_lectura = %s",
        "UPDATE stage.tbl_pozo_produccion SET pip = 'NaN' WHERE timestamp_lectura = %s",
    ],
)
@pytest.mark.parametrize("before", [30, 500, 60 * 24 * 400])
def test_a_value_that_is_taken_back_gives_way_to_the_one_before(
    db: Connection, change: str, before: float
) -> None:
    snapshot(db, reading(before, pip=700.0), reading(5, pip=731.0))
    assert ages(db)[PIP] == (731, 5, False)
    db.execute(change, [NOW - timedelta(minutes=5)])
    assert snapshot(db)[PIP] == 700
    assert ages(db)[PIP][1] == before


def test_the_only_value_taken_back_leaves_nothing(db: Connection) -> None:
    snapshot(db, reading(5, pip=731.0), reading(6, presion_cabezal=450.0))
    db.execute("UPDATE stage.tbl_pozo_produccion SET pip = NULL")
    record = snapshot(db)
    assert (record[PIP], record[WHP], list(ages(db))) == (None, 450, [WHP])


def test_a_backfill_of_days_finds_what_was_only_long_ago(db: Connection) -> None:
    hours = [reading(60 * hour + 5, presion_cabezal=450.0 + hour) for hour in range(40)]
    hours[35]["pip"] = 700.0
    snapshot(db, *hours)
    assert ages(db) == {WHP: (450, 5, False), PIP: (700, 60 * 35 + 5, True)}
    db.execute("UPDATE stage.tbl_pozo_produccion SET pip = NULL")  # 40 hours dirty at once
    assert snapshot(db)[PIP] is None


def test_a_second_run_writes_no_measure_again(db: Connection) -> None:
    snapshot(db, reading(90, pip=731.0), reading(5, presion_cabezal=451.0))
    tables = ("reporting.tbl_ultimas_medidas", *SNAPSHOT)
    before = xmins(db, tables)
    snapshot(db)
    assert xmins(db, tables) == before


def test_yesterdays_counter_is_not_todays(db: Connection) -> None:
    record = snapshot(
        db, reading(60 * 20, produccion_petroleo_diaria=18.0), reading(5, presion_cabezal=451.0)
    )
    assert record["oil_today_bbl"] is None
    assert record["produccion_petroleo_diaria_bpd_act"] == 18


def test_a_new_card_counts_before_an_old_measured_stroke(db: Connection) -> None:
    record = snapshot(db, reading(60 * 30, carrera_bomba_api=200.0), reading(5, **CARD))
    assert record["pump_stroke_length_act"] == 230
    assert "pump_stroke_length_act" not in record["medidas_viejas"]
