-- Each cycle: when it is due, since when it is scheduled by whom, its newest run, how far it is behind.
-- solapes: runs of the last 24 hours that were still going, or found it going, at the next start.
WITH ciclos AS MATERIALIZED (
    SELECT
        c.*,
        etl.fnc_proximo_tick(c.expresion_cron, etl.fnc_reloj()) AS proxima
    FROM etl.ciclos AS c
    WHERE c.expresion_cron IS NOT NULL
),

periodos AS MATERIALIZED (
    SELECT
        c.*,
        extract(EPOCH FROM etl.fnc_proximo_tick(c.expresion_cron, c.proxima) - c.proxima)::double precision
            AS periodo
    FROM ciclos AS c
),

programas AS (
    SELECT
        v.ciclo,
        min(v.desde) AS desde,
        array_agg(v.programador ORDER BY v.programador) AS programadores
    FROM etl.ciclo_vigencias AS v
    WHERE v.hasta IS NULL
    GROUP BY v.ciclo
),

solapes AS (
    SELECT
        e.etl_tipo,
        count(*) AS cuantos
    FROM etl.etl_ejecuciones AS e
    INNER JOIN periodos AS p ON e.etl_tipo = p.ciclo
    WHERE
        e.fecha_inicio > (SELECT etl.fnc_reloj() - interval '1 day')
        AND e.ubicacion_id IS NULL
        AND e.ticks_perdidos IS NULL
        AND (e.ocupado_por IS NOT NULL OR e.duracion_segundos > p.periodo)
    GROUP BY e.etl_tipo
)

SELECT
    c.ciclo,
    c.expresion_cron,
    c.activo,
    c.limite_segundos,
    p.desde AS programado_desde,
    p.programadores,
    c.proxima,
    c.periodo AS periodo_segundos,
    u.id AS ejecucion_id,
    u.fecha_inicio AS ultima,
    u.estado,
    u.duracion_segundos,
    u.error_mensaje,
    u.ultimo_exito,
    extract(EPOCH FROM etl.fnc_reloj() - coalesce(u.ultimo_exito, p.desde))::double precision
        AS atraso_segundos,
    coalesce(s.cuantos, 0) AS solapes
FROM periodos AS c
LEFT JOIN etl.v_ultimas_ejecuciones AS u ON c.ciclo = u.etl_tipo AND u.ubicacion_id IS NULL
LEFT JOIN programas AS p ON c.ciclo = p.ciclo
LEFT JOIN solapes AS s ON c.ciclo = s.etl_tipo
ORDER BY c.periodo, c.ciclo;
