SELECT mes.*
FROM reporting.fact_operaciones_mensuales AS mes
WHERE mes.pozo_id = %(pozo)s
ORDER BY mes.anio_mes DESC
LIMIT 1;
