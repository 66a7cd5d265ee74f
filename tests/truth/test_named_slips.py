"""Wrong columns that somebody might build in, one at a time: the truth sees each of them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from support import PROJECT, sampled
from support.truth.yard import Yard


class Slip(NamedTuple):
    """What is written in place of what in a file of sql/, and which column is wrong then."""

    file: str
    right: str
    wrong: str
    column: str


SNAPSHOT, KPI = "reporting.dataset_current_values", "reporting.dataset_kpi_business"
HOURS, DAYS = "reporting.fact_operaciones_horarias", "reporting.fact_operaciones_diarias"
MONTHS, WELLS = "reporting.fact_operaciones_mensuales", "reporting.dim_pozo"
SLIPS = {
    "casing pressure for discharge pressure in the snapshot": Slip(
        "views/reporting.vw_foto_pozos",
        "stage.fnc_calc_finito(medida.presion_descarga_bomba) AS pump_discharge_pressure_psi_act",
        "stage.fnc_calc_finito(medida.presion_casing) AS pump_discharge_pressure_psi_act",
        f"{SNAPSHOT}.pump_discharge_pressure_psi_act",
    ),
    "minimum rod load for maximum in the snapshot": Slip(
        "views/reporting.vw_foto_pozos",
        "stage.fnc_calc_finito(medida.maximum_rod_load) AS max_rod_load_lb_act",
        "stage.fnc_calc_finito(medida.minimum_rod_load) AS max_rod_load_lb_act",
        f"{SNAPSHOT}.max_rod_load_lb_act",
    ),
    "oil of today from the water meter": Slip(
        "views/reporting.vw_foto_pozos",
        "medida.produccion_petroleo_acumulada", "medida.medidor_produccion_agua",
        f"{SNAPSHOT}.oil_today_bbl",
    ),
    "well head pressure for casing pressure in the hours": Slip(
        "procedures/reporting.fnc_resumir_tramos",
        "lectura.presion_casing", "lectura.presion_cabezal",
        f"{HOURS}.presion_casing_psi",
    ),
    "oil for water in the hours": Slip(
        "procedures/reporting.fnc_hechos_horarios",
        "sum(elegidos.agua) AS agua", "sum(elegidos.petroleo) AS agua",
        f"{HOURS}.prod_agua_bbl",
    ),
    "lifetime strokes for lifetime hours in the series": Slip(
        "procedures/reporting.fnc_serie_lectura",
        "p_lectura.horas_operacion_acumuladas", "p_lectura.contador_emboladas",
        f"{HOURS}.tiempo_operacion_min",
    ),
    "least load for greatest in the days": Slip(
        "procedures/reporting.fnc_hechos_diarios",
        "max(tramo.carga_maxima) AS carga_maxima", "max(tramo.carga_minima) AS carga_maxima",
        f"{DAYS}.carga_max_rod_lb",
    ),
    "closed day's oil less the hours' water": Slip(
        "procedures/reporting.fnc_hechos_diarios",
        "totales.petroleo_cerrado - totales.petroleo", "totales.petroleo_cerrado - totales.agua",
        f"{DAYS}.diferencia_petroleo_bbl",
    ),
    "a month's average of another column": Slip(
        "procedures/reporting.fnc_hechos_mensuales",
        "sum(dia.presion_cabezal_psi) AS whp", "sum(dia.presion_casing_psi) AS whp",
        f"{MONTHS}.promedio_whp_psi",
    ),
    "a month's water from its oil": Slip(
        "procedures/reporting.fnc_hechos_mensuales",
        "sum(dia.produccion_agua_bbl) AS agua", "sum(dia.produccion_petroleo_bbl) AS agua",
        f"{MONTHS}.total_agua_bbl",
    ),
    "weight in air for the API load in the dimension": Slip(
        "procedures/reporting.fnc_dim_pozos",
        "maestra.carga_maxima_fluido_api", "maestra.peso_sarta_aire",
        f"{WELLS}.api_max_fluid_load_lb",
    ),
    "the critical limit where the warning is meant": Slip(
        "procedures/reporting.fnc_objetivos_pozo",
        "WHEN 'max_warning' THEN limite.max_warning", "WHEN 'max_warning' THEN limite.max_critical",
        f"{WELLS}.road_load_status_eff_low",
    ),
    "one target for another in the KPIs": Slip(
        "procedures/reporting.fnc_filas_kpi",
        "pozo.vol_eff_target AS kpi_vol_eff_pct_target",
        "pozo.ai_accuracy_target AS kpi_vol_eff_pct_target",
        f"{KPI}.kpi_vol_eff_pct_target",
    ),
    "a colour of another KPI": Slip(
        "procedures/reporting.fnc_filas_kpi",
        "uptime.status_color AS kpi_uptime_pct_status_color",
        "mtbf.status_color AS kpi_uptime_pct_status_color",
        f"{KPI}.kpi_uptime_pct_status_color",
    ),
    "the fluid level from the well head's pressure": Slip(
        "procedures/reporting.sp_derivar_actuales",
        "actual.casing_head_pressure_psi_act,", "actual.well_head_pressure_psi_act,",
        f"{SNAPSHOT}.fluid_level_tvd_ft",
    ),
    "the unit's load of the string's rating": Slip(
        "procedures/reporting.sp_derivar_actuales",
        "actual.max_rod_load_lb_act, maestra.carga_nominal_unidad",
        "actual.max_rod_load_lb_act, pozo.carga_minima_nominal_sarta_lb",
        f"{SNAPSHOT}.hydralift_unit_load_pct",
    ),
    "an hour's energy per barrel of oil": Slip(
        "procedures/reporting.fnc_horas_derivadas",
        "stage.fnc_calc_finito(hora.produccion_fluido_bbl) AS produccion_fluido_bbl",
        "stage.fnc_calc_finito(hora.prod_petroleo_bbl) AS produccion_fluido_bbl",
        f"{HOURS}.kpi_kwh_bbl",
    ),
    "the verdict's label for its severity": Slip(
        "procedures/referencial.fnc_evaluar_variable",
        "estado.severity_label", "estado.status_label AS severity_label",
        f"{SNAPSHOT}.mtbf_severity_label",
    ),
    "P10 for P50": Slip(
        "procedures/reporting.fnc_eur_vigente",
        "declinacion.eur_p50", "declinacion.eur_p10",
        f"{DAYS}.eur_modelo_arps",
    ),
    "the surface's loads with the pump's positions": Slip(
        "procedures/reporting.fnc_carta_mas_nueva",
        "lectura.downhole_pump_load", "lectura.surface_rod_load",
        "reporting.dataset_latest_dynacard.fondo_json",
    ),
    "the curve's index for its greatest rate": Slip(
        "procedures/reporting.sp_sync_ipr_to_reporting",
        "SELECT curva.qmax", "SELECT curva.ip AS qmax",
        f"{SNAPSHOT}.ipr_qmax_bpd",
    ),
    "the time of the stroke for that of the diagnosis": Slip(
        "procedures/reporting.fnc_diagnostico_vigente",
        "100 * elegido.score", "elegido.score",
        f"{SNAPSHOT}.ai_accuracy_act",
    ),
    "the upper threshold for the lower on the dashboard": Slip(
        "views/reporting.vw_dashboard_main",
        "round(pozo.road_load_status_eff_low, 2) AS", "round(pozo.road_load_status_eff_high, 2) AS",
        "reporting.vw_dashboard_main.road_load_status_eff_low",
    ),
    "a baseline for a target in the daily view": Slip(
        "views/reporting.vw_kpi_daily",
        "round(kpi.kpi_uptime_pct_target, 2) AS", "round(kpi.kpi_uptime_pct_baseline, 2) AS",
        "reporting.vw_kpi_daily.kpi_uptime_pct_target",
    ),
    "stop time for run time in the monthly view": Slip(
        "views/reporting.vw_kpi_monthly",
        "round(mes.tiempo_paro_hrs::numeric, 2) AS",
        "round(mes.tiempo_operacion_hrs::numeric, 2) AS",
        "reporting.vw_kpi_monthly.tiempo_paro_hrs",
    ),
    "an alert's deviation from another measure": Slip(
        "views/reporting.vw_alerts",
        "actual.lift_efficiency_variance_pct", "actual.vol_eff_variance_pct",
        "reporting.vw_alerts.desviacion_pct",
    ),
    "an alert's colour of another measure": Slip(
        "views/reporting.vw_alerts",
        "actual.tank_fluid_temp_status_color", "actual.whp_status_color",
        "reporting.vw_alerts.color",
    ),
    "the least warning for the greatest in the limits": Slip(
        "views/referencial.vw_limites_pozo_pivot_v4",
        "max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 61)",
        "max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 61)",
        "referencial.vw_limites_pozo_pivot_v4.pip_max",
    ),
    "rows read for rows written in the ledger's metrics": Slip(
        "views/etl.v_metricas_confiabilidad",
        "sum(ejecuciones.registros_cargados)", "sum(ejecuciones.registros_extraidos)",
        "etl.v_metricas_confiabilidad.total_registros_cargados",
    ),
    "warnings for failures in the quality's days": Slip(
        "procedures/stage.fnc_dq_cuentas_dia",
        "unnest(horas.reglas, horas.evaluadas, horas.fallos, horas.avisos,",
        "unnest(horas.reglas, horas.evaluadas, horas.avisos, horas.fallos,",
        "stage.tbl_dq_resumen.total_fail",
    ),
}  # fmt: skip


def text_of(file: str) -> str:
    return Path(PROJECT / "sql" / f"{file}.sql").read_text(encoding="utf-8")


def test_what_is_to_be_written_otherwise_is_written() -> None:
    gone = [name for name, slip in SLIPS.items() if slip.right not in text_of(slip.file)]
    assert gone == [], "written otherwise now: write the slip anew"


@pytest.mark.slow
def test_what_is_not_changed_is_not_reported(planted: Yard) -> None:
    """The same texts again are no slip: what is seen of the others is theirs."""
    files = sorted({slip.file for slip in SLIPS.values()})
    steps = {step for file in files for step in planted.steps(file.partition("/")[2])}
    same = "\n".join(map(text_of, files))
    assert planted.again(same, sorted(steps, key=planted.place)) == []
    assert planted.seen("reporting.fnc_resumir_tramos", same) is None
    assert planted.seen("stage.fnc_leer_landing", same) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", sampled({name: (name,) for name in SLIPS}, 5))
def test_a_wrong_column_is_seen(planted: Yard, name: str) -> None:
    slip = SLIPS[name]
    wrong = text_of(slip.file).replace(slip.right, slip.wrong)
    mismatches = planted.again(wrong, planted.steps(slip.file.partition("/")[2]))
    assert slip.column in {f"{seen.table}.{seen.column}" for seen in mismatches}
