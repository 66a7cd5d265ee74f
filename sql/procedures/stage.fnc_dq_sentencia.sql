CREATE OR REPLACE FUNCTION stage.fnc_dq_sentencia()
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the one statement that judges readings by every rule that runs on readings. Parameters: $1
--   wells, $2 their UTC hours, $3 operating zone, $4 whether PASS is kept too. It counts per well, hour
--   and day, looks again only at readings with something to keep, writes what differs, and returns the
--   wells and days of its hours with the number of verdicts written and removed.
-- Dynamic: which rules there are and which columns they judge is data (stage.vw_dq_reglas), and columns
--   compared in place cost a tenth of unpivoting every reading.
-- Second run: pure. Reads: stage.vw_dq_reglas. Writes: nothing itself.
DECLARE
    v_juicios text;
    v_infracciones text;
    v_evaluadas text;
    v_fallos text;
    v_avisos text;
    v_tardias text;
    v_tardes text;
    v_reglas text;
    v_filas text;
BEGIN
    SELECT
        string_agg(format(', %s AS v%s', p.valor, r.regla_id), '' ORDER BY r.regla_id),
        string_agg(' OR ' || p.infraccion, '' ORDER BY r.regla_id),
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
        string_agg(
            format(
                ', (%1$s, %2$s, %3$L, %4$L, j.v%1$s, %5$L, %6$L, %7$s, %8$L)',
                r.regla_id, r.variable_id, r.nombre_tecnico, r.tipo, r.valor_min, r.valor_max,
                p.infraccion, r.resultado
            ),
            '' ORDER BY r.regla_id
        )
    INTO v_juicios, v_infracciones, v_reglas, v_evaluadas, v_fallos, v_avisos, v_tardias, v_filas
    FROM stage.vw_dq_reglas AS r
    CROSS JOIN LATERAL (
        SELECT
            CASE r.tipo
                WHEN 'numero' THEN format('l.%I::double precision', r.columna)
                WHEN 'carta' THEN format('stage.fnc_carta_tamano(l.%I)::double precision', r.columna)
                ELSE format('CASE WHEN l.%I IS NOT NULL THEN 1::double precision END', r.columna)
            END AS valor,
            CASE r.tipo
                WHEN 'numero' THEN format(
                    'j.v%s NOT BETWEEN %L::double precision AND %L::double precision',
                    r.regla_id, r.minimo, r.maximo
                )
                WHEN 'carta' THEN format('j.v%s < 3', r.regla_id)
                ELSE 'FALSE'
            END AS infraccion
    ) AS e
    CROSS JOIN LATERAL (
        SELECT
            e.valor,
            e.infraccion,
            format('count(*) FILTER (WHERE %s)', e.infraccion) AS cuenta
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
        WITH claves AS (
            SELECT k.well_id, k.hora FROM unnest($1, $2) AS k (well_id, hora)
        ),

        tramos AS (
            -- An hour across midnight of the operating zone is cut there.
            SELECT
                k.well_id,
                k.hora,
                d.fecha,
                greatest(k.hora, d.fecha::timestamp AT TIME ZONE $3) AS desde,
                least(k.hora + interval '1 hour', (d.fecha + 1)::timestamp AT TIME ZONE $3) AS hasta
            FROM claves AS k
            CROSS JOIN LATERAL (
                SELECT (k.hora AT TIME ZONE $3)::date + n.dias AS fecha
                FROM (VALUES (0), (1)) AS n (dias)
            ) AS d
            WHERE d.fecha::timestamp AT TIME ZONE $3 < k.hora + interval '1 hour'
        ),

        horas AS MATERIALIZED (
            SELECT
                t.well_id,
                t.hora,
                t.fecha,
                r.*
            FROM tramos AS t
            CROSS JOIN LATERAL (
                SELECT
                    max(j.timestamp_lectura) AS ultima_lectura,
                    count(*) AS lecturas,
                    ARRAY[%3$s]::integer[] AS reglas,
                    ARRAY[%4$s]::integer[] AS evaluadas,
                    ARRAY[%5$s]::integer[] AS fallos,
                    ARRAY[%6$s]::integer[] AS avisos,
                    ARRAY[%7$s]::integer[] AS tardias,
                    array_agg(j.timestamp_lectura) FILTER (WHERE $4 %2$s) AS por_guardar
                FROM (
                    SELECT l.timestamp_lectura %9$s %1$s
                    FROM stage.tbl_pozo_produccion AS l
                    WHERE
                        l.well_id = t.well_id
                        AND l.timestamp_lectura >= t.desde
                        AND l.timestamp_lectura < t.hasta
                    OFFSET 0
                ) AS j
            ) AS r
            WHERE r.lecturas > 0
        ),

        veredictos AS MATERIALIZED (
            SELECT
                j.produccion_id,
                h.well_id,
                j.timestamp_lectura,
                v.variable_id,
                v.regla_id,
                v.valor,
                v.valor_min,
                v.valor_max,
                CASE WHEN v.infraccion THEN v.resultado ELSE 'PASS' END AS resultado,
                CASE WHEN v.infraccion
                    THEN stage.fnc_dq_mensaje(v.nombre, v.tipo, v.valor, v.valor_min, v.valor_max)
                END AS mensaje
            FROM horas AS h
            CROSS JOIN LATERAL unnest(h.por_guardar) AS s (timestamp_lectura)
            CROSS JOIN LATERAL (
                SELECT l.produccion_id, l.timestamp_lectura %1$s
                FROM stage.tbl_pozo_produccion AS l
                WHERE l.well_id = h.well_id AND l.timestamp_lectura = s.timestamp_lectura
                OFFSET 0
            ) AS j
            CROSS JOIN LATERAL (
                VALUES (
                    NULL::integer, NULL::integer, NULL::text, NULL::text, NULL::double precision,
                    NULL::numeric, NULL::numeric, NULL::boolean, NULL::text
                ) %8$s
            ) AS v (regla_id, variable_id, nombre, tipo, valor, valor_min, valor_max, infraccion, resultado)
            WHERE v.infraccion OR ($4 AND v.valor IS NOT NULL)
        ),

        retirados AS (
            DELETE FROM stage.tbl_pozo_scada_dq AS d
            USING (
                SELECT p.dq_id
                FROM claves AS k
                CROSS JOIN LATERAL (
                    SELECT n.dq_id, n.well_id, n.timestamp_lectura, n.regla_id
                    FROM stage.tbl_pozo_scada_dq AS n
                    WHERE
                        n.well_id = k.well_id
                        AND n.timestamp_lectura >= k.hora
                        AND n.timestamp_lectura < k.hora + interval '1 hour'
                        AND n.origen = 'lecturas'
                    OFFSET 0 -- by index, hour by hour, however many verdicts there are
                ) AS p
                WHERE NOT EXISTS (
                    SELECT
                    FROM veredictos AS v
                    WHERE
                        v.well_id = p.well_id
                        AND v.timestamp_lectura = p.timestamp_lectura
                        AND v.regla_id = p.regla_id
                )
            ) AS r
            WHERE d.dq_id = r.dq_id
            RETURNING d.well_id
        ),

        escritos AS (
            INSERT INTO stage.tbl_pozo_scada_dq AS d (
                produccion_id, well_id, timestamp_lectura, variable_id, regla_id, origen, valor_observado,
                valor_esperado_min, valor_esperado_max, resultado_dq, mensaje_error
            )
            SELECT
                v.produccion_id, v.well_id, v.timestamp_lectura, v.variable_id, v.regla_id, 'lecturas',
                v.valor, v.valor_min, v.valor_max, v.resultado, v.mensaje
            FROM veredictos AS v
            ORDER BY v.well_id, v.timestamp_lectura, v.regla_id
            ON CONFLICT (well_id, timestamp_lectura, regla_id) DO UPDATE
            SET
                produccion_id = excluded.produccion_id,
                variable_id = excluded.variable_id,
                origen = excluded.origen,
                valor_observado = excluded.valor_observado,
                valor_esperado_min = excluded.valor_esperado_min,
                valor_esperado_max = excluded.valor_esperado_max,
                resultado_dq = excluded.resultado_dq,
                mensaje_error = excluded.mensaje_error
            WHERE (
                d.produccion_id, d.variable_id, d.origen, d.valor_observado,
                d.valor_esperado_min, d.valor_esperado_max, d.resultado_dq, d.mensaje_error
            ) IS DISTINCT FROM (
                excluded.produccion_id, excluded.variable_id, excluded.origen, excluded.valor_observado,
                excluded.valor_esperado_min, excluded.valor_esperado_max, excluded.resultado_dq,
                excluded.mensaje_error
            )
            RETURNING d.well_id
        ),

        horas_vacias AS (
            DELETE FROM stage.tbl_dq_resumen_horario AS r
            USING claves AS k
            WHERE
                r.well_id = k.well_id
                AND r.hora = k.hora
                AND NOT EXISTS (
                    SELECT
                    FROM horas AS h
                    WHERE h.well_id = r.well_id AND h.hora = r.hora AND h.fecha = r.fecha
                )
            RETURNING r.well_id, r.fecha
        ),

        horas_escritas AS (
            INSERT INTO stage.tbl_dq_resumen_horario AS r (
                well_id, hora, fecha, ultima_lectura, lecturas, reglas, evaluadas, fallos, avisos, tardias
            )
            SELECT
                h.well_id, h.hora, h.fecha, h.ultima_lectura, h.lecturas, h.reglas, h.evaluadas, h.fallos,
                h.avisos, h.tardias
            FROM horas AS h
            ORDER BY h.well_id, h.hora
            ON CONFLICT (well_id, hora, fecha) DO UPDATE
            SET
                ultima_lectura = excluded.ultima_lectura,
                lecturas = excluded.lecturas,
                reglas = excluded.reglas,
                evaluadas = excluded.evaluadas,
                fallos = excluded.fallos,
                avisos = excluded.avisos,
                tardias = excluded.tardias
            WHERE (
                r.ultima_lectura, r.lecturas, r.reglas, r.evaluadas, r.fallos, r.avisos, r.tardias
            ) IS DISTINCT FROM (
                excluded.ultima_lectura, excluded.lecturas, excluded.reglas, excluded.evaluadas,
                excluded.fallos, excluded.avisos, excluded.tardias
            )
        )

        SELECT
            array_agg(d.well_id),
            array_agg(d.fecha),
            (SELECT count(*) FROM escritos),
            (SELECT count(*) FROM retirados)
        FROM (
            SELECT h.well_id, h.fecha FROM horas AS h
            UNION
            SELECT v.well_id, v.fecha FROM horas_vacias AS v
        ) AS d
        $sql$,
        v_juicios, v_infracciones, v_reglas, v_evaluadas, v_fallos, v_avisos, v_tardias, v_filas,
        v_tardes
    );
END;
$$;

COMMENT ON FUNCTION stage.fnc_dq_sentencia()
IS 'Text of the statement that judges the readings of given wells and hours by all rules in one pass; see '
'its header for the parameters.';
