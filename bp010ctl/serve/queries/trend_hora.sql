SELECT
    hecho.fecha_hora AS momento,
    __columnas__ -- noqa: RF03
FROM reporting.fact_operaciones_horarias AS hecho
WHERE
    hecho.pozo_id = %(pozo)s
    AND hecho.fecha_hora >= %(desde)s
    AND hecho.fecha_hora < %(hasta)s
    AND hecho.fecha_id BETWEEN
    to_char(%(desde)s::timestamptz - interval '1 day', 'YYYYMMDD')::integer
    AND to_char(%(hasta)s::timestamptz + interval '1 day', 'YYYYMMDD')::integer
ORDER BY hecho.fecha_hora
LIMIT 5000;
