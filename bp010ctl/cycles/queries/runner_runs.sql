-- The runs that a server process has made since.
SELECT
    e.id,
    e.etl_tipo AS ciclo,
    e.estado,
    e.duracion_segundos,
    e.registros_cargados,
    e.error_tipo,
    e.error_mensaje,
    e.ocupado_por,
    e.recupera_id,
    EXISTS (
        SELECT
        FROM etl.etl_ejecucion_pasos AS p
        INNER JOIN etl.ciclo_pasos AS c ON p.orden = c.orden
        WHERE
            p.ejecucion_id = e.id
            AND c.ciclo = e.etl_tipo
            AND p.estado = 'fallido'
            AND (c.critico OR p.error_sqlstate = '57014')
    ) AND e.estado = 'fallido' AS detenida
FROM etl.etl_ejecuciones AS e
WHERE e.id > %(despues_de)s AND e.backend_pid = %(pid)s
ORDER BY e.id;
