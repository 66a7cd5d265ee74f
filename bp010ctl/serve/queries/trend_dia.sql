SELECT
    to_date(hecho.fecha_id::text, 'YYYYMMDD')::timestamptz AS momento,
    __columnas__ -- noqa: RF03
FROM reporting.fact_operaciones_diarias AS hecho
WHERE
    hecho.pozo_id = %(pozo)s
    AND hecho.periodo_comparacion = 'DIARIO'
    AND hecho.fecha_id BETWEEN
    to_char(%(desde)s::timestamptz, 'YYYYMMDD')::integer
    AND to_char(%(hasta)s::timestamptz, 'YYYYMMDD')::integer
ORDER BY hecho.fecha_id
LIMIT 5000;
