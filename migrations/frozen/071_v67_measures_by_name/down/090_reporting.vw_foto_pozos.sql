-- noqa: disable=AM09,LT02,LT09,ST05
-- A subquery after LATERAL cannot be a CTE, and sqlfluff does not know how far it is to be indented.
CREATE OR REPLACE VIEW reporting.vw_foto_pozos
WITH (security_invoker = TRUE) AS
-- LIMIT 1 on one row: a step is planned and computed once, not at each of its uses (planning took 25 times
-- as long).
WITH reloj AS MATERIALIZED (
    SELECT
        etl.fnc_ahora() AS ahora,
        stage.fnc_limite_lecturas() AS limite,
        referencial.fnc_zona_horaria() AS zona,
        referencial.fnc_config_texto('OPERACION', 'contador_diario') AS contador_diario
),

vigencia AS MATERIALIZED ( -- how long each measure counts as new, looked up once
    SELECT
        array_agg(medidas.medida ORDER BY medidas.posicion) AS medidas,
        array_agg(make_interval(mins => medidas.limite_min) ORDER BY medidas.posicion) AS limites,
        make_interval(mins => min(medidas.limite_min)) AS menor,
        make_interval(
            mins => min(medidas.limite_min) FILTER (WHERE medidas.medida = 'water_cut_pct')
        ) AS corte,
        make_interval(
            mins => min(medidas.limite_min) FILTER (WHERE medidas.medida = 'pump_stroke_length_act')
        ) AS carrera
    FROM reporting.vw_medidas AS medidas
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
    medida.estado_motor AS motor_running_flag,
    stage.fnc_calc_finito(medida.presion_cabezal) AS well_head_pressure_psi_act,
    stage.fnc_calc_finito(medida.presion_casing) AS casing_head_pressure_psi_act,
    stage.fnc_calc_finito(medida.pip) AS pump_intake_pressure_psi_act,
    stage.fnc_calc_finito(medida.presion_descarga_bomba) AS pump_discharge_pressure_psi_act,
    stage.fnc_calc_finito(medida.spm_promedio) AS spm_actual,
    stage.fnc_calc_finito(medida.spm_promedio) AS pump_avg_spm_act,
    stage.fnc_calc_finito(medida.current_amperage) AS motor_current_a_act,
    stage.fnc_calc_finito(medida.potencia_actual_motor) AS motor_power_hp_act,
    stage.fnc_calc_finito(medida.pump_fill_monitor) AS llenado_bomba_pct,
    stage.fnc_calc_finito(medida.pump_fill_monitor) AS pump_fill_monitor_pct,
    stage.fnc_calc_finito(medida.monitor_llenado_gas) AS gas_fill_monitor_pct_act,
    stage.fnc_calc_finito(medida.eficiencia_levantamiento) AS lift_efficiency_pct_act,
    stage.fnc_calc_finito(medida.temperatura_tanque_aceite) AS tank_fluid_temperature_f,
    CASE WHEN momento.es_hoy THEN volumen.fluido_bbl END AS total_fluid_today_bbl,
    CASE WHEN momento.es_hoy THEN contador.petroleo_bbl END AS oil_today_bbl,
    CASE WHEN momento.es_hoy THEN contador.agua_bbl END AS water_today_bbl,
    CASE WHEN momento.es_hoy THEN contador.gas_scf / 1000 END AS gas_today_mcf,
    corte.agua_pct AS water_cut_pct,
    stage.fnc_calc_finito(medida.produccion_fluido_diaria) AS produccion_fluido_bpd_act,
    stage.fnc_calc_finito(medida.produccion_petroleo_diaria) AS produccion_petroleo_diaria_bpd_act,
    stage.fnc_calc_finito(medida.produccion_agua_diaria) AS produccion_agua_diaria_bpd_act,
    stage.fnc_calc_finito(medida.fluid_flow_monitor_bpd) AS qf_fluid_flow_monitor_bpd,
    stage.fnc_calc_finito(medida.rod_weight_buoyant) AS rod_weight_buoyant_lb_act,
    stage.fnc_calc_finito(medida.maximum_rod_load) AS max_rod_load_lb_act,
    stage.fnc_calc_finito(medida.minimum_rod_load) AS min_rod_load_lb_act,
    coalesce(
        recorrido.carga_maxima_lb, stage.fnc_calc_finito(medida.monitor_carga_bomba)
    ) AS max_pump_load_lb_act,
    coalesce(
        recorrido.carga_minima_lb, stage.fnc_calc_finito(medida.monitor_carga_bomba)
    ) AS min_pump_load_lb_act,
    coalesce(
        CASE WHEN carrera.es_vigente THEN stage.fnc_calc_finito(medida.carrera_bomba_api) END,
        recorrido.carrera_fondo_in,
        recorrido.carrera_superficie_in,
        stage.fnc_calc_finito(medida.carrera_bomba_api),
        stage.fnc_calc_finito(medida.longitud_carrera_nominal_unidad_in),
        CASE
            WHEN lectura.well_id IS NOT NULL
                THEN stage.fnc_calc_finito(maestra.longitud_carrera_nominal_unidad_in)
        END
    ) AS pump_stroke_length_act,
    coalesce(
        recorrido.carrera_superficie_in, stage.fnc_calc_finito(medida.s_road_stroke)
    ) AS current_stroke_length_act_in,
    60 * stage.fnc_calc_finito(medida.tiempo_parada_poc_diario) AS daily_downtime_act,
    kpi.mtbf_hrs AS kpi_mtbf_hrs_act,
    kpi.uptime_pct AS kpi_uptime_pct_act,
    kpi.kwh_bbl AS kpi_kwh_bbl_act,
    kpi.vol_eff_pct AS kpi_vol_eff_pct_act,
    stage.fnc_calc_finito(medida.inclinacion_cilindro_x) AS inclinacion_cilindro_x_act,
    stage.fnc_calc_finito(medida.inclinacion_cilindro_y) AS inclinacion_cilindro_y_act,
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
    adelantada.minutos AS minutos_adelanto,
    CASE WHEN medida.well_id IS NOT NULL THEN tiempos.momentos END AS momentos,
    CASE
        WHEN reloj.ahora - vigencia.menor > ANY(tiempos.momentos) -- mostly nothing is old
            THEN ARRAY(
                SELECT leidas.medida
                FROM unnest(
                    vigencia.medidas, vigencia.limites, tiempos.momentos
                ) AS leidas (medida, limite, momento)
                WHERE reloj.ahora - leidas.momento > leidas.limite
            )
        WHEN medida.well_id IS NOT NULL THEN '{}'
    END AS medidas_viejas
FROM stage.tbl_pozo_maestra AS maestra
CROSS JOIN reloj
CROSS JOIN vigencia
LEFT JOIN reporting.dim_pozo AS pozo ON maestra.well_id = pozo.pozo_id
LEFT JOIN LATERAL (
    -- The well's newest reading that does not lie ahead.
    SELECT
        reciente.well_id,
        reciente.timestamp_lectura,
        reciente.cargado_en
    FROM stage.tbl_pozo_produccion AS reciente
    WHERE reciente.well_id = maestra.well_id AND reciente.timestamp_lectura <= reloj.limite
    ORDER BY reciente.timestamp_lectura DESC
    LIMIT 1
) AS lectura ON TRUE
LEFT JOIN reporting.vw_ultimas_medidas AS medida ON maestra.well_id = medida.well_id
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
    LIMIT 1
) AS senal
LEFT JOIN LATERAL (
    -- The newest card of the two hours up to it.
    SELECT
        anterior.timestamp_lectura AS momento,
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
    LIMIT 1
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
        = (reloj.ahora AT TIME ZONE reloj.zona)::date AS es_hoy,
        date_trunc('day', lectura.timestamp_lectura, reloj.zona) AS dia
    LIMIT 1
) AS momento
CROSS JOIN LATERAL (
    SELECT
        coalesce(maestra.contador_diario, reloj.contador_diario, 'acumulado') = 'dia_cerrado' AS dia_cerrado
    LIMIT 1
) AS regimen
CROSS JOIN LATERAL (
    -- Of today are the daily counters, under dia_cerrado the meters; each is of the day that it was read on.
    SELECT
        CASE
            WHEN regimen.dia_cerrado THEN medida.produccion_petroleo_acumulada_en
            ELSE medida.produccion_petroleo_diaria_en
        END AS petroleo_en,
        CASE
            WHEN regimen.dia_cerrado THEN medida.medidor_produccion_agua_en
            ELSE medida.produccion_agua_diaria_en
        END AS agua_en,
        CASE
            WHEN regimen.dia_cerrado THEN medida.medidor_produccion_gas_en
            ELSE medida.produccion_gas_diaria_en
        END AS gas_en
    LIMIT 1
) AS leido
CROSS JOIN LATERAL (
    SELECT
        CASE
            WHEN leido.petroleo_en >= momento.dia
                THEN stage.fnc_calc_finito(
                    CASE
                        WHEN regimen.dia_cerrado THEN medida.produccion_petroleo_acumulada
                        ELSE medida.produccion_petroleo_diaria
                    END
                )
        END AS petroleo_bbl,
        CASE
            WHEN leido.agua_en >= momento.dia
                THEN stage.fnc_calc_finito(
                    CASE
                        WHEN regimen.dia_cerrado THEN medida.medidor_produccion_agua
                        ELSE medida.produccion_agua_diaria
                    END
                )
        END AS agua_bbl,
        CASE
            WHEN leido.gas_en >= momento.dia
                THEN stage.fnc_calc_finito(
                    CASE
                        WHEN regimen.dia_cerrado THEN medida.medidor_produccion_gas
                        ELSE medida.produccion_gas_diaria
                    END
                )
        END AS gas_scf,
        CASE
            WHEN medida.produccion_fluido_diaria_en >= momento.dia AND NOT regimen.dia_cerrado
                THEN stage.fnc_calc_finito(medida.produccion_fluido_diaria)
        END AS fluido_diario_bbl,
        CASE
            WHEN medida.medidor_produccion_fluido_en >= momento.dia AND regimen.dia_cerrado
                THEN stage.fnc_calc_finito(medida.medidor_produccion_fluido)
        END AS fluido_medidor_bbl
    LIMIT 1
) AS contador
CROSS JOIN LATERAL (
    SELECT
        coalesce(
            contador.fluido_diario_bbl,
            contador.petroleo_bbl + contador.agua_bbl,
            contador.petroleo_bbl,
            contador.agua_bbl,
            contador.fluido_medidor_bbl
        ) AS fluido_bbl,
        CASE
            WHEN contador.fluido_diario_bbl IS NOT NULL THEN medida.produccion_fluido_diaria_en
            WHEN num_nonnulls(contador.petroleo_bbl, contador.agua_bbl) > 0
                THEN least(
                    CASE WHEN contador.petroleo_bbl IS NOT NULL THEN leido.petroleo_en END,
                    CASE WHEN contador.agua_bbl IS NOT NULL THEN leido.agua_en END
                )
            WHEN contador.fluido_medidor_bbl IS NOT NULL THEN medida.medidor_produccion_fluido_en
        END AS fluido_en
    LIMIT 1
) AS volumen
CROSS JOIN LATERAL (
    SELECT
        100 * contador.agua_bbl / nullif(greatest(volumen.fluido_bbl, 0), 0) AS agua_pct,
        least(leido.agua_en, volumen.fluido_en) AS agua_en
    LIMIT 1
) AS contado
CROSS JOIN LATERAL (
    -- The measured water cut, unless it is old and the counters give a newer one.
    SELECT
        CASE
            WHEN medido.vale THEN stage.fnc_calc_finito(medida.porcentaje_agua)
            ELSE contado.agua_pct
        END AS agua_pct,
        CASE
            WHEN medido.vale THEN medida.porcentaje_agua_en
            WHEN contado.agua_pct IS NOT NULL THEN contado.agua_en
        END AS agua_en
    FROM (
        SELECT
            medida.porcentaje_agua IS NOT NULL
            AND (
                contado.agua_pct IS NULL
                OR medida.porcentaje_agua_en >= least(reloj.ahora - vigencia.corte, contado.agua_en)
            ) AS vale
    ) AS medido
    LIMIT 1
) AS corte
CROSS JOIN LATERAL (
    -- The measured stroke counts before the card's, unless it is old and the card newer.
    SELECT
        medida.carrera_bomba_api_en >= least(reloj.ahora - vigencia.carrera, carta.momento) AS es_vigente
    LIMIT 1
) AS carrera
CROSS JOIN LATERAL (
    -- Tilt seen from above: how far the point (x, y) lies from the vertical.
    SELECT
        CASE
            WHEN num_nonnulls(medida.inclinacion_cilindro_x, medida.inclinacion_cilindro_y) > 0
                THEN sqrt(
                    coalesce(stage.fnc_calc_finito(medida.inclinacion_cilindro_x), 0) ^ 2
                    + coalesce(stage.fnc_calc_finito(medida.inclinacion_cilindro_y), 0) ^ 2
                )
        END AS grados,
        pozo.alerta_inclinacion_grados AS alerta,
        pozo.falla_inclinacion_grados AS falla
    LIMIT 1
) AS inclinacion
CROSS JOIN LATERAL (
    -- When each measure was read, in the order of reporting.vw_medidas.
    SELECT
        ARRAY[
            medida.estado_motor_en,
            medida.presion_cabezal_en,
            medida.presion_casing_en,
            medida.pip_en,
            medida.presion_descarga_bomba_en,
            medida.spm_promedio_en,
            medida.spm_promedio_en,
            medida.current_amperage_en,
            medida.potencia_actual_motor_en,
            medida.pump_fill_monitor_en,
            medida.pump_fill_monitor_en,
            medida.monitor_llenado_gas_en,
            medida.eficiencia_levantamiento_en,
            medida.temperatura_tanque_aceite_en,
            CASE WHEN momento.es_hoy THEN volumen.fluido_en END,
            CASE WHEN momento.es_hoy AND leido.petroleo_en >= momento.dia THEN leido.petroleo_en END,
            CASE WHEN momento.es_hoy AND leido.agua_en >= momento.dia THEN leido.agua_en END,
            CASE WHEN momento.es_hoy AND leido.gas_en >= momento.dia THEN leido.gas_en END,
            corte.agua_en,
            medida.produccion_fluido_diaria_en,
            medida.produccion_petroleo_diaria_en,
            medida.produccion_agua_diaria_en,
            medida.fluid_flow_monitor_bpd_en,
            medida.rod_weight_buoyant_en,
            medida.maximum_rod_load_en,
            medida.minimum_rod_load_en,
            CASE
                WHEN recorrido.carga_maxima_lb IS NOT NULL THEN carta.momento
                ELSE medida.monitor_carga_bomba_en
            END,
            CASE
                WHEN recorrido.carga_minima_lb IS NOT NULL THEN carta.momento
                ELSE medida.monitor_carga_bomba_en
            END,
            CASE
                WHEN carrera.es_vigente THEN medida.carrera_bomba_api_en
                WHEN num_nonnulls(recorrido.carrera_fondo_in, recorrido.carrera_superficie_in) > 0
                    THEN carta.momento
                ELSE medida.carrera_bomba_api_en
            END,
            CASE
                WHEN recorrido.carrera_superficie_in IS NOT NULL THEN carta.momento
                ELSE medida.s_road_stroke_en
            END,
            medida.tiempo_parada_poc_diario_en,
            medida.inclinacion_cilindro_x_en,
            medida.inclinacion_cilindro_y_en,
            medida.maximum_rod_load_en,
            medida.maximum_rod_load_en
        ] AS momentos
    LIMIT 1
) AS tiempos
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
IS 'One row per well of the master with the columns of the snapshot that actualizar_current_values_v4 owns, '
'its measures as of the last run; '
'units as in reporting.dataset_current_values. Columns that depend on the clock move with etl.fnc_ahora().';
