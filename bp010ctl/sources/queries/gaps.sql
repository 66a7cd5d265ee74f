-- Gaps of a source that its range can make up for now: those that do not grow any more, the newest first,
-- after pauses that double from a minute with each try that failed.
SELECT
    g.id,
    g.ubicacion_id,
    g.desde,
    g.hasta
FROM etl.v_gaps_pendientes AS g
INNER JOIN etl.etl_ejecuciones AS e ON g.id = e.id
WHERE
    g.etl_tipo = %(tipo)s
    AND (g.ubicacion_id = %(ubicacion)s OR starts_with(g.ubicacion_id, %(ubicacion)s || '/'))
    AND NOT e.hueco_abierto
    AND (
        %(ya)s
        OR g.ultimo_intento IS NULL
        OR g.ultimo_intento + least(interval '1 minute' * 2 ^ least(g.intentos - 1, 11), interval '1 day')
        <= etl.fnc_reloj()
    )
ORDER BY g.hasta DESC, g.id DESC
LIMIT %(cuantos)s;
