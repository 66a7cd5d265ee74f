-- A well's day: facts, KPIs, targets and verdicts; one row, whose day is NULL where there are no facts.
SELECT
    dia.*,
    pozo.pozo_id AS pozo,
    pozo.nombre_pozo AS nombre,
    pozo.cliente AS del_cliente,
    pozo.region AS de_region,
    pozo.campo AS del_campo,
    pozo.produccion_fluido_target
FROM reporting.dim_pozo AS pozo
LEFT JOIN reporting.vw_kpi_daily AS dia
    ON pozo.pozo_id = dia.well_id AND dia.fecha_id = to_char(%(dia)s::date, 'YYYYMMDD')::integer
WHERE pozo.pozo_id = %(pozo)s;
