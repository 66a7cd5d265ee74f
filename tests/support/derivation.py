"""A well whose every figure is known, and the steps of the reporting chain up to its KPIs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from support.readings import Connection, insert, insert_readings, make_wells, rows, set_clock

START = datetime(2026, 1, 5, tzinfo=UTC)
NOW = START + timedelta(hours=12)
WELL = {
    "region": "Llanos",
    "diametro_embolo_bomba": 2.25,
    "longitud_carrera_nominal_unidad_in": 360,
    "profundidad_vertical_bomba": 8491,
    "profundidad_vertical_yacimiento": 10200,
    "carga_nominal_unidad": 40000,
    "carga_minima_nominal_sarta": 84000,
    "np_inicial_bbl": 1000,
}
RESERVES = {"gravedad_api": 42, "gravedad_especifica_agua": 1.05, "reserva_inicial_teorica": 200000}
DERIVED = (
    "reporting.dataset_current_values",
    "reporting.fact_operaciones_horarias",
    "reporting.fact_operaciones_diarias",
    "reporting.fact_operaciones_mensuales",
    "reporting.dataset_kpi_business",
)
STEPS = (
    "CALL reporting.sp_load_to_reporting({desde}, {hasta}, true, true, true)",
    "CALL reporting.sp_sync_dim_pozo_targets()",
    "CALL reporting.sp_populate_defaults()",
    "CALL reporting.actualizar_current_values_v4()",
    "CALL reporting.sp_calcular_derivados_completos({desde}, {hasta})",
    "CALL stage.sp_execute_dq_validation({desde}, {hasta}, NULL)",
    "CALL reporting.aplicar_evaluacion_universal()",
    "CALL reporting.poblar_kpi_business({desde}, {hasta})",
)


def make_field(db: Connection, *wells: int, **columns: Any) -> None:
    """Masters and reserves of the known well, under these numbers; the clock stands at NOW."""
    set_clock(db, NOW)
    make_wells(db, *wells, **(WELL | columns))
    insert(
        db,
        "stage.tbl_pozo_reservas",
        [{"well_id": well, "fecha_registro": START.date()} | RESERVES for well in wells],
    )


def reading(minute: float, well: int = 1, **values: Any) -> dict[str, Any]:
    """One reading `minute` minutes after START."""
    return {"well_id": well, "timestamp_lectura": START + timedelta(minutes=minute)} | values


def steady(hours: float, well: int = 1, every: int = 10, **changes: Any) -> list[dict[str, Any]]:
    """Readings of a well that runs evenly: per hour 3.8 bbl fluid (0.8 oil, 3 water), 126 strokes,
    37.5 kWh, 0.95 h running, 0.05 h stopped; daily counters restart at midnight UTC."""
    return [
        reading(minute, well, **_counters(minute / 60), **PRESSURES) | changes
        for minute in range(0, int(hours * 60), every)
    ]


PRESSURES = {
    "pip": 731.0,
    "presion_casing": 80.0,
    "porcentaje_agua": 80.0,
    "maximum_rod_load": 28440.0,
    "spm_promedio": 2.1,
    "carrera_bomba_api": 250.0,
    "pump_fill_monitor": 63.0,
    "eficiencia_levantamiento": 80.0,
    "estado_motor": True,
}


def _counters(hour: float) -> dict[str, float]:
    today = hour % 24
    return {
        "produccion_fluido_diaria": 3.8 * today,
        "produccion_petroleo_diaria": 0.8 * today,
        "produccion_agua_diaria": 3.0 * today,
        "emboladas_diarias": 126 * today,
        "energia_medidor_acumulada": 500 + 37.5 * hour,
        "horas_operacion_acumuladas": 2500 + 0.95 * hour,
        "tiempo_parada_poc_diario": 0.05 * today,
        "conteo_poc_diario": 0,
    }


def run(db: Connection, *readings: Iterable[dict[str, Any]], whole: bool = False) -> None:
    """Store the readings, then run the reporting chain on what changed, or over all time."""
    for group in readings:
        insert_readings(db, group)
    limits = ("'2026-01-01'", "'2026-12-31'") if whole else ("NULL", "NULL")
    for step in STEPS:
        db.execute(step.format(desde=limits[0], hasta=limits[1]).encode())


def hours(db: Connection, well: int = 1) -> list[dict[str, Any]]:
    """The well's hourly facts in order of time."""
    query = "SELECT * FROM reporting.fact_operaciones_horarias WHERE pozo_id = %s"
    return rows(db, query + " ORDER BY fecha_hora", well)


def days(db: Connection, well: int = 1) -> list[dict[str, Any]]:
    """The well's daily facts in order of time."""
    query = "SELECT * FROM reporting.fact_operaciones_diarias WHERE pozo_id = %s"
    return rows(db, query + " ORDER BY fecha_id", well)


def snapshot(db: Connection, well: int = 1) -> dict[str, Any]:
    """The well's row of the current values."""
    snapshots = rows(db, "SELECT * FROM reporting.dataset_current_values WHERE well_id = %s", well)
    return snapshots[0]
