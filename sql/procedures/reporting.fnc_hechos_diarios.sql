CREATE OR REPLACE FUNCTION reporting.fnc_hechos_diarios(
    p_pozos integer[],
    p_fechas integer[]
)
RETURNS TABLE (
    fecha_id integer,
    pozo_id integer,
    periodo_comparacion text,
    produccion_fluido_bbl double precision,
    produccion_petroleo_bbl double precision,
    produccion_agua_bbl double precision,
    produccion_gas_mcf double precision,
    diferencia_fluido_bbl double precision,
    diferencia_petroleo_bbl double precision,
    diferencia_agua_bbl double precision,
    diferencia_gas_mcf double precision,
    water_cut_pct double precision,
    spm_maximo double precision,
    promedio_fluid_flow_monitor_bpd double precision,
    spm_promedio double precision,
    presion_cabezal_psi double precision,
    presion_casing_psi double precision,
    pip_psi double precision,
    motor_current_a_avg_day double precision,
    promedio_lift_efficiency_pct double precision,
    promedio_bouyant_rod_weight_lb double precision,
    promedio_pdp_psi double precision,
    promedio_tank_fluid_temp_f double precision,
    promedio_motor_power_hp double precision,
    potencia_promedio_kw double precision,
    carga_max_rod_lb double precision,
    carga_min_rod_lb double precision,
    llenado_bomba_pct double precision,
    kpi_fill_efficiency_pct double precision,
    emboladas_totales double precision,
    tiempo_operacion_hrs double precision,
    tiempo_paro_noprog_hrs double precision,
    consumo_energia_kwh double precision,
    numero_fallas double precision,
    flag_falla boolean,
    horas_vida_ultima_falla double precision,
    estado_motor_fin_dia boolean,
    volumen_teorico_bbl double precision,
    kpi_efic_vol_pct double precision,
    kpi_kwh_bbl double precision,
    kpi_uptime_pct double precision,
    kpi_dop_pct double precision,
    completitud_datos_pct double precision,
    calidad_datos_estado text,
    sat_event_marker boolean,
    flag_ruido_contador boolean,
    lecturas integer
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: measured columns of the daily facts of wells' days (pairs of well and YYYYMMDD): averages over
--   all the day's readings, totals from its hours. Under dia_cerrado the daily counters at the next day's
--   last reading are this day's totals and win; what they differ by is kept.
--   A day without readings has a row only where the next day reported it.
--   Long because each of 47 columns is declared, summed and given by name; each CTE is one step.
-- Second run: the same for the same hours. Writes: nothing.
-- Reads: reporting.fact_operaciones_horarias, reporting.tbl_resumen_horario,
--   reporting.tbl_cierre_contador, reporting.dim_pozo, referencial.tbl_config_kpi.
    WITH ajustes AS MATERIALIZED (
        SELECT
            referencial.fnc_zona_horaria() AS zona,
            referencial.fnc_config('KPI_VOL_EFF', 'cap_pct')::double precision AS tope_eficiencia,
            referencial.fnc_config('DATA_QUALITY', 'ok_threshold_pct')::double precision AS umbral_calidad
    ),

    dias AS (
        SELECT
            claves.fecha_id,
            calendario.fecha,
            pozo.pozo_id,
            pozo.contador_diario = 'dia_cerrado' AS cerrado,
            pozo.diametro_embolo_bomba_in,
            pozo.fecha_sat,
            calendario.fecha::timestamp AT TIME ZONE ajustes.zona AS inicio,
            (calendario.fecha + 1)::timestamp AT TIME ZONE ajustes.zona AS fin
        FROM unnest(p_pozos, p_fechas) AS claves (pozo_id, fecha_id)
        INNER JOIN reporting.dim_pozo AS pozo ON claves.pozo_id = pozo.pozo_id
        CROSS JOIN ajustes
        CROSS JOIN LATERAL (SELECT to_date(claves.fecha_id::text, 'YYYYMMDD')) AS calendario (fecha)
    ),

    medidos AS (
        SELECT
            dias.*,
            -- hours of the day: 23 and 25 where clocks change
            extract(EPOCH FROM dias.fin - dias.inicio)::double precision / 3600 AS horas_del_dia,
            horas.*,
            resumen.*,
            cierre.*,
            coalesce(
                cierre.fluido_medido, reporting.fnc_sumar(cierre.petroleo_cerrado, cierre.agua_cerrada)
            ) AS fluido_cerrado,
            cierre.gas_scf / 1000 AS gas_cerrado
        FROM dias
        CROSS JOIN LATERAL (
            SELECT
                sum(hora.produccion_fluido_bbl) AS fluido,
                sum(hora.prod_petroleo_bbl) AS petroleo,
                sum(hora.prod_agua_bbl) AS agua,
                sum(hora.prod_gas_mcf) AS gas,
                sum(hora.emboladas_hora) AS emboladas,
                sum(hora.tiempo_operacion_min) / 60 AS operacion,
                sum(hora.tiempo_paro_noprog_min) / 60 AS paro,
                sum(hora.consumo_energia_kwh) AS energia,
                sum(hora.numero_fallas_hora) AS fallas,
                max(hora.fecha_hora) FILTER (WHERE hora.numero_fallas_hora > 0) AS hora_falla,
                sum(
                    stage.fnc_calc_desplazamiento_bpd(
                        dias.diametro_embolo_bomba_in,
                        hora.current_stroke_length_in,
                        hora.emboladas_hora / 1440
                    )
                ) AS teorico,
                bool_or(hora.flag_ruido_contador) AS ruido
            FROM (
                SELECT todas.*
                FROM reporting.fact_operaciones_horarias AS todas
                WHERE todas.pozo_id = dias.pozo_id AND todas.fecha_id = dias.fecha_id
                ORDER BY todas.fecha_hora -- sums always in the same order
                OFFSET 0
            ) AS hora
        ) AS horas
        CROSS JOIN LATERAL (
            SELECT
                count(*) AS tramos,
                coalesce(sum(tramo.lecturas), 0)::integer AS lecturas,
                sum(tramo.flujo_suma) AS flujo_suma,
                sum(tramo.flujo_n) AS flujo_n,
                sum(tramo.spm_suma) AS spm_suma,
                sum(tramo.spm_n) AS spm_n,
                sum(tramo.whp_suma) AS whp_suma,
                sum(tramo.whp_n) AS whp_n,
                sum(tramo.chp_suma) AS chp_suma,
                sum(tramo.chp_n) AS chp_n,
                sum(tramo.pip_suma) AS pip_suma,
                sum(tramo.pip_n) AS pip_n,
                sum(tramo.amperaje_suma) AS amperaje_suma,
                sum(tramo.amperaje_n) AS amperaje_n,
                sum(tramo.eficiencia_suma) AS eficiencia_suma,
                sum(tramo.eficiencia_n) AS eficiencia_n,
                sum(tramo.peso_sarta_suma) AS peso_sarta_suma,
                sum(tramo.peso_sarta_n) AS peso_sarta_n,
                sum(tramo.pdp_suma) AS pdp_suma,
                sum(tramo.pdp_n) AS pdp_n,
                sum(tramo.tanque_suma) AS tanque_suma,
                sum(tramo.tanque_n) AS tanque_n,
                sum(tramo.hp_suma) AS hp_suma,
                sum(tramo.hp_n) AS hp_n,
                sum(tramo.llenado_suma) AS llenado_suma,
                sum(tramo.llenado_n) AS llenado_n,
                sum(tramo.corte_agua_suma) AS corte_agua_suma,
                sum(tramo.corte_agua_n) AS corte_agua_n,
                sum(tramo.carrera_suma) AS carrera_suma,
                sum(tramo.carrera_n) AS carrera_n,
                max(tramo.spm_maximo) AS spm_maximo,
                max(tramo.carga_maxima) AS carga_maxima,
                min(tramo.carga_minima) AS carga_minima,
                bool_or(tramo.ultimos[reporting.fnc_serie('energia_medidor')] IS NOT NULL)
                AS hay_medidor_energia
            FROM (
                SELECT todos.*
                FROM reporting.tbl_resumen_horario AS todos
                WHERE todos.well_id = dias.pozo_id
                    AND todos.tramo >= dias.inicio
                    AND todos.tramo < dias.fin
                ORDER BY todos.tramo -- sums always in the same order
                OFFSET 0
            ) AS tramo
        ) AS resumen
        CROSS JOIN LATERAL (
            SELECT
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('fluido_dia')
                ) AS fluido_medido,
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('petroleo_dia')
                ) AS petroleo_cerrado,
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('agua_dia')
                ) AS agua_cerrada,
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('gas_dia')
                ) AS gas_scf,
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('emboladas_dia')
                ) AS emboladas_cerradas,
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('paro_dia')
                ) AS paro_cerrado,
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('fallas_dia')
                ) AS fallas_cerradas,
                max(contador.valor) FILTER (
                    WHERE contador.posicion = reporting.fnc_serie('energia_dia')
                ) AS energia_cerrada,
                count(*) > 0 AS hay_cierre
            FROM reporting.tbl_cierre_contador AS contador
            WHERE dias.cerrado
                AND contador.well_id = dias.pozo_id
                AND contador.fecha = dias.fecha + 1
                AND contador.posicion <= reporting.fnc_serie('energia_dia') -- the counters of the day
        ) AS cierre
    ),

    totales AS (
        SELECT
            medidos.*,
            coalesce(medidos.fluido_cerrado, medidos.fluido) AS fluido_dia,
            coalesce(medidos.petroleo_cerrado, medidos.petroleo) AS petroleo_dia,
            coalesce(medidos.agua_cerrada, medidos.agua) AS agua_dia,
            coalesce(medidos.paro_cerrado, medidos.paro) AS paro_dia,
            coalesce(medidos.fallas_cerradas, medidos.fallas) AS fallas_dia,
            -- the meter before the closed day, the closed day before an estimate from power
            CASE
                WHEN medidos.hay_medidor_energia THEN coalesce(medidos.energia, medidos.energia_cerrada)
                ELSE coalesce(medidos.energia_cerrada, medidos.energia)
            END AS energia_dia,
            CASE
                WHEN medidos.emboladas_cerradas IS NULL THEN medidos.teorico
                ELSE stage.fnc_calc_desplazamiento_bpd(
                    medidos.diametro_embolo_bomba_in,
                    coalesce(
                        reporting.fnc_promedio(medidos.carrera_suma, medidos.carrera_n),
                        -- no stroke of its own: the last one up to the reading that closed the day
                        (
                            SELECT hora.current_stroke_length_in
                            FROM reporting.fact_operaciones_horarias AS hora
                            WHERE hora.pozo_id = medidos.pozo_id
                                AND hora.fecha_id IN (
                                    medidos.fecha_id, to_char(medidos.fecha + 1, 'YYYYMMDD')::integer
                                )
                                AND hora.current_stroke_length_in IS NOT NULL
                            ORDER BY hora.fecha_id, hora.fecha_hora DESC
                            LIMIT 1
                        )
                    ),
                    medidos.emboladas_cerradas / 1440
                )
            END AS teorico_dia
        FROM medidos
        WHERE medidos.tramos > 0 OR medidos.hay_cierre
    )

    SELECT
        totales.fecha_id,
        totales.pozo_id,
        'DIARIO' AS periodo_comparacion,
        totales.fluido_dia AS produccion_fluido_bbl,
        totales.petroleo_dia AS produccion_petroleo_bbl,
        totales.agua_dia AS produccion_agua_bbl,
        coalesce(totales.gas_cerrado, totales.gas) AS produccion_gas_mcf,
        totales.fluido_cerrado - totales.fluido AS diferencia_fluido_bbl,
        totales.petroleo_cerrado - totales.petroleo AS diferencia_petroleo_bbl,
        totales.agua_cerrada - totales.agua AS diferencia_agua_bbl,
        totales.gas_cerrado - totales.gas AS diferencia_gas_mcf,
        coalesce(
            reporting.fnc_promedio(totales.corte_agua_suma, totales.corte_agua_n),
            100 * totales.agua_dia / nullif(totales.fluido_dia, 0)
        ) AS water_cut_pct,
        totales.spm_maximo,
        reporting.fnc_promedio(totales.flujo_suma, totales.flujo_n) AS promedio_fluid_flow_monitor_bpd,
        reporting.fnc_promedio(totales.spm_suma, totales.spm_n) AS spm_promedio,
        reporting.fnc_promedio(totales.whp_suma, totales.whp_n) AS presion_cabezal_psi,
        reporting.fnc_promedio(totales.chp_suma, totales.chp_n) AS presion_casing_psi,
        reporting.fnc_promedio(totales.pip_suma, totales.pip_n) AS pip_psi,
        reporting.fnc_promedio(totales.amperaje_suma, totales.amperaje_n) AS motor_current_a_avg_day,
        reporting.fnc_promedio(totales.eficiencia_suma, totales.eficiencia_n) AS promedio_lift_efficiency_pct,
        reporting.fnc_promedio(totales.peso_sarta_suma, totales.peso_sarta_n)
        AS promedio_bouyant_rod_weight_lb,
        reporting.fnc_promedio(totales.pdp_suma, totales.pdp_n) AS promedio_pdp_psi,
        reporting.fnc_promedio(totales.tanque_suma, totales.tanque_n) AS promedio_tank_fluid_temp_f,
        reporting.fnc_promedio(totales.hp_suma, totales.hp_n) AS promedio_motor_power_hp,
        reporting.fnc_promedio(totales.hp_suma, totales.hp_n) * 0.7457 AS potencia_promedio_kw, -- hp to kW
        totales.carga_maxima AS carga_max_rod_lb,
        totales.carga_minima AS carga_min_rod_lb,
        reporting.fnc_promedio(totales.llenado_suma, totales.llenado_n) AS llenado_bomba_pct,
        reporting.fnc_promedio(totales.llenado_suma, totales.llenado_n) AS kpi_fill_efficiency_pct,
        coalesce(totales.emboladas_cerradas, totales.emboladas) AS emboladas_totales,
        totales.operacion AS tiempo_operacion_hrs,
        totales.paro_dia AS tiempo_paro_noprog_hrs,
        totales.energia_dia AS consumo_energia_kwh,
        totales.fallas_dia AS numero_fallas,
        totales.fallas_dia > 0 AS flag_falla,
        CASE
            WHEN totales.fallas_dia > 0
                THEN coalesce(
                    (
                        SELECT ultimo.marcha_vida
                        FROM reporting.tbl_resumen_horario AS resumen
                        CROSS JOIN LATERAL reporting.fnc_series(resumen.ultimos) AS ultimo
                        WHERE resumen.well_id = totales.pozo_id
                            AND resumen.tramo >= totales.inicio
                            AND resumen.tramo <= totales.hora_falla
                            AND ultimo.marcha_vida IS NOT NULL
                        ORDER BY resumen.tramo DESC
                        LIMIT 1
                    ),
                    (
                        SELECT vida.valor
                        FROM reporting.tbl_cierre_contador AS vida
                        WHERE vida.well_id = totales.pozo_id
                            AND vida.posicion = reporting.fnc_serie('marcha_vida')
                            AND vida.fecha = totales.fecha
                    )
                )
        END AS horas_vida_ultima_falla,
        (
            SELECT ultimo.motor = 1
            FROM reporting.tbl_resumen_horario AS resumen
            CROSS JOIN LATERAL reporting.fnc_series(resumen.ultimos) AS ultimo
            WHERE resumen.well_id = totales.pozo_id
                AND resumen.tramo >= totales.inicio
                AND resumen.tramo < totales.fin
                AND ultimo.motor IS NOT NULL
            ORDER BY resumen.tramo DESC
            LIMIT 1
        ) AS estado_motor_fin_dia,
        totales.teorico_dia AS volumen_teorico_bbl,
        CASE
            WHEN stage.fnc_calc_finito(totales.teorico_dia) > 0 AND totales.fluido_dia IS NOT NULL
                THEN least(100 * totales.fluido_dia / totales.teorico_dia, ajustes.tope_eficiencia)
        END AS kpi_efic_vol_pct,
        totales.energia_dia / nullif(totales.fluido_dia, 0) AS kpi_kwh_bbl,
        100 * totales.operacion / nullif(totales.operacion + totales.paro_dia, 0) AS kpi_uptime_pct,
        100 * totales.operacion / totales.horas_del_dia AS kpi_dop_pct,
        100 * least(totales.tramos / totales.horas_del_dia, 1) AS completitud_datos_pct,
        CASE
            WHEN totales.tramos = 0 THEN 'SIN_DATOS'
            WHEN totales.tramos / totales.horas_del_dia >= ajustes.umbral_calidad THEN 'COMPLETO'
            ELSE 'INCOMPLETO'
        END AS calidad_datos_estado,
        coalesce(totales.fecha = totales.fecha_sat, FALSE) AS sat_event_marker,
        totales.ruido AS flag_ruido_contador,
        totales.lecturas
    FROM totales
    CROSS JOIN ajustes;
$$;

COMMENT ON FUNCTION reporting.fnc_hechos_diarios(integer[], integer[])
IS 'Measured columns of reporting.fact_operaciones_diarias for wells'' days (YYYYMMDD); units as there.';
