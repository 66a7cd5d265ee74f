CREATE OR REPLACE FUNCTION reporting.fnc_foto_pozos()
RETURNS TABLE (
    well_id integer,
    nombre_pozo text,
    cliente text,
    region text,
    campo text,
    turno_operativo text,
    ultima_actualizacion timestamptz,
    minutos_sin_reportar integer,
    estado_comunicacion text,
    color_estado_comunicacion text,
    motor_running_flag boolean,
    well_head_pressure_psi_act double precision,
    casing_head_pressure_psi_act double precision,
    pump_intake_pressure_psi_act double precision,
    pump_discharge_pressure_psi_act double precision,
    spm_actual double precision,
    pump_avg_spm_act double precision,
    motor_current_a_act double precision,
    motor_power_hp_act double precision,
    llenado_bomba_pct double precision,
    pump_fill_monitor_pct double precision,
    gas_fill_monitor_pct_act double precision,
    lift_efficiency_pct_act double precision,
    tank_fluid_temperature_f double precision,
    total_fluid_today_bbl double precision,
    oil_today_bbl double precision,
    water_today_bbl double precision,
    gas_today_mcf double precision,
    water_cut_pct double precision,
    produccion_fluido_bpd_act double precision,
    produccion_petroleo_diaria_bpd_act double precision,
    produccion_agua_diaria_bpd_act double precision,
    qf_fluid_flow_monitor_bpd double precision,
    rod_weight_buoyant_lb_act double precision,
    max_rod_load_lb_act double precision,
    min_rod_load_lb_act double precision,
    max_pump_load_lb_act double precision,
    min_pump_load_lb_act double precision,
    pump_stroke_length_act double precision,
    current_stroke_length_act_in double precision,
    daily_downtime_act double precision,
    kpi_mtbf_hrs_act double precision,
    kpi_uptime_pct_act double precision,
    kpi_kwh_bbl_act double precision,
    kpi_vol_eff_pct_act double precision,
    inclinacion_cilindro_x_act double precision,
    inclinacion_cilindro_y_act double precision,
    inclinacion_severidad_flag text,
    falla_vibracion_grados double precision,
    surface_rod_position text,
    surface_rod_load text,
    downhole_pump_position text,
    downhole_pump_load text,
    spm_target numeric,
    pump_fill_monitor_target numeric,
    gas_fill_monitor_target numeric,
    lift_efficiency_target numeric,
    tank_fluid_temp_target numeric,
    daily_downtime_target numeric,
    whp_target numeric,
    road_load_target numeric,
    hydraulic_load_target numeric,
    mtbf_target numeric,
    kpi_uptime_pct_target numeric,
    kpi_kwh_bbl_target numeric,
    vol_eff_target numeric,
    ai_accuracy_target numeric
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: what the snapshot shows of each well of the master: its newest reading, the newest card of the
--   two hours before that, the newest daily KPIs of its last 31 days with facts, its targets. *_today is
--   NULL unless the newest reading is of today (operating zone); under dia_cerrado it comes from the
--   meters. A stroke or load of a card counts only where its array parses.
-- Second run: pure; columns that depend on the clock move with etl.fnc_ahora().
-- Reads: stage.tbl_pozo_maestra, tbl_pozo_produccion, reporting.dim_pozo, dim_hora,
--   fact_operaciones_diarias, referencial.tbl_ref_estados_operativos, tbl_config_kpi.
    WITH reloj AS MATERIALIZED (
        SELECT
            etl.fnc_ahora() AS ahora,
            referencial.fnc_zona_horaria() AS zona,
            referencial.fnc_config_texto('OPERACION', 'contador_diario') AS contador_diario
    )

    SELECT
        m.well_id,
        m.nombre_pozo,
        m.cliente,
        coalesce(nullif(btrim(m.region), ''), p.region) AS region,
        m.campo,
        h.turno_operativo,
        l.timestamp_lectura AS ultima_actualizacion,
        t.minutos AS minutos_sin_reportar,
        t.estado AS estado_comunicacion,
        e.color_hex AS color_estado_comunicacion,
        l.estado_motor AS motor_running_flag,
        l.presion_cabezal AS well_head_pressure_psi_act,
        l.presion_casing AS casing_head_pressure_psi_act,
        l.pip AS pump_intake_pressure_psi_act,
        l.presion_descarga_bomba AS pump_discharge_pressure_psi_act,
        l.spm_promedio AS spm_actual,
        l.spm_promedio AS pump_avg_spm_act,
        l.current_amperage AS motor_current_a_act,
        l.potencia_actual_motor AS motor_power_hp_act,
        l.pump_fill_monitor AS llenado_bomba_pct,
        l.pump_fill_monitor AS pump_fill_monitor_pct,
        l.monitor_llenado_gas AS gas_fill_monitor_pct_act,
        l.eficiencia_levantamiento AS lift_efficiency_pct_act,
        l.temperatura_tanque_aceite AS tank_fluid_temperature_f,
        CASE WHEN t.es_hoy THEN q.fluido_bbl END AS total_fluid_today_bbl,
        CASE WHEN t.es_hoy THEN u.petroleo_bbl END AS oil_today_bbl,
        CASE WHEN t.es_hoy THEN u.agua_bbl END AS water_today_bbl,
        CASE WHEN t.es_hoy THEN u.gas_scf / 1000 END AS gas_today_mcf,
        coalesce(l.porcentaje_agua, 100 * u.agua_bbl / nullif(greatest(q.fluido_bbl, 0), 0)) AS water_cut_pct,
        l.produccion_fluido_diaria AS produccion_fluido_bpd_act,
        l.produccion_petroleo_diaria AS produccion_petroleo_diaria_bpd_act,
        l.produccion_agua_diaria AS produccion_agua_diaria_bpd_act,
        l.fluid_flow_monitor_bpd AS qf_fluid_flow_monitor_bpd,
        l.rod_weight_buoyant AS rod_weight_buoyant_lb_act,
        l.maximum_rod_load AS max_rod_load_lb_act,
        l.minimum_rod_load AS min_rod_load_lb_act,
        coalesce(b.carga_maxima_lb, l.monitor_carga_bomba) AS max_pump_load_lb_act,
        coalesce(b.carga_minima_lb, l.monitor_carga_bomba) AS min_pump_load_lb_act,
        coalesce(
            l.carrera_bomba_api,
            b.carrera_fondo_in,
            b.carrera_superficie_in,
            l.longitud_carrera_nominal_unidad_in,
            CASE WHEN l.well_id IS NOT NULL THEN m.longitud_carrera_nominal_unidad_in END
        ) AS pump_stroke_length_act,
        coalesce(b.carrera_superficie_in, l.s_road_stroke) AS current_stroke_length_act_in,
        60 * stage.fnc_calc_finito(l.tiempo_parada_poc_diario) AS daily_downtime_act,
        d.mtbf_hrs AS kpi_mtbf_hrs_act,
        d.uptime_pct AS kpi_uptime_pct_act,
        d.kwh_bbl AS kpi_kwh_bbl_act,
        d.vol_eff_pct AS kpi_vol_eff_pct_act,
        l.inclinacion_cilindro_x AS inclinacion_cilindro_x_act,
        l.inclinacion_cilindro_y AS inclinacion_cilindro_y_act,
        CASE
            WHEN i.grados >= i.falla THEN 'CRITICAL'
            WHEN i.grados >= i.alerta THEN 'WARNING'
            WHEN i.grados < coalesce(i.alerta, i.falla) THEN 'NORMAL'
        END AS inclinacion_severidad_flag,
        i.falla AS falla_vibracion_grados,
        c.surface_rod_position,
        c.surface_rod_load,
        c.downhole_pump_position,
        c.downhole_pump_load,
        p.pump_spm_target AS spm_target,
        p.pump_fill_monitor_target,
        p.gas_fill_monitor_target,
        p.lift_efficiency_target,
        p.tank_fluid_temperature_f_target AS tank_fluid_temp_target,
        p.daily_downtime_target,
        p.well_head_pressure_target AS whp_target,
        p.road_load_target,
        p.hydraulic_load_target,
        p.mtbf_target,
        p.kpi_uptime_pct_target,
        p.kpi_kwh_bbl_target,
        p.vol_eff_target,
        p.ai_accuracy_target
    FROM stage.tbl_pozo_maestra AS m
    CROSS JOIN reloj AS r
    LEFT JOIN reporting.dim_pozo AS p ON m.well_id = p.pozo_id
    LEFT JOIN LATERAL (
        SELECT n.*
        FROM stage.tbl_pozo_produccion AS n
        WHERE n.well_id = m.well_id
        ORDER BY n.timestamp_lectura DESC
        LIMIT 1
    ) AS l ON TRUE
    LEFT JOIN LATERAL (
        SELECT
            n.surface_rod_position,
            n.surface_rod_load,
            n.downhole_pump_position,
            n.downhole_pump_load
        FROM stage.tbl_pozo_produccion AS n
        WHERE
            n.well_id = m.well_id
            AND n.timestamp_lectura > l.timestamp_lectura - interval '2 hours'
            AND n.timestamp_lectura <= l.timestamp_lectura
            AND num_nonnulls(n.surface_rod_position, n.downhole_pump_position, n.downhole_pump_load) > 0
        ORDER BY n.timestamp_lectura DESC
        LIMIT 1
    ) AS c ON TRUE
    CROSS JOIN LATERAL (
        SELECT
            nullif(s.maximo - s.minimo, 0) AS carrera_superficie_in,
            nullif(f.maximo - f.minimo, 0) AS carrera_fondo_in,
            k.maximo AS carga_maxima_lb,
            k.minimo AS carga_minima_lb
        FROM
            stage.fnc_carta_extremos(c.surface_rod_position) AS s,
            stage.fnc_carta_extremos(c.downhole_pump_position) AS f,
            stage.fnc_carta_extremos(c.downhole_pump_load) AS k
    ) AS b
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN l.timestamp_lectura > r.ahora THEN 0
                ELSE floor(extract(EPOCH FROM r.ahora - l.timestamp_lectura) / 60)
            END::integer AS minutos,
            CASE
                WHEN r.ahora - l.timestamp_lectura <= interval '30 minutes' THEN 'ONLINE'
                WHEN r.ahora - l.timestamp_lectura <= interval '60 minutes' THEN 'DELAYED'
                ELSE 'OFFLINE'
            END AS estado,
            extract(HOUR FROM l.timestamp_lectura AT TIME ZONE r.zona)::integer AS hora_id,
            (l.timestamp_lectura AT TIME ZONE r.zona)::date = (r.ahora AT TIME ZONE r.zona)::date AS es_hoy
    ) AS t
    CROSS JOIN LATERAL (
        SELECT
            coalesce(m.contador_diario, r.contador_diario, 'acumulado') = 'dia_cerrado' AS dia_cerrado
    ) AS g
    CROSS JOIN LATERAL (
        SELECT
            stage.fnc_calc_finito(
                CASE
                    WHEN g.dia_cerrado THEN l.produccion_petroleo_acumulada
                    ELSE l.produccion_petroleo_diaria
                END
            ) AS petroleo_bbl,
            stage.fnc_calc_finito(
                CASE WHEN g.dia_cerrado THEN l.medidor_produccion_agua ELSE l.produccion_agua_diaria END
            ) AS agua_bbl,
            stage.fnc_calc_finito(
                CASE WHEN g.dia_cerrado THEN l.medidor_produccion_gas ELSE l.produccion_gas_diaria END
            ) AS gas_scf
    ) AS u
    CROSS JOIN LATERAL (
        SELECT
            coalesce(
                CASE WHEN NOT g.dia_cerrado THEN stage.fnc_calc_finito(l.produccion_fluido_diaria) END,
                coalesce(u.petroleo_bbl + u.agua_bbl, u.petroleo_bbl, u.agua_bbl),
                CASE WHEN g.dia_cerrado THEN stage.fnc_calc_finito(l.medidor_produccion_fluido) END
            ) AS fluido_bbl
    ) AS q
    CROSS JOIN LATERAL (
        -- Tilt seen from above: how far the point (x, y) lies from the vertical.
        SELECT
            CASE
                WHEN num_nonnulls(l.inclinacion_cilindro_x, l.inclinacion_cilindro_y) > 0
                    THEN sqrt(
                        coalesce(stage.fnc_calc_finito(l.inclinacion_cilindro_x), 0) ^ 2
                        + coalesce(stage.fnc_calc_finito(l.inclinacion_cilindro_y), 0) ^ 2
                    )
            END AS grados,
            coalesce(p.alerta_inclinacion_grados, l.alerta_inclinacion_grados) AS alerta,
            coalesce(p.falla_inclinacion_grados, l.falla_inclinacion_grados) AS falla
    ) AS i
    CROSS JOIN LATERAL (
        SELECT
            (array_agg(f.kpi_mtbf_hrs ORDER BY f.fecha_id DESC)
            FILTER (WHERE f.kpi_mtbf_hrs IS NOT NULL))[1] AS mtbf_hrs,
            (array_agg(f.kpi_uptime_pct ORDER BY f.fecha_id DESC)
            FILTER (WHERE f.kpi_uptime_pct IS NOT NULL))[1] AS uptime_pct,
            (array_agg(f.kpi_kwh_bbl ORDER BY f.fecha_id DESC)
            FILTER (WHERE f.kpi_kwh_bbl IS NOT NULL))[1] AS kwh_bbl,
            (array_agg(f.kpi_efic_vol_pct ORDER BY f.fecha_id DESC)
            FILTER (WHERE f.kpi_efic_vol_pct IS NOT NULL))[1] AS vol_eff_pct
        FROM (
            SELECT
                n.fecha_id,
                n.kpi_mtbf_hrs,
                n.kpi_uptime_pct,
                n.kpi_kwh_bbl,
                n.kpi_efic_vol_pct
            FROM reporting.fact_operaciones_diarias AS n
            WHERE n.pozo_id = m.well_id AND n.periodo_comparacion = 'DIARIO'
            ORDER BY n.fecha_id DESC
            LIMIT 31
        ) AS f
    ) AS d
    LEFT JOIN reporting.dim_hora AS h ON t.hora_id = h.hora_id
    LEFT JOIN referencial.tbl_ref_estados_operativos AS e
        ON e.codigo_estado = CASE t.estado
            WHEN 'ONLINE' THEN 'NORMAL'
            WHEN 'DELAYED' THEN 'WARNING'
            ELSE 'OFFLINE'
        END;
$$;

COMMENT ON FUNCTION reporting.fnc_foto_pozos()
IS 'One row per well of the master with the columns of the snapshot that actualizar_current_values_v4 owns; '
'units as in reporting.dataset_current_values.';
