CREATE OR REPLACE FUNCTION reporting.fnc_resumir_tramos(
    p_pozos integer[],
    p_tramos timestamptz[],
    p_zona text
)
RETURNS SETOF reporting.tbl_resumen_horario
LANGUAGE plpgsql
STABLE
PARALLEL SAFE
COST 100000 -- many readings: worth a process of its own
SET plan_cache_mode = force_generic_plan
SET enable_bitmapscan = off -- an index scan gives the readings in order
SET enable_memoize = off -- no two hours are alike, and comparing them costs more than computing
AS $$
-- Purpose: sums, extremes and series of wells and hours (pairs of two arrays), from each hour's readings
--   alone, always added in the order of time. Hours without readings give no row. One pass for
--   series that are always there, their falls corrected (reporting.fnc_corregir_series); the others are
--   looked at value by value (reporting.fnc_resumir_series).
-- Second run: the same for the same readings.
-- Reads: stage.tbl_pozo_produccion. Writes: nothing.
BEGIN
    RETURN QUERY
    WITH horas AS MATERIALIZED (
        SELECT
            claves.well_id,
            claves.tramo,
            -- all readings of these 60 minutes bear this hour's name, unless the zone's clock jumps by less
            claves.tramo = date_trunc('hour', claves.tramo, p_zona)
            AND claves.tramo = date_trunc(
                'hour', claves.tramo + interval '59 minutes 59.999999 seconds', p_zona
            ) AS entera
        FROM unnest(p_pozos, p_tramos) AS claves (well_id, tramo)
    )

    SELECT
        horas.well_id,
        horas.tramo,
        resumen.lecturas,
        resumen.primera_lectura,
        resumen.ultima_lectura,
        resumen.spm_suma,
        resumen.spm_n,
        resumen.spm_marcha_suma,
        resumen.spm_marcha_n,
        resumen.whp_suma,
        resumen.whp_n,
        resumen.chp_suma,
        resumen.chp_n,
        resumen.pip_suma,
        resumen.pip_n,
        resumen.pdp_suma,
        resumen.pdp_n,
        resumen.tanque_suma,
        resumen.tanque_n,
        resumen.hp_suma,
        resumen.hp_n,
        resumen.amperaje_suma,
        resumen.amperaje_n,
        resumen.peso_sarta_suma,
        resumen.peso_sarta_n,
        resumen.eficiencia_suma,
        resumen.eficiencia_n,
        resumen.flujo_suma,
        resumen.flujo_n,
        resumen.llenado_suma,
        resumen.llenado_n,
        resumen.corte_agua_suma,
        resumen.corte_agua_n,
        resumen.nivel_suma,
        resumen.nivel_n,
        resumen.carrera_suma,
        resumen.carrera_n,
        resumen.spm_maximo,
        resumen.carga_maxima,
        resumen.carga_minima,
        CASE
            WHEN resumen.carrera_n = 0
                THEN reporting.fnc_carrera_carta(
                    horas.well_id, resumen.primera_lectura, resumen.ultima_lectura
                )
        END,
        series.primeros,
        series.ultimos,
        series.incrementos,
        series.ruido_diario,
        series.ruido_medidor
    FROM horas
    CROSS JOIN LATERAL (
        SELECT
            count(*)::integer AS lecturas,
            min(medidas.timestamp_lectura) AS primera_lectura,
            max(medidas.timestamp_lectura) AS ultima_lectura,
            sum(medidas.spm) AS spm_suma,
            count(medidas.spm)::integer AS spm_n,
            sum(medidas.spm) FILTER (WHERE medidas.en_marcha) AS spm_marcha_suma,
            (count(medidas.spm) FILTER (WHERE medidas.en_marcha))::integer AS spm_marcha_n,
            sum(medidas.whp) AS whp_suma,
            count(medidas.whp)::integer AS whp_n,
            sum(medidas.chp) AS chp_suma,
            count(medidas.chp)::integer AS chp_n,
            sum(medidas.pip) AS pip_suma,
            count(medidas.pip)::integer AS pip_n,
            sum(medidas.pdp) AS pdp_suma,
            count(medidas.pdp)::integer AS pdp_n,
            sum(medidas.tanque) AS tanque_suma,
            count(medidas.tanque)::integer AS tanque_n,
            sum(medidas.hp) AS hp_suma,
            count(medidas.hp)::integer AS hp_n,
            sum(medidas.amperaje) AS amperaje_suma,
            count(medidas.amperaje)::integer AS amperaje_n,
            sum(medidas.peso_sarta) AS peso_sarta_suma,
            count(medidas.peso_sarta)::integer AS peso_sarta_n,
            sum(medidas.eficiencia) AS eficiencia_suma,
            count(medidas.eficiencia)::integer AS eficiencia_n,
            sum(medidas.flujo) AS flujo_suma,
            count(medidas.flujo)::integer AS flujo_n,
            sum(medidas.llenado) AS llenado_suma,
            count(medidas.llenado)::integer AS llenado_n,
            sum(medidas.corte_agua) AS corte_agua_suma,
            count(medidas.corte_agua)::integer AS corte_agua_n,
            sum(medidas.nivel) AS nivel_suma,
            count(medidas.nivel)::integer AS nivel_n,
            sum(medidas.carrera) AS carrera_suma,
            count(medidas.carrera)::integer AS carrera_n,
            max(medidas.spm) AS spm_maximo,
            max(medidas.carga_maxima) AS carga_maxima,
            min(medidas.carga_minima) AS carga_minima,
            array_agg(medidas.serie) AS series -- a row per reading, in the order of time
        FROM (
            SELECT
                lectura.timestamp_lectura,
                coalesce(lectura.estado_motor, lectura.spm_promedio > 0) AS en_marcha,
                CASE WHEN abs(lectura.spm_promedio) < 1e50 THEN lectura.spm_promedio END AS spm,
                CASE WHEN abs(lectura.presion_cabezal) < 1e50 THEN lectura.presion_cabezal END AS whp,
                CASE WHEN abs(lectura.presion_casing) < 1e50 THEN lectura.presion_casing END AS chp,
                CASE WHEN abs(lectura.pip) < 1e50 THEN lectura.pip END AS pip,
                CASE WHEN abs(lectura.presion_descarga_bomba) < 1e50 THEN lectura.presion_descarga_bomba END AS pdp,
                CASE WHEN abs(lectura.temperatura_tanque_aceite) < 1e50 THEN lectura.temperatura_tanque_aceite END AS tanque,
                CASE WHEN abs(lectura.potencia_actual_motor) < 1e50 THEN lectura.potencia_actual_motor END AS hp,
                CASE WHEN abs(lectura.current_amperage) < 1e50 THEN lectura.current_amperage END AS amperaje,
                CASE WHEN abs(lectura.rod_weight_buoyant) < 1e50 THEN lectura.rod_weight_buoyant END AS peso_sarta,
                CASE WHEN abs(lectura.eficiencia_levantamiento) < 1e50 THEN lectura.eficiencia_levantamiento END AS eficiencia,
                CASE WHEN abs(lectura.fluid_flow_monitor_bpd) < 1e50 THEN lectura.fluid_flow_monitor_bpd END AS flujo,
                CASE WHEN abs(lectura.pump_fill_monitor) < 1e50 THEN lectura.pump_fill_monitor END AS llenado,
                CASE WHEN abs(lectura.porcentaje_agua) < 1e50 THEN lectura.porcentaje_agua END AS corte_agua,
                CASE WHEN abs(lectura.nivel_fluido_dinamico) < 1e50 THEN lectura.nivel_fluido_dinamico END AS nivel,
                CASE WHEN abs(lectura.carrera_bomba_api) < 1e50 THEN lectura.carrera_bomba_api END AS carrera,
                CASE
                    WHEN abs(lectura.maximum_rod_load) < 1e50 THEN lectura.maximum_rod_load
                END AS carga_maxima,
                CASE
                    WHEN abs(lectura.minimum_rod_load) < 1e50 THEN lectura.minimum_rod_load
                END AS carga_minima,
                reporting.fnc_serie_lectura(lectura) AS serie
            FROM stage.tbl_pozo_produccion AS lectura
            WHERE lectura.well_id = horas.well_id
                AND lectura.timestamp_lectura >= horas.tramo
                AND lectura.timestamp_lectura < horas.tramo + interval '1 hour'
                AND (
                    horas.entera
                    OR date_trunc('hour', lectura.timestamp_lectura, p_zona) = horas.tramo
                )
            ORDER BY lectura.timestamp_lectura
        ) AS medidas
        HAVING count(*) > 0
    ) AS resumen
    CROSS JOIN LATERAL (
        -- rows in which a counter fell or the motor changed
        SELECT array_agg(fila.numero) AS filas
        FROM generate_series(2, resumen.lecturas) AS fila (numero)
            WHERE resumen.series[fila.numero][1] < resumen.series[fila.numero - 1][1]
            OR resumen.series[fila.numero][2] < resumen.series[fila.numero - 1][2]
            OR resumen.series[fila.numero][3] < resumen.series[fila.numero - 1][3]
            OR resumen.series[fila.numero][4] < resumen.series[fila.numero - 1][4]
            OR resumen.series[fila.numero][5] < resumen.series[fila.numero - 1][5]
            OR resumen.series[fila.numero][6] < resumen.series[fila.numero - 1][6]
            OR resumen.series[fila.numero][7] < resumen.series[fila.numero - 1][7]
            OR resumen.series[fila.numero][8] < resumen.series[fila.numero - 1][8]
            OR resumen.series[fila.numero][9] < resumen.series[fila.numero - 1][9]
            OR resumen.series[fila.numero][10] < resumen.series[fila.numero - 1][10]
            OR resumen.series[fila.numero][11] < resumen.series[fila.numero - 1][11]
            OR resumen.series[fila.numero][12] < resumen.series[fila.numero - 1][12]
            OR resumen.series[fila.numero][13] < resumen.series[fila.numero - 1][13]
            OR resumen.series[fila.numero][14] < resumen.series[fila.numero - 1][14]
            OR resumen.series[fila.numero][15] < resumen.series[fila.numero - 1][15]
            OR resumen.series[fila.numero][16] < resumen.series[fila.numero - 1][16]
            OR resumen.series[fila.numero][17] < resumen.series[fila.numero - 1][17]
            OR resumen.series[fila.numero][18] < resumen.series[fila.numero - 1][18]
            OR resumen.series[fila.numero][19] < resumen.series[fila.numero - 1][19]
            OR resumen.series[fila.numero][20] <> resumen.series[fila.numero - 1][20]
    ) AS cambios
    LEFT JOIN LATERAL (
        SELECT corregidas.*
        FROM reporting.fnc_corregir_series(resumen.series, cambios.filas) AS corregidas
        WHERE cambios.filas IS NOT NULL
        OFFSET 0 -- else it would be computed for every hour
    ) AS correccion ON TRUE
    CROSS JOIN LATERAL (
        -- positions to look at value by value: what is missing, or not to be believed, in some readings
        SELECT
            coalesce(correccion.dudosas, 0)
            | coalesce(bit_or(1::bigint << extremos.posicion), 0) AS posiciones
        FROM (
            SELECT
                serie.posicion,
                resumen.series[1][serie.posicion] AS primero,
                resumen.series[resumen.lecturas][serie.posicion] AS ultimo
            FROM generate_series(1, 21) AS serie (posicion)
        ) AS extremos
        WHERE 'NaN' IN (
                reporting.fnc_contador_creible(extremos.primero),
                reporting.fnc_contador_creible(extremos.ultimo)
            )
            AND NOT (extremos.primero = 'NaN' AND extremos.ultimo = 'NaN')
    ) AS dudas
    LEFT JOIN LATERAL (
        SELECT detalle.*
        FROM reporting.fnc_resumir_series(resumen.series, dudas.posiciones) AS detalle
        WHERE dudas.posiciones <> 0
        OFFSET 0
    ) AS vistas ON TRUE
    CROSS JOIN LATERAL (
        -- generate_series comes in order, and array_agg keeps it
        SELECT
            array_agg(
                CASE WHEN extremos.vista THEN vistas.primeros[extremos.posicion] ELSE nullif(extremos.primero, 'NaN') END
            ) AS primeros,
            array_agg(
                CASE WHEN extremos.vista THEN vistas.ultimos[extremos.posicion] ELSE nullif(extremos.ultimo, 'NaN') END
            ) AS ultimos,
            array_agg(
                CASE
                    WHEN extremos.vista THEN vistas.incrementos[extremos.posicion]
                    WHEN resumen.lecturas = 1 OR extremos.ultimo = 'NaN' THEN NULL
                    ELSE coalesce(correccion.correcciones[extremos.posicion], 0) + CASE extremos.posicion
                        WHEN 20 THEN 0
                        WHEN 21
                            THEN extremos.ultimo * resumen.series[resumen.lecturas][20]
                                - extremos.primero * resumen.series[1][20]
                        ELSE extremos.ultimo - extremos.primero
                    END
                END
            ) AS incrementos,
            coalesce(bool_or(extremos.ruido) FILTER (WHERE extremos.posicion <= 8), FALSE) AS ruido_diario,
            coalesce(bool_or(extremos.ruido) FILTER (WHERE extremos.posicion BETWEEN 9 AND 19), FALSE)
            AS ruido_medidor
        FROM (
            SELECT
                serie.posicion,
                resumen.series[1][serie.posicion] AS primero,
                resumen.series[resumen.lecturas][serie.posicion] AS ultimo,
                dudas.posiciones & (1::bigint << serie.posicion) <> 0 AS vista,
                coalesce(vistas.ruidos[serie.posicion], correccion.ruidos[serie.posicion]) AS ruido
            FROM generate_series(1, 21) AS serie (posicion)
            OFFSET 0
        ) AS extremos
    ) AS series;
END;
$$;

COMMENT ON FUNCTION reporting.fnc_resumir_tramos(integer[], timestamptz[], text)
IS 'Rows of reporting.tbl_resumen_horario for wells and hours of a zone; units as there.';
