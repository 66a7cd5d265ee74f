"""reporting.sp_load_to_reporting: dimensions, hours, days and months against hand calculations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import fsum
from typing import Any

import pytest

from support import readings
from support.readings import Connection

DAY = datetime(2026, 1, 5, tzinfo=UTC)
MASTER = {"diametro_embolo_bomba": 2.0, "longitud_carrera_nominal_unidad_in": 120.0}


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    seeded_db.execute("SET TimeZone = 'UTC'")
    readings.set_clock(seeded_db, "2026-02-01 00:00+00")
    return seeded_db


def read(db: Connection, when: datetime, well: int = 1, **values: Any) -> None:
    row = {"well_id": well, "timestamp_lectura": when} | values
    readings.insert_readings(db, [row])


def a_day(db: Connection, day: datetime = DAY, oil: float = 24.0, well: int = 1) -> None:
    """A reading every half hour of a day on which everything is known."""
    rows = []
    for n in range(48):
        rows.append(
            {
                "well_id": well, "timestamp_lectura": day + timedelta(minutes=30 * n),
                "produccion_petroleo_diaria": oil * (n + 1) / 48,
                "produccion_agua_diaria": 3 * oil * (n + 1) / 48,
                "produccion_fluido_diaria": 4 * oil * (n + 1) / 48,
                "emboladas_diarias": 60.0 * (n + 1), "carrera_bomba_api": 100.0 + n % 2,
                "tiempo_parada_poc_diario": (n + 1) / 48, "conteo_poc_diario": n // 16,
                "energia_medidor_acumulada": 1000 + 20.0 * n,
                "horas_operacion_acumuladas": 500 + day.day * 24 + n / 2,
                "presion_cabezal": 400.0 + n, "current_amperage": 30.0 + n % 3,
                "potencia_actual_motor": 10.0, "porcentaje_agua": 75.0, "pump_fill_monitor": 60.0,
                "spm_promedio": 2.0, "maximum_rod_load": 20000.0 + n,
                "minimum_rod_load": 9000.0 - n, "estado_motor": n != 47,
            }
        )  # fmt: skip
    readings.insert_readings(db, rows)


def day_of(db: Connection, day: datetime = DAY, well: int = 1) -> dict[str, Any]:
    return readings.row(
        db, "SELECT * FROM reporting.fact_operaciones_diarias WHERE pozo_id = %s AND fecha_id = %s",
        well, int(f"{day:%Y%m%d}"),
    )  # fmt: skip


def month_of(db: Connection, month: str, well: int = 1) -> dict[str, Any]:
    return readings.row(
        db, "SELECT * FROM reporting.fact_operaciones_mensuales"
        " WHERE pozo_id = %s AND anio_mes = %s", well, month,
    )  # fmt: skip


def enqueued(db: Connection, consumer: str) -> set[tuple[int, datetime]]:
    keys = db.execute(
        "SELECT well_id, hora FROM etl.claves_sucias WHERE consumidor = %s", [consumer]
    )
    return set(keys.fetchall())


def test_nothing_to_do_is_fine(db: Connection) -> None:
    readings.load_facts(db)
    readings.load_facts(db, "-infinity", "infinity")
    readings.make_wells(db, 1)
    readings.load_facts(db)
    assert readings.dump(db, "reporting.fact_operaciones_diarias") == []
    assert len(readings.dump(db, "reporting.dim_pozo")) == 1
    assert len(readings.dump(db, "reporting.dim_hora")) == 24


def test_a_day_by_hand(db: Connection) -> None:
    readings.make_wells(db, 1, **MASTER)
    a_day(db)
    readings.load_facts(db)
    day = day_of(db)
    run = 23.5  # lifetime hours from the first to the last reading
    stop = 1.0
    energy = 20.0 * 47
    # half-hourly strokes; each hour has its own mean stroke of 100.5 in
    theoretical = 0.1166 * 2**2 * 100.5 * (60 * 48) / 1440
    assert day["produccion_petroleo_bbl"] == pytest.approx(24)
    assert day["produccion_fluido_bbl"] == pytest.approx(96)
    assert day["water_cut_pct"] == pytest.approx(75)
    assert day["tiempo_operacion_hrs"] == pytest.approx(run)
    assert day["tiempo_paro_noprog_hrs"] == pytest.approx(stop)
    assert day["kpi_uptime_pct"] == pytest.approx(100 * run / (run + stop))
    assert day["kpi_dop_pct"] == pytest.approx(100 * run / 24)
    assert day["numero_fallas"] == 2
    assert day["flag_falla"] is True
    assert day["kpi_mtbf_hrs"] == pytest.approx(run / 2)
    assert day["consumo_energia_kwh"] == pytest.approx(energy)
    assert day["kpi_kwh_bbl"] == pytest.approx(energy / 96)
    assert day["emboladas_totales"] == pytest.approx(60 * 48)
    assert day["volumen_teorico_bbl"] == pytest.approx(theoretical)
    assert day["kpi_efic_vol_pct"] == pytest.approx(min(100 * 96 / theoretical, 150))
    assert day["presion_cabezal_psi"] == pytest.approx(fsum(400 + n for n in range(48)) / 48)
    assert day["motor_current_a_avg_day"] == pytest.approx(31)
    assert day["potencia_promedio_kw"] == pytest.approx(7.457)
    assert day["llenado_bomba_pct"] == pytest.approx(60)
    assert (day["carga_max_rod_lb"], day["carga_min_rod_lb"]) == (20047, 8953)
    assert day["estado_motor_fin_dia"] is False
    assert (day["lecturas"], day["completitud_datos_pct"]) == (48, 100)
    assert day["calidad_datos_estado"] == "COMPLETO"
    assert day["sat_event_marker"] is False


def test_an_hour_by_hand(db: Connection) -> None:
    readings.make_wells(db, 1, **MASTER)
    a_day(db)
    readings.load_facts(db)
    hour = readings.row(db, "SELECT * FROM reporting.fact_operaciones_horarias WHERE hora_id = 5")
    assert hour["fecha_hora"] == DAY + timedelta(hours=5)
    assert hour["prod_petroleo_bbl"] == pytest.approx(1)
    assert hour["prod_petroleo_diaria_bpd"] == pytest.approx(24)
    assert hour["produccion_fluido_bbl"] == pytest.approx(4)
    assert hour["prod_acumulada_dia_bbl"] == pytest.approx(24)
    assert hour["presion_cabezal_psi"] == pytest.approx(410.5)
    assert hour["current_stroke_length_in"] == pytest.approx(100.5)
    assert hour["tiempo_operacion_min"] == pytest.approx(60)
    assert hour["tiempo_paro_noprog_min"] == pytest.approx(2.5)
    assert hour["emboladas_hora"] == pytest.approx(120)
    assert hour["consumo_energia_kwh"] == pytest.approx(40)
    assert (hour["numero_fallas_hora"], hour["lecturas"]) == (0, 2)
    assert hour["estado_motor_fin_hora"] is True
    assert hour["temperatura_motor_f"] is None  # no sensor measures it


def test_averages_are_over_readings_not_over_hours(db: Connection) -> None:
    readings.make_wells(db, 1)
    for minute in range(9):
        read(db, DAY + timedelta(minutes=minute), presion_cabezal=100.0)
    read(db, DAY + timedelta(hours=5), presion_cabezal=200.0)
    readings.load_facts(db)
    assert day_of(db)["presion_cabezal_psi"] == pytest.approx(110)
    assert day_of(db)["completitud_datos_pct"] == pytest.approx(100 * 2 / 24)
    assert day_of(db)["calidad_datos_estado"] == "INCOMPLETO"


def test_what_is_not_measured_stays_null(db: Connection) -> None:
    readings.make_wells(db, 1)
    read(db, DAY, presion_cabezal=450.0)
    readings.load_facts(db)
    known = {
        "fact_id", "fecha_id", "pozo_id", "periodo_comparacion", "presion_cabezal_psi",
        "completitud_datos_pct", "calidad_datos_estado", "sat_event_marker", "lecturas",
        "flag_ruido_contador", "fecha_carga",
    }  # fmt: skip
    assert {column for column, value in day_of(db).items() if value is not None} == known


def test_volumetric_efficiency_is_capped_by_configuration(db: Connection) -> None:
    readings.make_wells(db, 1, **MASTER)
    read(db, DAY, produccion_fluido_diaria=1000.0, emboladas_diarias=10.0)
    readings.load_facts(db)
    assert day_of(db)["kpi_efic_vol_pct"] == 150
    readings.set_config(db, "KPI_VOL_EFF", "cap_pct", 120)
    readings.load_facts(db, DAY, DAY)
    assert day_of(db)["kpi_efic_vol_pct"] == 120


def test_theoretical_volume_without_a_stroke_counter_takes_the_rate_while_running(
    db: Connection,
) -> None:
    readings.make_wells(db, 1, **MASTER)
    for minute, (spm, motor) in enumerate([(3.0, True), (5.0, True), (0.0, False), (0.0, False)]):
        read(db, DAY + timedelta(minutes=10 * minute), spm_promedio=spm, estado_motor=motor)
    readings.load_facts(db)
    strokes = 4.0 * 20  # the motor ran for 20 minutes
    assert day_of(db)["emboladas_totales"] == pytest.approx(strokes)
    assert day_of(db)["volumen_teorico_bbl"] == pytest.approx(0.1166 * 4 * 120 * strokes / 1440)


def test_the_stroke_comes_from_the_card_where_it_is_not_measured(db: Connection) -> None:
    readings.make_wells(db, 1, **MASTER)
    read(db, DAY, downhole_pump_position="[10,60.5,3]", surface_rod_position="[0,100,50]")
    read(db, DAY + timedelta(hours=1), surface_rod_position="[0,100,50]")
    read(db, DAY + timedelta(hours=2), downhole_pump_position="[broken")
    readings.load_facts(db)
    strokes = db.execute(
        "SELECT current_stroke_length_in FROM reporting.fact_operaciones_horarias ORDER BY hora_id"
    )
    assert strokes.fetchall() == [(57.5,), (100,), (120,)]


def test_energy_falls_back_to_the_daily_counter_then_to_power(db: Connection) -> None:
    readings.make_wells(db, 1, 2)
    for well, extra in ((1, {"potencia_medidor_diaria": 7.0}), (2, {})):
        for minute in (0, 30):
            read(
                db, DAY + timedelta(minutes=minute), well=well, potencia_actual_motor=20.0,
                estado_motor=True, **extra,
            )  # fmt: skip
    readings.load_facts(db)
    assert day_of(db)["consumo_energia_kwh"] == 7
    assert day_of(db, well=2)["consumo_energia_kwh"] == pytest.approx(20 * 0.7457 * 0.5)


def test_mtbf_without_a_failure_counts_run_hours_since_the_last_one(db: Connection) -> None:
    readings.make_wells(db, 1)
    failures = {1: 0, 2: 0, 3: 2, 4: 0, 5: 0}
    for day, count in failures.items():
        when = datetime(2026, 1, day, 12, tzinfo=UTC)
        read(db, when, horas_operacion_acumuladas=1000.0 + 20 * day, conteo_poc_diario=count)
    readings.load_facts(db)

    def mtbf() -> list[float]:
        rows = db.execute(
            "SELECT kpi_mtbf_hrs FROM reporting.fact_operaciones_diarias ORDER BY fecha_id"
        )
        return [value for (value,) in rows]

    # no failure yet: all of its life; on the day: that hour's run time over two failures
    assert mtbf() == pytest.approx([1020, 1040, 0.5, 20, 40])
    read(
        db, datetime(2026, 1, 1, 18, tzinfo=UTC), conteo_poc_diario=1,
        horas_operacion_acumuladas=1026.0,
    )  # fmt: skip
    readings.load_facts(db)
    assert mtbf() == pytest.approx([1, 14, 0.5, 20, 40])


def test_seven_day_averages_move_with_a_late_day(db: Connection) -> None:
    readings.make_wells(db, 1)
    for day in range(1, 11):
        if day != 4:
            read(db, datetime(2026, 1, day, tzinfo=UTC), current_amperage=10.0 * day)
    readings.load_facts(db)
    assert day_of(db, datetime(2026, 1, 10))["motor_current_avg_7d"] == pytest.approx(
        fsum([50, 60, 70, 80, 90, 100]) / 6
    )
    read(db, datetime(2026, 1, 4, tzinfo=UTC), current_amperage=400.0)
    readings.load_facts(db)
    assert day_of(db, datetime(2026, 1, 10))["motor_current_avg_7d"] == pytest.approx(
        fsum([400, 50, 60, 70, 80, 90, 100]) / 7
    )


def test_months_and_np(db: Connection) -> None:
    readings.set_clock(db, "2026-04-01 00:00+00")
    readings.make_wells(db, 1, np_inicial_bbl=1000.0)
    for day, oil in ((5, 10.0), (7, 30.0)):
        for month in (1, 3):
            read(
                db, datetime(2026, month, day, tzinfo=UTC), produccion_petroleo_diaria=oil * month,
                produccion_fluido_diaria=4 * oil * month, presion_cabezal=100.0 * day,
                potencia_medidor_diaria=80.0,
            )  # fmt: skip
    readings.load_facts(db)
    january, march = month_of(db, "2026-01"), month_of(db, "2026-03")
    assert (january["total_petroleo_bbl"], march["total_petroleo_bbl"]) == (40, 120)
    assert january["prom_produccion_fluido_bbl"] == 80
    assert january["promedio_whp_psi"] == 600
    assert january["kpi_kwh_bbl_mes"] == pytest.approx(160 / 160)
    assert january["dias_operando"] == 2
    assert january["produccion_petroleo_acumulada_bbl"] == 1040
    assert march["produccion_petroleo_acumulada_bbl"] == 1160
    read(db, datetime(2025, 12, 31, tzinfo=UTC), produccion_petroleo_diaria=5.0)  # late
    readings.load_facts(db)
    assert month_of(db, "2026-03")["produccion_petroleo_acumulada_bbl"] == 1165
    db.execute("UPDATE stage.tbl_pozo_maestra SET np_inicial_bbl = 2000")
    readings.load_facts(db)
    assert month_of(db, "2025-12")["produccion_petroleo_acumulada_bbl"] == 2005
    assert month_of(db, "2026-03")["produccion_petroleo_acumulada_bbl"] == 2165


def test_a_late_reading_changes_its_hour_and_the_next_one(db: Connection) -> None:
    readings.make_wells(db, 1)
    for hour, oil in ((1, 10.0), (5, 50.0), (9, 90.0)):
        read(db, DAY + timedelta(hours=hour), produccion_petroleo_diaria=oil)
    readings.load_facts(db)
    db.execute("DELETE FROM etl.claves_sucias")
    read(db, DAY + timedelta(hours=3), produccion_petroleo_diaria=20.0)
    readings.load_facts(db)
    hours = db.execute(
        "SELECT hora_id, prod_petroleo_bbl FROM reporting.fact_operaciones_horarias ORDER BY 1"
    ).fetchall()
    assert hours == [(1, 10), (3, 10), (5, 30), (9, 40)]
    assert enqueued(db, "derivados") == {(1, DAY + timedelta(hours=h)) for h in (3, 5)}
    assert (1, DAY + timedelta(hours=12)) in enqueued(db, "kpi")


def test_a_range_recomputes_itself_and_leaves_the_rest_enqueued(db: Connection) -> None:
    readings.make_wells(db, 1, 2)
    for well in (1, 2):
        for day in (5, 6):
            read(db, datetime(2026, 1, day, 3, tzinfo=UTC), well=well, presion_cabezal=400.0)
    readings.load_facts(db, DAY, DAY + timedelta(days=1), well=1)
    query = "SELECT pozo_id, fecha_id FROM reporting.fact_operaciones_diarias ORDER BY 1, 2"
    assert db.execute(query.encode()).fetchall() == [(1, 20260105)]
    assert enqueued(db, "hechos") == {
        (1, datetime(2026, 1, 6, 3, tzinfo=UTC)),
        (2, datetime(2026, 1, 5, 3, tzinfo=UTC)),
        (2, datetime(2026, 1, 6, 3, tzinfo=UTC)),
    }
    db.execute("DELETE FROM etl.claves_sucias")
    db.execute("CALL reporting.sp_load_to_reporting('2026-01-06', '2026-01-06')")  # that day
    assert db.execute(query.encode()).fetchall() == [(1, 20260105), (1, 20260106), (2, 20260106)]


def test_a_level_that_is_switched_off_catches_up_later(db: Connection) -> None:
    readings.make_wells(db, 1)
    a_day(db)
    with db.transaction(force_rollback=True):
        readings.load_facts(db)
        expected = readings.dumps(db)
    for levels in ("true, false, false", "false, true, false"):
        db.execute(f"CALL reporting.sp_load_to_reporting(NULL, NULL, {levels})".encode())
        assert readings.dump(db, "reporting.fact_operaciones_mensuales") == []
    readings.load_facts(db)
    assert readings.dumps(db) == expected


def test_facts_without_readings_go_with_a_range_run(db: Connection) -> None:
    readings.make_wells(db, 1)
    a_day(db)
    readings.load_facts(db)
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    db.execute("DELETE FROM etl.claves_sucias")  # a restore, or a table changed by its owner
    readings.load_facts(db, "-infinity", "infinity")
    for table in readings.FACTS[3:]:
        assert readings.dump(db, table) == []


def test_a_well_that_is_deleted_takes_its_facts_along(db: Connection) -> None:
    readings.make_wells(db, 1, 2)
    a_day(db)
    a_day(db, well=2)
    readings.load_facts(db)
    db.execute("DELETE FROM stage.tbl_pozo_maestra WHERE well_id = 1")
    readings.load_facts(db)
    for table in readings.FACTS[5:]:
        wells = db.execute(f"SELECT DISTINCT pozo_id FROM {table}".encode()).fetchall()
        assert wells == [(2,)]


def test_a_new_zone_leaves_nothing_of_the_old_one_behind(db: Connection) -> None:
    readings.make_wells(db, 1)
    a_day(db)
    readings.set_config(db, "OPERACION", "zona_horaria", "Asia/Kolkata")
    readings.load_facts(db, "-infinity", "infinity")
    readings.set_config(db, "OPERACION", "zona_horaria", "America/Bogota")
    readings.load_facts(db, "-infinity", "infinity")
    moved = readings.dumps(db, readings.FACTS[3:])
    db.execute("DELETE FROM stage.tbl_pozo_produccion")
    readings.load_facts(db)
    a_day(db)
    readings.load_facts(db)
    assert readings.dumps(db, readings.FACTS[3:]) == moved
    days = db.execute("SELECT fecha_id FROM reporting.fact_operaciones_diarias ORDER BY 1")
    assert days.fetchall() == [(20260104,), (20260105,)]


def test_values_at_the_edge_of_double_harm_only_their_own_hour(db: Connection) -> None:
    readings.make_wells(db, 1, 2, **MASTER)
    a_day(db)
    with db.transaction(force_rollback=True):
        readings.load_facts(db)
        expected = day_of(db)
    edges = [1e308, -1e308, 1e-320, 5e-324, float("nan"), float("inf"), float("-inf"), 1e15, 0.0]
    columns = [
        name
        for (name,) in db.execute(
            "SELECT attname FROM pg_attribute WHERE attnum > 0 AND attname <> 'well_id'"
            " AND attrelid = 'stage.tbl_pozo_produccion'::regclass"
            " AND atttypid = 'double precision'::regtype"
        )
    ]
    for n, edge in enumerate(edges * 2):
        when = DAY + timedelta(minutes=7 * n)
        read(db, when, well=2, **dict.fromkeys(columns, edge))
    readings.load_facts(db)
    readings.load_facts(db, "-infinity", "infinity")
    assert day_of(db)["produccion_petroleo_bbl"] == expected["produccion_petroleo_bbl"]
    assert day_of(db, well=2)["lecturas"] == 18


def test_dimensions_follow_the_master_and_the_calendar_has_whole_months(db: Connection) -> None:
    readings.make_wells(
        db, 1, carga_nominal_unidad=40000.0, peso_sarta_aire=22500.0, fecha_sat=date(2026, 1, 5),
    )  # fmt: skip
    readings.insert(
        db, "stage.tbl_pozo_reservas",
        [{"well_id": 1, "fecha_registro": date(2025, m, 1), "reserva_inicial_teorica": 1000.0 * m}
         for m in (3, 2)],
    )  # fmt: skip
    a_day(db)
    readings.load_facts(db)
    well = readings.row(db, "SELECT * FROM reporting.dim_pozo")
    assert well["hydraulic_load_rated_klb"] == 40
    assert well["rod_weight_in_air_lb"] == 22500
    assert well["total_reserves_bbl"] == 3000
    assert well["contador_diario"] == "acumulado"
    assert day_of(db)["sat_event_marker"] is True
    day = readings.row(db, "SELECT * FROM reporting.dim_tiempo WHERE fecha_id = 20260105")
    assert (day["mes_nombre"], day["dia_semana"], day["anio_mes"]) == ("Enero", "Lunes", "2026-01")
    assert (day["trimestre"], day["semestre"]) == (1, 1)
    assert db.execute("SELECT count(*) FROM reporting.dim_tiempo").fetchone() == (31,)
    shifts = dict(db.execute("SELECT hora_id, turno_operativo FROM reporting.dim_hora").fetchall())
    assert [hour for hour, shift in shifts.items() if shift == "Día"] == list(range(6, 18))
    db.execute("UPDATE stage.tbl_pozo_maestra SET nombre_pozo = 'Otro'")
    readings.load_facts(db)
    assert readings.row(db, "SELECT nombre_pozo FROM reporting.dim_pozo") == {"nombre_pozo": "Otro"}
