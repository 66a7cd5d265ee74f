-- The user's wells in figures. A total of barrels says of how many wells it is.
WITH reloj AS MATERIALIZED (
    SELECT etl.fnc_ahora() AS ahora
),

pozos AS (
    SELECT
        actual.*,
        pozo.produccion_fluido_target,
        actual.minutos_sin_reportar
        + greatest(floor(extract(EPOCH FROM reloj.ahora - actual.updated_at) / 60), 0)::integer AS minutos
    FROM reporting.dataset_current_values AS actual
    CROSS JOIN reloj
    LEFT JOIN reporting.dim_pozo AS pozo ON actual.well_id = pozo.pozo_id
)

SELECT
    count(pozos.well_id) AS pozos,
    count(*) FILTER (WHERE pozos.minutos <= 30) AS en_linea,
    count(*) FILTER (WHERE pozos.minutos > 30 AND pozos.minutos <= 60) AS con_retraso,
    count(pozos.well_id) FILTER (WHERE (pozos.minutos <= 60) IS NOT TRUE) AS sin_comunicacion,
    count(*) FILTER (WHERE pozos.motor_running_flag IS FALSE) AS parados,
    sum(pozos.total_fluid_today_bbl) AS fluido_bbl,
    count(pozos.total_fluid_today_bbl) AS con_fluido,
    sum(pozos.oil_today_bbl) AS petroleo_bbl,
    count(pozos.oil_today_bbl) AS con_petroleo,
    max(pozos.ultima_actualizacion) AS ultima_lectura,
    max(pozos.updated_at) AS foto,
    max(reloj.ahora) AS ahora
FROM reloj
LEFT JOIN pozos ON TRUE;
