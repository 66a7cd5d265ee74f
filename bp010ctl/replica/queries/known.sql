SELECT
    t.tabla,
    t.clase,
    t.cada_segundos,
    t.estado,
    t.columnas,
    t.marca,
    t.foto_en,
    t.prueba,
    t.probada_en,
    t.ejecucion_id,
    (
        SELECT count(*)
        FROM etl.replica_rechazos AS r
        WHERE r.replica = t.replica AND r.tabla = t.tabla
    ) AS apartadas
FROM etl.replica_tablas AS t
WHERE t.replica = %(replica)s
ORDER BY t.tabla;
