CREATE OR REPLACE VIEW reporting.vw_kpi_monthly
WITH (security_invoker = TRUE) AS
SELECT
    mes.anio_mes,
    pozo.pozo_id AS well_id,
    pozo.nombre_pozo,
    pozo.cliente,
    pozo.region,
    pozo.campo,
    round(mes.total_petroleo_bbl::numeric, 2) AS total_petroleo_bbl,
    round(mes.total_agua_bbl::numeric, 2) AS total_agua_bbl,
    round(mes.total_gas_mcf::numeric, 2) AS total_gas_mcf,
    round(mes.total_fluido_bbl::numeric, 2) AS total_fluido_bbl,
    round(mes.prom_produccion_fluido_bbl::numeric, 2) AS prom_produccion_fluido_bbl,
    round(mes.produccion_petroleo_acumulada_bbl::numeric, 2) AS produccion_petroleo_acumulada_bbl,
    round(mes.remanent_reserves_bbl::numeric, 2) AS remanent_reserves_bbl,
    round(mes.promedio_spm::numeric, 2) AS promedio_spm,
    round(mes.promedio_whp_psi::numeric, 2) AS promedio_whp_psi,
    round(mes.promedio_chp_psi::numeric, 2) AS promedio_chp_psi,
    round(mes.promedio_water_cut_pct::numeric, 2) AS promedio_water_cut_pct,
    round(mes.promedio_lift_efficiency_pct::numeric, 2) AS promedio_lift_efficiency_pct,
    round(mes.promedio_fluid_level_tvd_ft::numeric, 2) AS promedio_fluid_level_tvd_ft,
    round(mes.promedio_motor_power_hp::numeric, 2) AS promedio_motor_power_hp,
    round(mes.total_fallas_mes::numeric, 2) AS total_fallas_mes,
    mes.dias_operando,
    round(mes.tiempo_operacion_hrs::numeric, 2) AS tiempo_operacion_hrs,
    round(mes.tiempo_paro_hrs::numeric, 2) AS tiempo_paro_hrs,
    round(mes.eficiencia_uptime_pct::numeric, 2) AS eficiencia_uptime_pct,
    round(mes.promedio_efic_vol_pct::numeric, 2) AS promedio_efic_vol_pct,
    round(mes.consumo_energia_total_kwh::numeric, 2) AS consumo_energia_total_kwh,
    round(mes.kpi_kwh_bbl_mes::numeric, 2) AS kpi_kwh_bbl_mes,
    round(kpi.kpi_mtbf_hrs_mes::numeric, 2) AS kpi_mtbf_hrs_mes,
    round(kpi.ai_accuracy_mes::numeric, 2) AS ai_accuracy_mes,
    round(pozo.mtbf_target, 2) AS mtbf_target,
    round(pozo.kpi_uptime_pct_target, 2) AS kpi_uptime_pct_target,
    round(pozo.kpi_kwh_bbl_target, 2) AS kpi_kwh_bbl_target,
    round(pozo.vol_eff_target, 2) AS vol_eff_target,
    round(pozo.ai_accuracy_target, 2) AS ai_accuracy_target
FROM reporting.fact_operaciones_mensuales AS mes
INNER JOIN reporting.dim_pozo AS pozo ON mes.pozo_id = pozo.pozo_id
LEFT JOIN LATERAL (
    -- every row of a month carries the month's values
    SELECT
        kpi.kpi_mtbf_hrs_mes,
        kpi.ai_accuracy_mes
    FROM reporting.dataset_kpi_business AS kpi
    WHERE
        kpi.well_id = mes.pozo_id
        AND kpi.fecha >= to_date(mes.anio_mes, 'YYYY-MM')
        AND kpi.fecha < (to_date(mes.anio_mes, 'YYYY-MM') + interval '1 month')::date
    ORDER BY kpi.fecha DESC
    LIMIT 1
) AS kpi ON TRUE;

COMMENT ON VIEW reporting.vw_kpi_monthly
IS 'Monthly facts and KPIs, one row per well and month; rounded for people.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.anio_mes IS 'Month as YYYY-MM.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.well_id IS 'Well, equal to stage.tbl_pozo_maestra.well_id.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.cliente IS 'Operator that the well belongs to.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.region IS 'Region.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.campo IS 'Oil field.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.total_petroleo_bbl IS 'Oil of the month (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.total_agua_bbl IS 'Water of the month (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.total_gas_mcf IS 'Gas of the month (mcf).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.total_fluido_bbl IS 'Fluid of the month (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.prom_produccion_fluido_bbl IS 'Average fluid of a day (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.produccion_petroleo_acumulada_bbl
IS 'Np: all oil up to the month''s end, the initial Np included (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.remanent_reserves_bbl
IS 'Remaining reserves at the month''s end (bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_spm IS 'Average pumping speed (spm).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_whp_psi IS 'Average well head pressure (psi).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_chp_psi IS 'Average casing head pressure (psi).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_water_cut_pct IS 'Average water cut (%).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_lift_efficiency_pct IS 'Average lift efficiency (%).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_fluid_level_tvd_ft
IS 'Average fluid level from surface, TVD (ft).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_motor_power_hp IS 'Average motor power (hp).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.total_fallas_mes IS 'Failures of the month.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.dias_operando IS 'Days on which the well ran.';
COMMENT ON COLUMN reporting.vw_kpi_monthly.tiempo_operacion_hrs IS 'Run time (h).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.tiempo_paro_hrs IS 'Unplanned stop time (h).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.eficiencia_uptime_pct IS 'Uptime (%).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.promedio_efic_vol_pct IS 'Average volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.consumo_energia_total_kwh IS 'Energy used (kWh).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.kpi_kwh_bbl_mes IS 'Energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.kpi_mtbf_hrs_mes
IS 'Mean time between failures of the month (h).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.ai_accuracy_mes IS 'Diagnosis accuracy of the month (%).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.mtbf_target IS 'Target of the mean time between failures (h).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.kpi_uptime_pct_target IS 'Target of the uptime (%).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.kpi_kwh_bbl_target
IS 'Target of the energy per barrel of fluid (kWh/bbl).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.vol_eff_target IS 'Target of the volumetric efficiency (%).';
COMMENT ON COLUMN reporting.vw_kpi_monthly.ai_accuracy_target IS 'Target of the diagnosis accuracy (%).';
