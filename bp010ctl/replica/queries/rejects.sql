SELECT
    r.llave,
    r.columna,
    r.valor,
    r.motivo
FROM etl.replica_rechazos AS r
WHERE r.replica = %(replica)s AND r.tabla = %(tabla)s
ORDER BY r.llave, r.columna;
