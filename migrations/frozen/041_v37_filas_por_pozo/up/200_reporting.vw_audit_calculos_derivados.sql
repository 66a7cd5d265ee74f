CREATE OR REPLACE VIEW reporting.vw_audit_calculos_derivados
WITH (security_invoker = TRUE) AS
WITH reservas AS (
    SELECT DISTINCT ON (reserva.well_id)
        reserva.well_id,
        reserva.gravedad_api,
        reserva.gravedad_especifica_agua
    FROM stage.tbl_pozo_reservas AS reserva
    ORDER BY reserva.well_id ASC, reserva.fecha_registro DESC
),

gradientes AS (
    SELECT
        actual.well_id,
        reservas.gravedad_api,
        reservas.gravedad_especifica_agua,
        stage.fnc_calc_gradiente(
            reservas.gravedad_api, actual.water_cut_pct, reservas.gravedad_especifica_agua
        ) AS psi_ft
    FROM reporting.dataset_current_values AS actual
    LEFT JOIN reservas ON actual.well_id = reservas.well_id
),

calculados AS (
    SELECT
        actual.well_id,
        stage.fnc_calc_fluid_level_tvd(
            actual.pump_intake_pressure_psi_act,
            actual.casing_head_pressure_psi_act,
            gradientes.psi_ft,
            pozo.pump_depth_ft
        ) AS nivel_ft,
        stage.fnc_calc_pwf(
            actual.pump_intake_pressure_psi_act,
            gradientes.psi_ft,
            pozo.pump_depth_ft,
            pozo.formation_depth_ft
        ) AS pwf_psi
    FROM reporting.dataset_current_values AS actual
    INNER JOIN gradientes ON actual.well_id = gradientes.well_id
    LEFT JOIN reporting.dim_pozo AS pozo ON actual.well_id = pozo.pozo_id
)

SELECT
    actual.well_id,
    actual.nombre_pozo,
    actual.ultima_actualizacion,
    round(actual.pump_intake_pressure_psi_act::numeric, 2) AS pip_psi,
    round(actual.casing_head_pressure_psi_act::numeric, 2) AS chp_psi,
    round(actual.water_cut_pct::numeric, 2) AS corte_agua_pct,
    round(gradientes.gravedad_api::numeric, 2) AS gravedad_api,
    round(gradientes.gravedad_especifica_agua::numeric, 3) AS sg_agua,
    round(pozo.pump_depth_ft::numeric, 2) AS profundidad_bomba_ft,
    round(pozo.formation_depth_ft::numeric, 2) AS profundidad_formacion_ft,
    round(gradientes.psi_ft::numeric, 4) AS gradiente_psi_ft,
    round(actual.fluid_level_tvd_ft::numeric, 2) AS nivel_ft,
    round(calculados.nivel_ft::numeric, 2) AS nivel_calculado_ft,
    round((actual.fluid_level_tvd_ft - calculados.nivel_ft)::numeric, 2) AS nivel_diferencia_ft,
    round(actual.pwf_psi_act::numeric, 2) AS pwf_psi,
    round(calculados.pwf_psi::numeric, 2) AS pwf_calculada_psi,
    round((actual.pwf_psi_act - calculados.pwf_psi)::numeric, 2) AS pwf_diferencia_psi,
    round(actual.max_rod_load_lb_act::numeric, 2) AS carga_maxima_lb,
    round(pozo.carga_minima_nominal_sarta_lb::numeric, 2) AS nominal_sarta_lb,
    round(maestra.carga_nominal_unidad::numeric, 2) AS nominal_unidad_lb,
    round(actual.road_load_pct_act::numeric, 2) AS carga_sarta_pct,
    round(actual.hydralift_unit_load_pct::numeric, 2) AS carga_unidad_pct,
    round(actual.kpi_vol_eff_pct_act::numeric, 2) AS eficiencia_volumetrica_pct,
    round(
        stage.fnc_calc_desplazamiento_bpd(
            pozo.diametro_embolo_bomba_in, actual.pump_stroke_length_act, actual.pump_avg_spm_act
        )::numeric,
        2
    ) AS desplazamiento_bpd
FROM reporting.dataset_current_values AS actual
LEFT JOIN reporting.dim_pozo AS pozo ON actual.well_id = pozo.pozo_id
LEFT JOIN stage.tbl_pozo_maestra AS maestra ON actual.well_id = maestra.well_id
LEFT JOIN gradientes ON actual.well_id = gradientes.well_id
LEFT JOIN calculados ON actual.well_id = calculados.well_id;

COMMENT ON VIEW reporting.vw_audit_calculos_derivados
IS 'Inputs and results of the derived current values of each well, and what physics alone would give.';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.well_id IS 'Well.';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.nombre_pozo IS 'Name of the well.';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.ultima_actualizacion
IS 'Newest reading of the well.';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.pip_psi IS 'Pump intake pressure (psi).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.chp_psi IS 'Casing head pressure (psi).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.corte_agua_pct IS 'Water cut (%).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.gravedad_api IS 'Oil gravity (°API).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.sg_agua
IS 'Specific gravity of the water (water = 1).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.profundidad_bomba_ft
IS 'True vertical depth of the pump (ft).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.profundidad_formacion_ft
IS 'True vertical depth of the reservoir (ft).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.gradiente_psi_ft
IS 'Pressure gradient of the column (psi/ft).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.nivel_ft
IS 'Published fluid level from surface (ft), measured where there is a measurement.';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.nivel_calculado_ft
IS 'Fluid level by physics (ft).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.nivel_diferencia_ft
IS 'Published less calculated level (ft); large: look at the sensors.';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.pwf_psi
IS 'Published flowing bottom-hole pressure (psi), of the operating point where it is fresh.';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.pwf_calculada_psi
IS 'Flowing bottom-hole pressure by physics (psi).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.pwf_diferencia_psi
IS 'Published less calculated pressure (psi).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.carga_maxima_lb IS 'Maximum rod load (lbf).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.nominal_sarta_lb
IS 'Rated load of the rod string (lbf).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.nominal_unidad_lb
IS 'Rated load of the unit (lbf).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.carga_sarta_pct IS 'Rod load (% of rated).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.carga_unidad_pct IS 'Unit load (% of rated).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.eficiencia_volumetrica_pct
IS 'Volumetric efficiency of the newest day (%).';
COMMENT ON COLUMN reporting.vw_audit_calculos_derivados.desplazamiento_bpd
IS 'Displacement at the current stroke and speed (bpd).';
