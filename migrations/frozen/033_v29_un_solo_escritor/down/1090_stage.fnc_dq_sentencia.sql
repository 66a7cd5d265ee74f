CREATE OR REPLACE FUNCTION stage.fnc_dq_sentencia()
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the query that judges readings by every rule that runs on readings, hour by hour; its columns
--   are those of stage.fnc_dq_juzgar_horas. Parameters: $1 wells, $2 their UTC hours, $3 operating zone,
--   $4 whether every reading is to be kept. Each reading is looked at once.
-- Dynamic: which rules there are and which columns they judge is data (stage.vw_dq_reglas), and columns
--   compared in place cost a tenth of unpivoting every reading.
-- Second run: pure. Reads: stage.vw_dq_reglas. Writes: nothing.
DECLARE
    v_columnas text;
    v_mala text;
    v_reglas text;
    v_evaluadas text;
    v_fallos text;
    v_avisos text;
    v_tardias text;
    v_valores text;
    v_tardes text;
BEGIN
    SELECT
        string_agg(format(', %s', p.columna), '' ORDER BY r.regla_id),
        string_agg(format(' OR %s', p.mala), '' ORDER BY r.regla_id),
        string_agg(r.regla_id::text, ', ' ORDER BY r.regla_id),
        string_agg(format('count(j.v%s)', r.regla_id), ', ' ORDER BY r.regla_id),
        string_agg(CASE r.resultado WHEN 'FAIL' THEN p.cuenta ELSE '0' END, ', ' ORDER BY r.regla_id),
        string_agg(CASE r.resultado WHEN 'WARNING' THEN p.cuenta ELSE '0' END, ', ' ORDER BY r.regla_id),
        string_agg(
            CASE
                WHEN r.latencia_max_segundos IS NULL THEN '0'
                ELSE format('count(j.v%s) FILTER (WHERE j.tarde%s)', r.regla_id, r.latencia_max_segundos)
            END,
            ', ' ORDER BY r.regla_id
        ),
        coalesce(string_agg(p.valor, ', ' ORDER BY r.regla_id), 'NULL')
    INTO v_columnas, v_mala, v_reglas, v_evaluadas, v_fallos, v_avisos, v_tardias, v_valores
    FROM stage.vw_dq_reglas AS r
    CROSS JOIN LATERAL (
        SELECT
            format('l.%I AS v%s', r.columna, r.regla_id) AS columna,
            CASE r.tipo
                WHEN 'numero' THEN format(
                    '%%s NOT BETWEEN %L::double precision AND %L::double precision', r.minimo, r.maximo
                )
                WHEN 'carta' THEN 'NOT stage.fnc_carta_util(%s)'
                ELSE 'FALSE'
            END AS mala,
            CASE r.tipo
                WHEN 'numero' THEN format('j.v%s', r.regla_id)
                WHEN 'carta' THEN format('stage.fnc_carta_tamano(j.v%s)', r.regla_id)
                ELSE format('CASE WHEN j.v%s IS NOT NULL THEN 1 END', r.regla_id)
            END AS valor
    ) AS e
    CROSS JOIN LATERAL (
        SELECT
            e.columna,
            e.valor,
            format(e.mala, format('l.%I', r.columna)) AS mala,
            format('count(*) FILTER (WHERE j.guardar AND %s)', format(e.mala, format('j.v%s', r.regla_id))) AS cuenta
    ) AS p
    WHERE r.origen = 'lecturas';

    SELECT string_agg(
        format(
            ', l.cargado_en > l.timestamp_lectura + %L::interval AS tarde%s',
            make_interval(secs => d.segundos), d.segundos
        ),
        ''
    )
    INTO v_tardes
    FROM (
        SELECT DISTINCT r.latencia_max_segundos AS segundos
        FROM stage.vw_dq_reglas AS r
        WHERE r.origen = 'lecturas' AND r.latencia_max_segundos IS NOT NULL
    ) AS d;

    RETURN format(
        $sql$
        SELECT
            t.well_id,
            t.hora,
            t.fecha,
            r.*
        FROM (
            -- An hour across midnight of the operating zone is cut there.
            SELECT
                k.well_id,
                k.hora,
                d.fecha,
                greatest(k.hora, d.fecha::timestamp AT TIME ZONE $3) AS desde,
                least(k.hora + interval '1 hour', (d.fecha + 1)::timestamp AT TIME ZONE $3) AS hasta
            FROM unnest($1, $2) AS k (well_id, hora)
            CROSS JOIN LATERAL (
                SELECT (k.hora AT TIME ZONE $3)::date + n.dias AS fecha
                FROM (VALUES (0), (1)) AS n (dias)
            ) AS d
            WHERE d.fecha::timestamp AT TIME ZONE $3 < k.hora + interval '1 hour'
        ) AS t
        CROSS JOIN LATERAL (
            SELECT
                max(j.timestamp_lectura) AS ultima_lectura,
                count(*)::integer AS lecturas,
                ARRAY[%3$s]::integer[] AS reglas,
                ARRAY[%4$s]::integer[] AS evaluadas,
                ARRAY[%5$s]::integer[] AS fallos,
                ARRAY[%6$s]::integer[] AS avisos,
                ARRAY[%7$s]::integer[] AS tardias,
                array_agg(j.produccion_id) FILTER (WHERE j.guardar) AS producciones,
                array_agg(j.timestamp_lectura) FILTER (WHERE j.guardar) AS momentos,
                array_agg(ARRAY[%8$s]::double precision[]) FILTER (WHERE j.guardar) AS valores
            FROM (
                SELECT
                    l.produccion_id,
                    l.timestamp_lectura,
                    $4 %2$s AS guardar
                    %9$s
                    %1$s
                FROM stage.tbl_pozo_produccion AS l
                WHERE
                    l.well_id = t.well_id
                    AND l.timestamp_lectura >= t.desde
                    AND l.timestamp_lectura < t.hasta
                OFFSET 0 -- a reading is judged once; only those that break a rule are told by which
            ) AS j
        ) AS r
        WHERE r.lecturas > 0
        $sql$,
        v_columnas, v_mala, v_reglas, v_evaluadas, v_fallos, v_avisos, v_tardias, v_valores, v_tardes
    );
END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_sentencia()
IS 'Text of the query that judges the readings of given wells and hours by all rules in one pass; see its '
'header for the parameters.';
