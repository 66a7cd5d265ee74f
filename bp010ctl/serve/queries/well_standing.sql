-- How old what is known of the well is, by the database's clock.
WITH reloj AS (
    SELECT etl.fnc_ahora() AS ahora
),

hoy AS (
    SELECT max(dia.fecha) AS fecha
    FROM reporting.dim_tiempo AS dia
    INNER JOIN reloj ON dia.fecha <= reloj.ahora::date
)

SELECT
    reloj.ahora,
    current_setting('TimeZone') AS zona,
    actual.ultima_actualizacion,
    actual.updated_at AS foto,
    actual.minutos_sin_reportar
    + greatest(floor(extract(EPOCH FROM reloj.ahora - actual.updated_at) / 60), 0)::integer AS minutos,
    turno.turno_operativo,
    hoy.fecha
FROM reporting.dataset_current_values AS actual
CROSS JOIN reloj
CROSS JOIN hoy
LEFT JOIN reporting.dim_hora AS turno
    ON extract(HOUR FROM actual.ultima_actualizacion)::integer = turno.hora_id
WHERE actual.well_id = %(pozo)s;
