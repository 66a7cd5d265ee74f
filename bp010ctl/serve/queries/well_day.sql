SELECT dia.*
FROM reporting.fact_operaciones_diarias AS dia
WHERE dia.pozo_id = %(pozo)s AND dia.periodo_comparacion = 'DIARIO'
ORDER BY dia.fecha_id DESC
LIMIT 1;
