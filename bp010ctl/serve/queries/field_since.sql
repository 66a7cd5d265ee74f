-- noqa: disable=ST05
-- A subquery after LATERAL cannot be a CTE.
-- Since which hour the motor of these wells is as it is now; NULL where nothing else was seen in 31 days.
SELECT
    actual.well_id,
    otra.fecha_hora + interval '1 hour' AS desde
FROM reporting.dataset_current_values AS actual
CROSS JOIN
    LATERAL (
        SELECT max(hora.fecha_hora) AS fecha_hora
        FROM (
            SELECT hecho.fecha_hora
            FROM reporting.fact_operaciones_horarias AS hecho
            WHERE
                hecho.pozo_id = actual.well_id
                AND hecho.fecha_id >= to_char(etl.fnc_ahora() - interval '31 days', 'YYYYMMDD')::integer
                AND hecho.estado_motor_fin_hora = (NOT actual.motor_running_flag)
            ORDER BY hecho.fecha_id DESC, hecho.hora_id DESC
            LIMIT 1
        ) AS hora
    ) AS otra
WHERE actual.well_id = ANY(%(pozos)s);
