CREATE OR REPLACE FUNCTION stage.fnc_dq_sentencia()
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the query that judges readings by every rule that runs on readings, hour by hour; its columns
--   are those of stage.dq_hora. Parameters: $1 wells, $2 their UTC hours, $3 operating zone,
--   $4 whether every reading is to be kept. Each reading is looked at once.
--   Long because it shows the query that it makes as a whole.
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
        string_agg(format(', %s', pieza.columna), '' ORDER BY regla.regla_id),
        string_agg(format(' OR %s', pieza.mala), '' ORDER BY regla.regla_id),
        string_agg(regla.regla_id::text, ', ' ORDER BY regla.regla_id),
        string_agg(pieza.evaluadas, ', ' ORDER BY regla.regla_id),
        string_agg(pieza.fallos, ', ' ORDER BY regla.regla_id),
        string_agg(pieza.avisos, ', ' ORDER BY regla.regla_id),
        string_agg(pieza.tardias, ', ' ORDER BY regla.regla_id),
        coalesce(string_agg(pieza.valor, ', ' ORDER BY regla.regla_id), 'NULL')
    INTO v_columnas, v_mala, v_reglas, v_evaluadas, v_fallos, v_avisos, v_tardias, v_valores
    FROM stage.vw_dq_reglas AS regla
    CROSS JOIN LATERAL (
        SELECT
            format('lectura.%I', regla.columna) AS leida,
            format('juzgada.valor_%s', regla.regla_id) AS juzgada,
            CASE regla.tipo
                WHEN 'numero' THEN format(
                    '%%s NOT BETWEEN %L::double precision AND %L::double precision',
                    regla.minimo,
                    regla.maximo
                )
                WHEN 'carta' THEN 'NOT stage.fnc_carta_util(%s)'
                ELSE 'FALSE'
            END AS mala,
            CASE regla.tipo
                WHEN 'numero' THEN '%s'
                WHEN 'carta' THEN 'stage.fnc_carta_tamano(%s)'
                ELSE 'CASE WHEN %s IS NOT NULL THEN 1 END'
            END AS valor
    ) AS formato
    CROSS JOIN LATERAL (
        SELECT
            format(
                'count(*) FILTER (WHERE juzgada.guardar AND %s)', format(formato.mala, formato.juzgada)
            ) AS malas
    ) AS cuenta
    CROSS JOIN LATERAL (
        SELECT
            format('%s AS valor_%s', formato.leida, regla.regla_id) AS columna,
            format(formato.mala, formato.leida) AS mala,
            format(formato.valor, formato.juzgada) AS valor,
            format('count(%s)', formato.juzgada) AS evaluadas,
            CASE regla.resultado WHEN 'FAIL' THEN cuenta.malas ELSE '0' END AS fallos,
            CASE regla.resultado WHEN 'WARNING' THEN cuenta.malas ELSE '0' END AS avisos,
            CASE
                WHEN regla.latencia_max_segundos IS NULL THEN '0'
                ELSE format(
                    'count(%s) FILTER (WHERE juzgada.tarde%s)', formato.juzgada, regla.latencia_max_segundos
                )
            END AS tardias
    ) AS pieza
    WHERE regla.origen = 'lecturas';

    SELECT string_agg(
        format(
            ', lectura.cargado_en > lectura.timestamp_lectura + %L::interval AS tarde%s',
            make_interval(secs => demora.segundos), demora.segundos
        ),
        ''
    )
    INTO v_tardes
    FROM (
        SELECT DISTINCT regla.latencia_max_segundos AS segundos
        FROM stage.vw_dq_reglas AS regla
        WHERE regla.origen = 'lecturas' AND regla.latencia_max_segundos IS NOT NULL
    ) AS demora;

    RETURN format(
        $sql$
        SELECT
            tramo.well_id,
            tramo.hora,
            tramo.fecha,
            cuenta.*
        FROM (
            -- An hour across midnight of the operating zone is cut there.
            SELECT
                clave.well_id,
                clave.hora,
                dia.fecha,
                greatest(clave.hora, dia.fecha::timestamp AT TIME ZONE $3) AS desde,
                least(clave.hora + interval '1 hour', (dia.fecha + 1)::timestamp AT TIME ZONE $3) AS hasta
            FROM unnest($1, $2) AS clave (well_id, hora)
            CROSS JOIN LATERAL (
                SELECT (clave.hora AT TIME ZONE $3)::date + paso.dias AS fecha
                FROM (VALUES (0), (1)) AS paso (dias)
            ) AS dia
            WHERE dia.fecha::timestamp AT TIME ZONE $3 < clave.hora + interval '1 hour'
        ) AS tramo
        CROSS JOIN LATERAL (
            SELECT
                max(juzgada.timestamp_lectura) AS ultima_lectura,
                count(*)::integer AS lecturas,
                ARRAY[%3$s]::integer[] AS reglas,
                ARRAY[%4$s]::integer[] AS evaluadas,
                ARRAY[%5$s]::integer[] AS fallos,
                ARRAY[%6$s]::integer[] AS avisos,
                ARRAY[%7$s]::integer[] AS tardias,
                array_agg(juzgada.produccion_id) FILTER (WHERE juzgada.guardar) AS producciones,
                array_agg(juzgada.timestamp_lectura) FILTER (WHERE juzgada.guardar) AS momentos,
                array_agg(ARRAY[%8$s]::double precision[]) FILTER (WHERE juzgada.guardar) AS valores
            FROM (
                SELECT
                    lectura.produccion_id,
                    lectura.timestamp_lectura,
                    $4 %2$s AS guardar
                    %9$s
                    %1$s
                FROM stage.tbl_pozo_produccion AS lectura
                WHERE
                    lectura.well_id = tramo.well_id
                    AND lectura.timestamp_lectura >= tramo.desde
                    AND lectura.timestamp_lectura < tramo.hasta
                OFFSET 0 -- a reading is judged once; only those that break a rule are told by which
            ) AS juzgada
        ) AS cuenta
        $sql$,
        v_columnas, v_mala, v_reglas, v_evaluadas, v_fallos, v_avisos, v_tardias, v_valores, v_tardes
    );
END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_sentencia()
IS 'Text of the query that judges the readings of given wells and hours by all rules in one pass; see its '
'header for the parameters.';
