SELECT
    to_date(hecho.anio_mes, 'YYYY-MM')::timestamptz AS momento,
    __columnas__ -- noqa: RF03
FROM reporting.fact_operaciones_mensuales AS hecho
WHERE
    hecho.pozo_id = %(pozo)s
    AND hecho.anio_mes BETWEEN
    to_char(%(desde)s::timestamptz, 'YYYY-MM')
    AND to_char(%(hasta)s::timestamptz, 'YYYY-MM')
ORDER BY hecho.anio_mes
LIMIT 5000;
