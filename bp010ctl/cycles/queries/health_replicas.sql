-- Each replica: tables that are late by twice their period and more, that were found different from
-- their source, that have not come to the end of a load, and values that could not be kept.
SELECT
    t.replica,
    count(*) AS tablas,
    count(*) FILTER (
        WHERE t.foto_en < etl.fnc_reloj() - make_interval(secs => 2 * t.cada_segundos)
    ) AS atrasadas,
    min(t.foto_en) AS mas_antigua,
    array_agg(t.tabla ORDER BY t.tabla) FILTER (WHERE t.prueba = 'diferente') AS diferentes,
    array_agg(t.tabla ORDER BY t.tabla) FILTER (WHERE t.estado = 'cargando') AS cargando,
    (SELECT count(*) FROM etl.replica_rechazos AS r WHERE r.replica = t.replica) AS apartadas,
    (
        SELECT string_agg(DISTINCT c.detalle, '; ' ORDER BY c.detalle)
        FROM etl.replica_calidad AS c
        INNER JOIN etl.etl_ejecuciones AS e ON c.ejecucion_id = e.id
        WHERE
            c.medida = 'estructura'
            AND e.id >= (SELECT min(u.ejecucion_id) FROM etl.replica_tablas AS u WHERE u.replica = t.replica)
            AND starts_with(e.ubicacion_id, t.replica || '.')
    ) AS estructura
FROM etl.replica_tablas AS t
GROUP BY t.replica
ORDER BY t.replica;
