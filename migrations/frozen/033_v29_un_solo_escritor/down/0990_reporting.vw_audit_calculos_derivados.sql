CREATE OR REPLACE VIEW reporting.vw_audit_calculos_derivados AS
WITH reservas AS (
    SELECT DISTINCT ON (s.well_id)
        s.well_id,
        s.gravedad_api,
        s.gravedad_especifica_agua
    FROM stage.tbl_pozo_reservas AS s
    ORDER BY s.well_id ASC, s.fecha_registro DESC
),

gradientes AS (
    SELECT
        c.well_id,
        r.gravedad_api,
        r.gravedad_especifica_agua,
        stage.fnc_calc_gradiente(
            r.gravedad_api, c.water_cut_pct, r.gravedad_especifica_agua
        ) AS psi_ft
    FROM reporting.dataset_current_values AS c
    LEFT JOIN reservas AS r ON c.well_id = r.well_id
),

calculados AS (
    SELECT
        c.well_id,
        stage.fnc_calc_fluid_level_tvd(
            c.pump_intake_pressure_psi_act, c.casing_head_pressure_psi_act, g.psi_ft, p.pump_depth_ft
        ) AS nivel_ft,
        stage.fnc_calc_pwf(
            c.pump_intake_pressure_psi_act, g.psi_ft, p.pump_depth_ft, p.formation_depth_ft
        ) AS pwf_psi
    FROM reporting.dataset_current_values AS c
    INNER JOIN gradientes AS g ON c.well_id = g.well_id
    LEFT JOIN reporting.dim_pozo AS p ON c.well_id = p.pozo_id
)

SELECT
    c.well_id,
    c.nombre_pozo,
    c.ultima_actualizacion,
    round(c.pump_intake_pressure_psi_act::numeric, 2) AS pip_psi,
    round(c.casing_head_pressure_psi_act::numeric, 2) AS chp_psi,
    round(c.water_cut_pct::numeric, 2) AS corte_agua_pct,
    round(g.gravedad_api::numeric, 2) AS gravedad_api,
    round(g.gravedad_especifica_agua::numeric, 3) AS sg_agua,
    round(p.pump_depth_ft::numeric, 2) AS profundidad_bomba_ft,
    round(p.formation_depth_ft::numeric, 2) AS profundidad_formacion_ft,
    round(g.psi_ft::numeric, 4) AS gradiente_psi_ft,
    round(c.fluid_level_tvd_ft::numeric, 2) AS nivel_ft,
    round(f.nivel_ft::numeric, 2) AS nivel_calculado_ft,
    round((c.fluid_level_tvd_ft - f.nivel_ft)::numeric, 2) AS nivel_diferencia_ft,
    round(c.pwf_psi_act::numeric, 2) AS pwf_psi,
    round(f.pwf_psi::numeric, 2) AS pwf_calculada_psi,
    round((c.pwf_psi_act - f.pwf_psi)::numeric, 2) AS pwf_diferencia_psi,
    round(c.max_rod_load_lb_act::numeric, 2) AS carga_maxima_lb,
    round(p.carga_minima_nominal_sarta_lb::numeric, 2) AS nominal_sarta_lb,
    round(m.carga_nominal_unidad::numeric, 2) AS nominal_unidad_lb,
    round(c.road_load_pct_act::numeric, 2) AS carga_sarta_pct,
    round(c.hydralift_unit_load_pct::numeric, 2) AS carga_unidad_pct,
    round(c.kpi_vol_eff_pct_act::numeric, 2) AS eficiencia_volumetrica_pct,
    round(
        stage.fnc_calc_desplazamiento_bpd(
            p.diametro_embolo_bomba_in, c.pump_stroke_length_act, c.pump_avg_spm_act
        )::numeric,
        2
    ) AS desplazamiento_bpd
FROM reporting.dataset_current_values AS c
LEFT JOIN reporting.dim_pozo AS p ON c.well_id = p.pozo_id
LEFT JOIN stage.tbl_pozo_maestra AS m ON c.well_id = m.well_id
LEFT JOIN gradientes AS g ON c.well_id = g.well_id
LEFT JOIN calculados AS f ON c.well_id = f.well_id;

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
