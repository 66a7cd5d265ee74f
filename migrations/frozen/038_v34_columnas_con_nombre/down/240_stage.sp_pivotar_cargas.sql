CREATE OR REPLACE PROCEDURE stage.sp_pivotar_cargas(
    p_cargas timestamptz[],
    p_unidades integer[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: readings of loads (pairs of load and unit), with the columns that the map names and no others. Of
--   two values for one place the later arrival wins; NULL never erases. Counts what cannot be used.
--   Plain polls are pivoted at once; units whose loads repeat variables, meet in one reading or bring
--   cards of unequal halves go through stage.fnc_valores_por_lectura, value by value.
--   Raises object_not_in_prerequisite_state where the map is empty.
-- Second run: changes nothing in the readings, but counts the rejected values again.
-- Reads: stage.landing_scada_data, referencial.tbl_var_scada_map.
-- Writes: stage.tbl_pozo_produccion, in well order; stage.tbl_landing_rechazos.
DECLARE
    v_columnas name[];
    v_valores text[]; -- of each column, its value out of the rows of one reading
    v_primera timestamptz := (SELECT min(c) FROM unnest(p_cargas) AS c);
    v_ultima timestamptz := (SELECT max(c) FROM unnest(p_cargas) AS c);
BEGIN
    SELECT
        array_agg(atributo.attname ORDER BY atributo.attnum),
        array_agg(
            format(
                CASE atributo.atttypid
                    WHEN 'text'::regtype THEN 'max(texto) FILTER (WHERE posicion = %1$s) AS %2$I'
                    WHEN 'boolean'::regtype
                        THEN 'max(numero) FILTER (WHERE posicion = %1$s) = 1 AS %2$I'
                    ELSE '(max(numero) FILTER (WHERE posicion = %1$s))::%3$s AS %2$I'
                END,
                atributo.attnum, atributo.attname, format_type(atributo.atttypid, NULL)
            )
            ORDER BY atributo.attnum
        )
    INTO v_columnas, v_valores
    FROM pg_catalog.pg_attribute AS atributo
    WHERE atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass
        AND NOT atributo.attisdropped
        AND atributo.attname IN (
            SELECT variables.columna_stage FROM referencial.tbl_var_scada_map AS variables
        );

    IF v_columnas IS NULL THEN
        RAISE EXCEPTION 'SCADA map "referencial.tbl_var_scada_map" names no column of the readings'
        USING
            ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'Load it (bp010ctl seed); landing waits in its queue meanwhile.';
    END IF;

    EXECUTE format(
        $consulta$
            WITH valores AS MATERIALIZED (
                SELECT * FROM stage.fnc_leer_landing($1, $2, $3, $4)
            ),
            sondeos AS MATERIALIZED (
                SELECT
                    unit_id, max(momento) AS timestamp_lectura, cargado_en, count(*) AS valores,
                    %2$s
                FROM valores
                WHERE motivo IS NULL
                GROUP BY unit_id, cargado_en
            ),
            dudosos AS MATERIALIZED (
                SELECT DISTINCT unit_id
                FROM (
                    SELECT
                        unit_id,
                        valores > num_nonnulls(%1$s)
                        OR count(*) OVER (PARTITION BY unit_id, timestamp_lectura) > 1
                        OR %3$s AS hay_duda
                    FROM sondeos
                ) AS revisados
                WHERE hay_duda
            ),
            detallados AS MATERIALIZED (
                SELECT *
                FROM stage.fnc_valores_por_lectura(
                    ARRAY(
                        SELECT cargado_en FROM sondeos INNER JOIN dudosos USING (unit_id)
                        ORDER BY unit_id, cargado_en
                    ),
                    ARRAY(
                        SELECT unit_id FROM sondeos INNER JOIN dudosos USING (unit_id)
                        ORDER BY unit_id, cargado_en
                    )
                )
                WHERE motivo IS NULL OR motivo = 'carta_desigual'
            ),
            rechazados AS (
                INSERT INTO stage.tbl_landing_rechazos AS t (
                    unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
                )
                SELECT
                    unit_id, var_id, motivo, left(crudo, 200), max(detalle),
                    count(*), min(cargado_en), max(cargado_en)
                FROM (
                    SELECT unit_id, var_id, motivo, crudo, detalle, cargado_en FROM valores
                    UNION ALL
                    SELECT unit_id, var_id, motivo, crudo, detalle, cargado_en FROM detallados
                ) AS todos
                WHERE motivo IS NOT NULL
                GROUP BY unit_id, var_id, motivo, left(crudo, 200)
                ORDER BY unit_id, var_id, motivo, left(crudo, 200)
                ON CONFLICT ON CONSTRAINT uq_landing_rechazos DO UPDATE SET
                    detalle = excluded.detalle,
                    veces = t.veces + excluded.veces,
                    primera_vez = least(t.primera_vez, excluded.primera_vez),
                    ultima_vez = greatest(t.ultima_vez, excluded.ultima_vez)
            ),
            lecturas AS (
                SELECT unit_id, timestamp_lectura, cargado_en, %1$s
                FROM sondeos
                WHERE unit_id NOT IN (SELECT unit_id FROM dudosos)
                UNION ALL
                SELECT unit_id, timestamp_lectura, max(cargado_en), %2$s
                FROM detallados
                WHERE motivo IS NULL
                GROUP BY unit_id, timestamp_lectura
            )
            INSERT INTO stage.tbl_pozo_produccion AS t (well_id, timestamp_lectura, cargado_en, %1$s)
            SELECT * FROM lecturas ORDER BY unit_id, timestamp_lectura
            ON CONFLICT (well_id, timestamp_lectura) DO UPDATE SET
                cargado_en = greatest(t.cargado_en, excluded.cargado_en),
                %4$s
            WHERE CASE
                WHEN excluded.cargado_en >= t.cargado_en THEN (%5$s) IS DISTINCT FROM (%7$s)
                ELSE (%6$s) IS DISTINCT FROM (%7$s)
            END
        $consulta$,
        (SELECT string_agg(quote_ident(c), ', ') FROM unnest(v_columnas) AS c),
        array_to_string(v_valores, ', '),
        (
            SELECT coalesce(
                string_agg(
                    format(
                        $puntos$
                            coalesce(
                                length(%1$I) - length(replace(%1$I, ',', ''))
                                <> length(%2$I) - length(replace(%2$I, ',', '')), FALSE
                            )
                        $puntos$,
                        posiciones.c, cargas.c
                    ), ' OR '
                ), 'FALSE'
            )
            FROM unnest(v_columnas) AS posiciones (c)
            INNER JOIN unnest(v_columnas) AS cargas (c)
                ON cargas.c = regexp_replace(posiciones.c, '_position$', '_load')
            WHERE posiciones.c LIKE '%_position'
        ),
        (
            SELECT string_agg(
                format(
                    '%1$I = CASE WHEN excluded.cargado_en >= t.cargado_en'
                    ' THEN coalesce(excluded.%1$I, t.%1$I) ELSE coalesce(t.%1$I, excluded.%1$I) END', c
                ), ', '
            )
            FROM unnest(v_columnas) AS c
        ),
        (SELECT string_agg(format('coalesce(excluded.%1$I, t.%1$I)', c), ', ') FROM unnest(v_columnas) AS c),
        (SELECT string_agg(format('coalesce(t.%1$I, excluded.%1$I)', c), ', ') FROM unnest(v_columnas) AS c),
        (SELECT string_agg(format('t.%I', c), ', ') FROM unnest(v_columnas) AS c)
    ) USING p_cargas, p_unidades, v_primera, v_ultima;
END;
$$;

COMMENT ON PROCEDURE stage.sp_pivotar_cargas
IS 'Turns some SCADA loads into wide readings by the map; later arrivals win, NULL never erases.';
