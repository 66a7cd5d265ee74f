-- What the wells made together on each of the days up to one, and how many of them have a figure.
SELECT
    tiempo.fecha AS dia,
    sum(dia.produccion_fluido_bbl) AS fluido_bbl,
    count(dia.produccion_fluido_bbl) AS pozos_con_fluido,
    sum(dia.produccion_petroleo_bbl) AS petroleo_bbl,
    count(dia.produccion_petroleo_bbl) AS pozos_con_petroleo,
    sum(dia.produccion_agua_bbl) AS agua_bbl,
    sum(dia.consumo_energia_kwh) AS energia_kwh,
    sum(dia.tiempo_paro_noprog_hrs) AS paro_h,
    sum(dia.numero_fallas) AS paradas
FROM reporting.fact_operaciones_diarias AS dia
INNER JOIN reporting.dim_pozo AS pozo ON dia.pozo_id = pozo.pozo_id
INNER JOIN reporting.dim_tiempo AS tiempo ON dia.fecha_id = tiempo.fecha_id
WHERE
    dia.periodo_comparacion = 'DIARIO'
    AND dia.fecha_id BETWEEN
    to_char(%(dia)s::date - %(dias)s::integer + 1, 'YYYYMMDD')::integer
    AND to_char(%(dia)s::date, 'YYYYMMDD')::integer
    AND (%(cliente)s::text IS NULL OR pozo.cliente = %(cliente)s::text)
    AND (%(region)s::text IS NULL OR pozo.region = %(region)s::text)
    AND (%(campo)s::text IS NULL OR pozo.campo = %(campo)s::text)
GROUP BY tiempo.fecha
ORDER BY tiempo.fecha;
