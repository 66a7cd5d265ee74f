-- The runs of a cycle under one name, the newest first, and whether the session of each is there.
SELECT
    e.id,
    e.estado,
    e.error_mensaje,
    e.registros_cargados,
    (
        SELECT count(*)
        FROM pg_catalog.pg_stat_activity AS sesiones
        WHERE sesiones.pid = e.backend_pid AND sesiones.backend_start = e.backend_inicio
    ) > 0 AS vive
FROM etl.etl_ejecuciones AS e
WHERE
    e.origen = %(origen)s
    AND e.etl_tipo = %(ciclo)s
    AND e.ocupado_por IS NULL
    AND e.recupera_id IS NULL
ORDER BY e.id DESC;
