-- noqa: disable=LT02,LT09,ST05
-- A subquery after LATERAL cannot be a CTE, and sqlfluff does not know how far it is to be indented.
CREATE OR REPLACE VIEW reporting.vw_foto_pozos
WITH (security_invoker = TRUE) AS
WITH reloj AS MATERIALIZED (
    SELECT
        etl.fnc_ahora() AS ahora,
        stage.fnc_limite_lecturas() AS limite,
        referencial.fnc_zona_horaria() AS zona,
        referencial.fnc_config_texto('OPERACION', 'contador_diario') AS contador_diario
)

SELECT
    maestra.well_id,
    maestra.nombre_pozo,
    maestra.cliente,
    pozo.region,
    maestra.campo,
    turno.turno_operativo,
    lectura.timestamp_lectura AS ultima_actualizacion,
    momento.minutos AS minutos_sin_reportar,
    momento.estado AS estado_comunicacion,
    estado.color_hex AS color_estado_comunicacion,
    lectura.estado_motor AS motor_running_flag,
    stage.fnc_calc_finito(lectura.presion_cabezal) AS well_head_pressure_psi_act,
    stage.fnc_calc_finito(lectura.presion_casing) AS casing_head_pressure_psi_act,
    stage.fnc_calc_finito(lectura.pip) AS pump_intake_pressure_psi_act,
    stage.fnc_calc_finito(lectura.presion_descarga_bomba) AS pump_discharge_pressure_psi_act,
    stage.fnc_calc_finito(lectura.spm_promedio) AS spm_actual,
    stage.fnc_calc_finito(lectura.spm_promedio) AS pump_avg_spm_act,
    stage.fnc_calc_finito(lectura.current_amperage) AS motor_current_a_act,
    stage.fnc_calc_finito(lectura.potencia_actual_motor) AS motor_power_hp_act,
    stage.fnc_calc_finito(lectura.pump_fill_monitor) AS llenado_bomba_pct,
    stage.fnc_calc_finito(lectura.pump_fill_monitor) AS pump_fill_monitor_pct,
    stage.fnc_calc_finito(lectura.monitor_llenado_gas) AS gas_fill_monitor_pct_act,
    stage.fnc_calc_finito(lectura.eficiencia_levantamiento) AS lift_efficiency_pct_act,
    stage.fnc_calc_finito(lectura.temperatura_tanque_aceite) AS tank_fluid_temperature_f,
    CASE WHEN momento.es_hoy THEN volumen.fluido_bbl END AS total_fluid_today_bbl,
    CASE WHEN momento.es_hoy THEN contador.petroleo_bbl END AS oil_today_bbl,
    CASE WHEN momento.es_hoy THEN contador.agua_bbl END AS water_today_bbl,
    CASE WHEN momento.es_hoy THEN contador.gas_scf / 1000 END AS gas_today_mcf,
    coalesce(
        stage.fnc_calc_finito(lectura.porcentaje_agua),
        100 * contador.agua_bbl / nullif(greatest(volumen.fluido_bbl, 0), 0)
    ) AS water_cut_pct,
    stage.fnc_calc_finito(lectura.produccion_fluido_diaria) AS produccion_fluido_bpd_act,
    stage.fnc_calc_finito(lectura.produccion_petroleo_diaria) AS produccion_petroleo_diaria_bpd_act,
    stage.fnc_calc_finito(lectura.produccion_agua_diaria) AS produccion_agua_diaria_bpd_act,
    stage.fnc_calc_finito(lectura.fluid_flow_monitor_bpd) AS qf_fluid_flow_monitor_bpd,
    stage.fnc_calc_finito(lectura.rod_weight_buoyant) AS rod_weight_buoyant_lb_act,
    stage.fnc_calc_finito(lectura.maximum_rod_load) AS max_rod_load_lb_act,
    stage.fnc_calc_finito(lectura.minimum_rod_load) AS min_rod_load_lb_act,
    coalesce(
        recorrido.carga_maxima_lb, stage.fnc_calc_finito(lectura.monitor_carga_bomba)
    ) AS max_pump_load_lb_act,
    coalesce(
        recorrido.carga_minima_lb, stage.fnc_calc_finito(lectura.monitor_carga_bomba)
    ) AS min_pump_load_lb_act,
    coalesce(
        stage.fnc_calc_finito(lectura.carrera_bomba_api),
        recorrido.carrera_fondo_in,
        recorrido.carrera_superficie_in,
        stage.fnc_calc_finito(lectura.longitud_carrera_nominal_unidad_in),
        CASE
            WHEN lectura.well_id IS NOT NULL
                THEN stage.fnc_calc_finito(maestra.longitud_carrera_nominal_unidad_in)
        END
    ) AS pump_stroke_length_act,
    coalesce(
        recorrido.carrera_superficie_in, stage.fnc_calc_finito(lectura.s_road_stroke)
    ) AS current_stroke_length_act_in,
    60 * stage.fnc_calc_finito(lectura.tiempo_parada_poc_diario) AS daily_downtime_act,
    kpi.mtbf_hrs AS kpi_mtbf_hrs_act,
    kpi.uptime_pct AS kpi_uptime_pct_act,
    kpi.kwh_bbl AS kpi_kwh_bbl_act,
    kpi.vol_eff_pct AS kpi_vol_eff_pct_act,
    stage.fnc_calc_finito(lectura.inclinacion_cilindro_x) AS inclinacion_cilindro_x_act,
    stage.fnc_calc_finito(lectura.inclinacion_cilindro_y) AS inclinacion_cilindro_y_act,
    CASE
        WHEN inclinacion.grados >= inclinacion.falla THEN 'CRITICAL'
        WHEN inclinacion.grados >= inclinacion.alerta THEN 'WARNING'
        WHEN inclinacion.grados < coalesce(inclinacion.alerta, inclinacion.falla) THEN 'NORMAL'
    END AS inclinacion_severidad_flag,
    inclinacion.falla AS falla_vibracion_grados,
    carta.surface_rod_position,
    carta.surface_rod_load,
    carta.downhole_pump_position,
    carta.downhole_pump_load,
    pozo.pump_spm_target AS spm_target,
    pozo.pump_fill_monitor_target,
    pozo.gas_fill_monitor_target,
    pozo.lift_efficiency_target,
    pozo.tank_fluid_temperature_f_target AS tank_fluid_temp_target,
    pozo.daily_downtime_target,
    pozo.well_head_pressure_target AS whp_target,
    pozo.road_load_target,
    pozo.hydraulic_load_target,
    pozo.mtbf_target,
    pozo.kpi_uptime_pct_target,
    pozo.kpi_kwh_bbl_target,
    pozo.vol_eff_target,
    pozo.ai_accuracy_target,
    adelantada.minutos AS minutos_adelanto
