SELECT
    t.orden,
    t.hasta
FROM etl.replica_tramos AS t
WHERE t.replica = %(replica)s AND t.tabla = %(tabla)s
ORDER BY t.orden;
