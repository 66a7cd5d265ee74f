-- Each source: whether it is polled, its newest run, since when none was good, whether a gap grows.
SELECT
    f.fuente,
    f.activa,
    f.motivo_pausa,
    3 * f.cadencia_segundos + f.limite_segundos AS paciencia,
    extract(EPOCH FROM etl.fnc_reloj() - coalesce(f.sondeada_en, f.creada_en))::double precision
        AS sin_sondeo,
    extract(EPOCH FROM etl.fnc_reloj() - coalesce(u.ultimo_exito, f.creada_en))::double precision
        AS sin_exito,
    u.ultimo_exito IS NOT NULL AS hubo_exito,
    u.estado,
    concat_ws(': ', u.error_tipo, u.error_mensaje) AS error, -- noqa: RF04
    (
        SELECT array_agg(e.ubicacion_id ORDER BY e.ubicacion_id)
        FROM etl.etl_ejecuciones AS e
        WHERE
            e.etl_tipo = f.tipo
            AND starts_with(e.ubicacion_id, f.ubicacion_id || '/')
            AND e.hueco_abierto
    ) AS unidades
FROM etl.fuentes AS f
LEFT JOIN etl.v_ultimas_ejecuciones AS u ON f.tipo = u.etl_tipo AND f.ubicacion_id = u.ubicacion_id
ORDER BY f.fuente;