FROM stage.tbl_pozo_maestra AS maestra
CROSS JOIN reloj
LEFT JOIN reporting.dim_pozo AS pozo ON maestra.well_id = pozo.pozo_id
LEFT JOIN LATERAL (
    -- The well's newest reading that does not lie ahead.
    SELECT reciente.*
    FROM stage.tbl_pozo_produccion AS reciente
    WHERE reciente.well_id = maestra.well_id AND reciente.timestamp_lectura <= reloj.limite
    ORDER BY reciente.timestamp_lectura DESC
    LIMIT 1
) AS lectura ON TRUE
CROSS JOIN LATERAL (
    -- What lies ahead: by how much, and when the newest of it arrived.
    SELECT
        ceil(extract(EPOCH FROM max(futura.timestamp_lectura) - reloj.ahora) / 60)::integer AS minutos,
        max(futura.cargado_en) AS llegada
    FROM stage.tbl_pozo_produccion AS futura
    WHERE futura.well_id = maestra.well_id AND futura.timestamp_lectura > reloj.limite
) AS adelantada
CROSS JOIN LATERAL (
    -- The well's last sign of life: what is dated after it arrived counts from when it arrived.
    SELECT
        CASE
            WHEN num_nonnulls(lectura.timestamp_lectura, adelantada.llegada) > 0
                THEN least(
                    greatest(least(lectura.timestamp_lectura, lectura.cargado_en), adelantada.llegada),
                    reloj.ahora
                )
        END AS momento
) AS senal
LEFT JOIN LATERAL (
    -- The newest card of the two hours up to it.
    SELECT
        anterior.surface_rod_position,
        anterior.surface_rod_load,
        anterior.downhole_pump_position,
        anterior.downhole_pump_load
    FROM stage.tbl_pozo_produccion AS anterior
    WHERE
        anterior.well_id = maestra.well_id
        AND anterior.timestamp_lectura > lectura.timestamp_lectura - interval '2 hours'
        AND anterior.timestamp_lectura <= lectura.timestamp_lectura
        AND num_nonnulls(
            anterior.surface_rod_position, anterior.downhole_pump_position, anterior.downhole_pump_load
        ) > 0
    ORDER BY anterior.timestamp_lectura DESC
    LIMIT 1
) AS carta ON TRUE
CROSS JOIN LATERAL (
    -- A stroke or load of a card counts only where its array parses.
    SELECT
        nullif(superficie.maximo - superficie.minimo, 0) AS carrera_superficie_in,
        nullif(fondo.maximo - fondo.minimo, 0) AS carrera_fondo_in,
        carga.maximo AS carga_maxima_lb,
        carga.minimo AS carga_minima_lb
    FROM
        stage.fnc_carta_extremos(carta.surface_rod_position) AS superficie,
        stage.fnc_carta_extremos(carta.downhole_pump_position) AS fondo,
        stage.fnc_carta_extremos(carta.downhole_pump_load) AS carga
) AS recorrido
CROSS JOIN LATERAL (
    SELECT
        floor(extract(EPOCH FROM reloj.ahora - senal.momento) / 60)::integer AS minutos,
        CASE
            WHEN reloj.ahora - senal.momento <= interval '30 minutes' THEN 'ONLINE'
            WHEN reloj.ahora - senal.momento <= interval '60 minutes' THEN 'DELAYED'
            ELSE 'OFFLINE'
        END AS estado,
        extract(HOUR FROM lectura.timestamp_lectura AT TIME ZONE reloj.zona)::integer AS hora_id,
        (lectura.timestamp_lectura AT TIME ZONE reloj.zona)::date
        = (reloj.ahora AT TIME ZONE reloj.zona)::date AS es_hoy
) AS momento
CROSS JOIN LATERAL (
    SELECT
        coalesce(maestra.contador_diario, reloj.contador_diario, 'acumulado') = 'dia_cerrado' AS dia_cerrado
) AS regimen
CROSS JOIN LATERAL (
    -- Of today are the daily counters, under dia_cerrado the meters.
    SELECT
        stage.fnc_calc_finito(
            CASE
                WHEN regimen.dia_cerrado THEN lectura.produccion_petroleo_acumulada
                ELSE lectura.produccion_petroleo_diaria
            END
        ) AS petroleo_bbl,
        stage.fnc_calc_finito(
            CASE
                WHEN regimen.dia_cerrado THEN lectura.medidor_produccion_agua
                ELSE lectura.produccion_agua_diaria
            END
        ) AS agua_bbl,
        stage.fnc_calc_finito(
            CASE
                WHEN regimen.dia_cerrado THEN lectura.medidor_produccion_gas
                ELSE lectura.produccion_gas_diaria
            END
        ) AS gas_scf
) AS contador
CROSS JOIN LATERAL (
    SELECT
        coalesce(
            CASE
                WHEN NOT regimen.dia_cerrado THEN stage.fnc_calc_finito(lectura.produccion_fluido_diaria)
            END,
            coalesce(contador.petroleo_bbl + contador.agua_bbl, contador.petroleo_bbl, contador.agua_bbl),
            CASE WHEN regimen.dia_cerrado THEN stage.fnc_calc_finito(lectura.medidor_produccion_fluido) END
        ) AS fluido_bbl
) AS volumen
CROSS JOIN LATERAL (
    -- Tilt seen from above: how far the point (x, y) lies from the vertical.
    SELECT
        CASE
            WHEN num_nonnulls(lectura.inclinacion_cilindro_x, lectura.inclinacion_cilindro_y) > 0
                THEN sqrt(
                    coalesce(stage.fnc_calc_finito(lectura.inclinacion_cilindro_x), 0) ^ 2
                    + coalesce(stage.fnc_calc_finito(lectura.inclinacion_cilindro_y), 0) ^ 2
                )
        END AS grados,
        pozo.alerta_inclinacion_grados AS alerta,
        pozo.falla_inclinacion_grados AS falla
) AS inclinacion
CROSS JOIN LATERAL (
    -- The newest of each daily KPI in the last 31 days with facts.
    SELECT
        (array_agg(dias.kpi_mtbf_hrs ORDER BY dias.fecha_id DESC)
        FILTER (WHERE dias.kpi_mtbf_hrs IS NOT NULL))[1] AS mtbf_hrs,
        (array_agg(dias.kpi_uptime_pct ORDER BY dias.fecha_id DESC)
        FILTER (WHERE dias.kpi_uptime_pct IS NOT NULL))[1] AS uptime_pct,
        (array_agg(dias.kpi_kwh_bbl ORDER BY dias.fecha_id DESC)
        FILTER (WHERE dias.kpi_kwh_bbl IS NOT NULL))[1] AS kwh_bbl,
        (array_agg(dias.kpi_efic_vol_pct ORDER BY dias.fecha_id DESC)
        FILTER (WHERE dias.kpi_efic_vol_pct IS NOT NULL))[1] AS vol_eff_pct
    FROM (
        SELECT
            dia.fecha_id,
            dia.kpi_mtbf_hrs,
            dia.kpi_uptime_pct,
            dia.kpi_kwh_bbl,
            dia.kpi_efic_vol_pct
        FROM reporting.fact_operaciones_diarias AS dia
        WHERE dia.pozo_id = maestra.well_id AND dia.periodo_comparacion = 'DIARIO'
        ORDER BY dia.fecha_id DESC
        LIMIT 31
    ) AS dias
) AS kpi
LEFT JOIN reporting.dim_hora AS turno ON momento.hora_id = turno.hora_id
LEFT JOIN referencial.tbl_ref_estados_operativos AS estado
    ON estado.codigo_estado = CASE momento.estado
        WHEN 'ONLINE' THEN 'NORMAL'
        WHEN 'DELAYED' THEN 'WARNING'
        ELSE 'OFFLINE'
    END;

COMMENT ON VIEW reporting.vw_foto_pozos
IS 'One row per well of the master with the columns of the snapshot that actualizar_current_values_v4 owns; '
'units as in reporting.dataset_current_values. Columns that depend on the clock move with etl.fnc_ahora().';
