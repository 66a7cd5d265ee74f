-- The gaps that etl.sp_recuperar would run now, in its order.
SELECT
    gaps.id,
    gaps.etl_tipo,
    gaps.ubicacion_id,
    gaps.desde,
    gaps.hasta,
    gaps.intentos
FROM etl.v_gaps_pendientes AS gaps
INNER JOIN etl.ciclos AS ciclos ON gaps.etl_tipo = ciclos.ciclo
WHERE
    gaps.etl_tipo NOT IN ('recuperacion', 'vigilancia')
    AND ciclos.activo
    AND ciclos.expresion_cron IS NOT NULL
    AND (
        gaps.ultimo_intento IS NULL
        OR gaps.ultimo_intento + least(interval '15 minutes' * 2 ^ (gaps.intentos - 1), interval '1 day')
        <= etl.fnc_reloj()
    )
ORDER BY gaps.intentos, gaps.fecha_inicio, gaps.id
LIMIT %(most)s;
