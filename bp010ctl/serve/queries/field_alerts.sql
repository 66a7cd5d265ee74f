-- What is wrong with these wells, the worst first; of equals, silence and a motor that stands.
SELECT
    alerta.well_id,
    alerta.variable,
    alerta.valor,
    alerta.unidad,
    alerta.desviacion_pct,
    alerta.status_level,
    alerta.status_label,
    alerta.color
FROM reporting.vw_alerts AS alerta
WHERE alerta.well_id = ANY(%(pozos)s)
ORDER BY
    alerta.prioridad_atencion ASC,
    alerta.variable IN ('comunicacion', 'motor') DESC,
    alerta.variable ASC;
