CREATE OR REPLACE FUNCTION reporting.fnc_hechos_horarios(
    p_pozos integer[],
    p_fechas integer[]
)
RETURNS TABLE (
    fecha_id integer,
    hora_id integer,
    pozo_id integer,
    fecha_hora timestamptz,
    prod_petroleo_bbl double precision,
    prod_petroleo_diaria_bpd double precision,
    prod_agua_bbl double precision,
    prod_gas_mcf double precision,
    produccion_fluido_bbl double precision,
    prod_acumulada_dia_bbl double precision,
    fluid_flow_monitor_bpd double precision,
    spm_promedio double precision,
    presion_cabezal_psi double precision,
    presion_casing_psi double precision,
    pip_psi double precision,
    amperaje_motor_a double precision,
    lift_efficiency_pct double precision,
    bouyant_rod_weight_lb double precision,
    pdp_psi double precision,
    tank_fluid_temp_f double precision,
    motor_power_hp double precision,
    current_stroke_length_in double precision,
    tiempo_operacion_min double precision,
    estado_motor_fin_hora boolean,
    numero_fallas_hora double precision,
    emboladas_hora double precision,
    consumo_energia_kwh double precision,
    tiempo_paro_noprog_min double precision,
    flag_ruido_contador boolean,
    lecturas integer
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: measured columns of the hourly facts of wells' days (pairs of well and YYYYMMDD). The well's
--   regime says which counters speak: acumulado the daily ones, dia_cerrado the meters. A substitute is
--   chosen for a whole day, else its increments would count again in those of the counter it stands for.
--   Run time alone falls back hour by hour, since an hour is never more than 60 minutes.
--   Two hours of one name (change to winter time) become one row.
--   Long because each of 30 columns is chosen, summed and given by name.
-- Second run: the same for the same hours. Writes: nothing.
-- Reads: reporting.tbl_resumen_horario, reporting.tbl_cierre_contador, reporting.dim_pozo.
    WITH tramos AS (
        SELECT
            resumen.*,
            series.fecha,
            series.totales,
            ultimo.motor,
            pozo.longitud_carrera_nominal_unidad_in,
            pozo.contador_diario = 'acumulado' AS acumulado,
            extract(HOUR FROM series.tramo AT TIME ZONE zona.nombre)::integer AS hora,
            series.ruido_medidor OR series.ruido_diario AND pozo.contador_diario = 'acumulado' AS ruido,
            least(
                coalesce(total.marcha_vida * 60, total.marcha_medidor * 60, total.reloj / 60),
                CASE
                    WHEN coalesce(total.marcha_vida, total.marcha_medidor, total.reloj) IS NOT NULL
                        THEN 60
                END
            ) AS minutos,
            bool_or(ultimo.fluido_dia IS NOT NULL) OVER dia AS hay_fluido_diario,
            bool_or(ultimo.emboladas_dia IS NOT NULL) OVER dia AS hay_emboladas_diarias,
            bool_or(ultimo.paro_dia IS NOT NULL) OVER dia AS hay_paro_diario,
            bool_or(ultimo.fallas_dia IS NOT NULL) OVER dia AS hay_fallas_diarias,
            bool_or(ultimo.energia_dia IS NOT NULL) OVER dia AS hay_energia_diaria,
            bool_or(coalesce(ultimo.petroleo_medidor, ultimo.agua_medidor) IS NOT NULL) OVER dia
            AS hay_medidores_de_fases,
            bool_or(ultimo.emboladas_medidor IS NOT NULL) OVER dia AS hay_medidor_emboladas,
            bool_or(ultimo.energia_medidor IS NOT NULL) OVER dia AS hay_medidor_energia,
            bool_or(ultimo.fallas_medidor IS NOT NULL) OVER dia AS hay_medidor_fallas,
            bool_or(ultimo.emboladas_vida IS NOT NULL) OVER dia AS hay_emboladas_de_vida
        FROM reporting.fnc_incrementar_tramos(
            p_pozos,
            ARRAY(
                SELECT to_date(claves.fecha_id::text, 'YYYYMMDD')
                FROM unnest(p_fechas) WITH ORDINALITY AS claves (fecha_id, orden)
                ORDER BY claves.orden
            )
        ) AS series
        INNER JOIN reporting.tbl_resumen_horario AS resumen
            ON series.well_id = resumen.well_id AND series.tramo = resumen.tramo
        INNER JOIN reporting.dim_pozo AS pozo
            ON series.well_id = pozo.pozo_id
        CROSS JOIN LATERAL reporting.fnc_series(series.totales) AS total
        CROSS JOIN LATERAL reporting.fnc_series(resumen.ultimos) AS ultimo
        CROSS JOIN referencial.fnc_zona_horaria() AS zona (nombre)
        WINDOW dia AS (PARTITION BY series.well_id, series.fecha)
    ),

    elegidos AS (
        SELECT
            tramos.*,
            CASE WHEN tramos.acumulado THEN total.petroleo_dia ELSE total.petroleo_medidor END AS petroleo,
            CASE WHEN tramos.acumulado THEN total.agua_dia ELSE total.agua_medidor END AS agua,
            CASE WHEN tramos.acumulado THEN total.gas_dia ELSE total.gas_medidor END AS gas,
            CASE
                WHEN tramos.acumulado AND tramos.hay_fluido_diario THEN total.fluido_dia
                WHEN tramos.acumulado THEN reporting.fnc_sumar(total.petroleo_dia, total.agua_dia)
                WHEN tramos.hay_medidores_de_fases
                    THEN reporting.fnc_sumar(total.petroleo_medidor, total.agua_medidor)
                ELSE total.fluido_medidor
            END AS fluido,
            CASE
                WHEN tramos.acumulado AND tramos.hay_emboladas_diarias THEN total.emboladas_dia
                WHEN tramos.hay_medidor_emboladas THEN total.emboladas_medidor
                WHEN tramos.hay_emboladas_de_vida THEN total.emboladas_vida
                ELSE reporting.fnc_promedio(tramos.spm_marcha_suma, tramos.spm_marcha_n) * tramos.minutos
            END AS emboladas,
            CASE
                WHEN tramos.acumulado AND tramos.hay_paro_diario THEN total.paro_dia
                ELSE total.paro_medidor
            END AS horas_paro,
            CASE
                WHEN tramos.acumulado AND tramos.hay_fallas_diarias THEN total.fallas_dia
                WHEN tramos.hay_medidor_fallas THEN total.fallas_medidor
                ELSE total.motor
            END AS fallas,
            CASE
                WHEN tramos.hay_medidor_energia THEN total.energia_medidor
                WHEN tramos.acumulado AND tramos.hay_energia_diaria THEN total.energia_dia
                ELSE reporting.fnc_promedio(tramos.hp_suma, tramos.hp_n) * 0.7457 * tramos.minutos / 60
            END AS energia
        FROM tramos
        CROSS JOIN LATERAL reporting.fnc_series(tramos.totales) AS total
    ),

    horas AS (
        SELECT
            elegidos.well_id,
            elegidos.fecha,
            elegidos.hora,
            min(elegidos.tramo) AS tramo,
            sum(elegidos.petroleo) AS petroleo,
            count(elegidos.petroleo) AS veces_petroleo, -- two where the zone's clock goes back
            sum(elegidos.agua) AS agua,
            sum(elegidos.gas) AS gas,
            sum(elegidos.fluido) AS fluido,
            sum(elegidos.flujo_suma) AS flujo_suma,
            sum(elegidos.flujo_n) AS flujo_n,
            sum(elegidos.spm_suma) AS spm_suma,
            sum(elegidos.spm_n) AS spm_n,
            sum(elegidos.whp_suma) AS whp_suma,
            sum(elegidos.whp_n) AS whp_n,
            sum(elegidos.chp_suma) AS chp_suma,
            sum(elegidos.chp_n) AS chp_n,
            sum(elegidos.pip_suma) AS pip_suma,
            sum(elegidos.pip_n) AS pip_n,
            sum(elegidos.amperaje_suma) AS amperaje_suma,
            sum(elegidos.amperaje_n) AS amperaje_n,
            sum(elegidos.eficiencia_suma) AS eficiencia_suma,
            sum(elegidos.eficiencia_n) AS eficiencia_n,
            sum(elegidos.peso_sarta_suma) AS peso_sarta_suma,
            sum(elegidos.peso_sarta_n) AS peso_sarta_n,
            sum(elegidos.pdp_suma) AS pdp_suma,
            sum(elegidos.pdp_n) AS pdp_n,
            sum(elegidos.tanque_suma) AS tanque_suma,
            sum(elegidos.tanque_n) AS tanque_n,
            sum(elegidos.hp_suma) AS hp_suma,
            sum(elegidos.hp_n) AS hp_n,
            sum(elegidos.carrera_suma) AS carrera_suma,
            sum(elegidos.carrera_n) AS carrera_n,
            max(elegidos.carrera_carta) AS carrera_carta,
            max(elegidos.longitud_carrera_nominal_unidad_in) AS carrera_nominal,
            sum(elegidos.minutos) AS minutos,
            (array_agg(elegidos.motor ORDER BY elegidos.tramo DESC))[1] AS motor,
            sum(elegidos.fallas) AS fallas,
            sum(elegidos.emboladas) AS emboladas,
            sum(elegidos.energia) AS energia,
            sum(elegidos.horas_paro) AS horas_paro,
            bool_or(elegidos.ruido) AS ruido,
            sum(elegidos.lecturas)::integer AS lecturas
        FROM elegidos
        GROUP BY elegidos.well_id, elegidos.fecha, elegidos.hora
    )

    SELECT
        to_char(horas.fecha, 'YYYYMMDD')::integer AS fecha_id,
        horas.hora AS hora_id,
        horas.well_id AS pozo_id,
        horas.tramo AS fecha_hora,
        horas.petroleo AS prod_petroleo_bbl,
        horas.petroleo * 24 / nullif(horas.veces_petroleo, 0) AS prod_petroleo_diaria_bpd,
        horas.agua AS prod_agua_bbl,
        horas.gas / 1000 AS prod_gas_mcf, -- scf to mcf
        horas.fluido AS produccion_fluido_bbl,
        sum(horas.fluido) OVER (PARTITION BY horas.well_id, horas.fecha ORDER BY horas.tramo)
        AS prod_acumulada_dia_bbl,
        reporting.fnc_promedio(horas.flujo_suma, horas.flujo_n) AS fluid_flow_monitor_bpd,
        reporting.fnc_promedio(horas.spm_suma, horas.spm_n) AS spm_promedio,
        reporting.fnc_promedio(horas.whp_suma, horas.whp_n) AS presion_cabezal_psi,
        reporting.fnc_promedio(horas.chp_suma, horas.chp_n) AS presion_casing_psi,
        reporting.fnc_promedio(horas.pip_suma, horas.pip_n) AS pip_psi,
        reporting.fnc_promedio(horas.amperaje_suma, horas.amperaje_n) AS amperaje_motor_a,
        reporting.fnc_promedio(horas.eficiencia_suma, horas.eficiencia_n) AS lift_efficiency_pct,
        reporting.fnc_promedio(horas.peso_sarta_suma, horas.peso_sarta_n) AS bouyant_rod_weight_lb,
        reporting.fnc_promedio(horas.pdp_suma, horas.pdp_n) AS pdp_psi,
        reporting.fnc_promedio(horas.tanque_suma, horas.tanque_n) AS tank_fluid_temp_f,
        reporting.fnc_promedio(horas.hp_suma, horas.hp_n) AS motor_power_hp,
        coalesce(
            reporting.fnc_promedio(horas.carrera_suma, horas.carrera_n),
            horas.carrera_carta,
            horas.carrera_nominal
        ) AS current_stroke_length_in,
        horas.minutos AS tiempo_operacion_min,
        horas.motor = 1 AS estado_motor_fin_hora,
        horas.fallas AS numero_fallas_hora,
        horas.emboladas AS emboladas_hora,
        horas.energia AS consumo_energia_kwh,
        horas.horas_paro * 60 AS tiempo_paro_noprog_min,
        horas.ruido AS flag_ruido_contador,
        horas.lecturas
    FROM horas;
$$;

COMMENT ON FUNCTION reporting.fnc_hechos_horarios(integer[], integer[])
IS 'Measured columns of reporting.fact_operaciones_horarias for wells'' days (YYYYMMDD); units as there.';
