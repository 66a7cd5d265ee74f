CREATE OR REPLACE FUNCTION stage.fnc_sentencia_pivote()
RETURNS text
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the statement that stage.sp_pivotar_cargas runs, with the columns that the map names and no others.
--   Parameters: $1 loads and $2 their units, $3 the first and $4 the last of these loads.
--   Plain polls (stage.fnc_sentencia_sondeos) are taken as they are laid out. Units with any other load are
--   read value by value; of these, units whose loads repeat variables, meet in one reading or bring cards of
--   unequal halves go through stage.fnc_valores_por_lectura.
--   Long because it shows the statement that it makes as a whole.
--   Raises object_not_in_prerequisite_state where the map names no column.
-- Second run: pure. Reads: referencial.tbl_var_scada_map. Writes: nothing.
DECLARE
    v_columnas name[];
    v_valores text; -- of each column, its value out of the rows of one reading
BEGIN
    SELECT
        array_agg(atributo.attname ORDER BY atributo.attnum),
        string_agg(
            format(
                CASE atributo.atttypid
                    WHEN 'text'::regtype THEN 'max(texto) FILTER (WHERE posicion = %1$s) AS %2$I'
                    WHEN 'boolean'::regtype
                        THEN 'max(numero) FILTER (WHERE posicion = %1$s) = 1 AS %2$I'
                    ELSE '(max(numero) FILTER (WHERE posicion = %1$s))::%3$s AS %2$I'
                END,
                atributo.attnum, atributo.attname, format_type(atributo.atttypid, NULL)
            ),
            ', ' ORDER BY atributo.attnum
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

    RETURN format(
        $sql$
        WITH planas AS MATERIALIZED (%7$s),
        aparte AS MATERIALIZED (
            SELECT unit_id
            FROM planas
            GROUP BY unit_id
            HAVING NOT bool_and(es_plana) OR count(DISTINCT timestamp_lectura) < count(*)
        ),
        valores AS MATERIALIZED (
            SELECT *
            FROM stage.fnc_leer_landing(
                ARRAY(
                    SELECT cargado_en FROM planas INNER JOIN aparte USING (unit_id)
                    ORDER BY unit_id, cargado_en
                ),
                ARRAY(
                    SELECT unit_id FROM planas INNER JOIN aparte USING (unit_id)
                    ORDER BY unit_id, cargado_en
                ),
                $3, $4
            )
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
            SELECT unit_id
            FROM (
                SELECT
                    unit_id,
                    valores > num_nonnulls(%1$s)
                    OR count(*) OVER (PARTITION BY unit_id, timestamp_lectura) > 1 AS hay_duda
                FROM sondeos
            ) AS revisados
            WHERE hay_duda
            UNION
            SELECT unit_id
            FROM valores
            WHERE texto IS NOT NULL AND motivo IS NULL
            GROUP BY unit_id, cargado_en, regexp_replace(columna, '_(position|load)$', '')
            HAVING count(DISTINCT length(texto) - length(replace(texto, ',', ''))) > 1
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
        ),
        rechazados AS (
            INSERT INTO stage.tbl_landing_rechazos AS guardado (
                unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
            )
            SELECT
                unit_id, var_id, motivo, left(crudo, 200) AS valor_crudo, max(detalle) AS detalle,
                count(*) AS veces, min(cargado_en) AS primera_vez, max(cargado_en) AS ultima_vez
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
                veces = guardado.veces + excluded.veces,
                primera_vez = least(guardado.primera_vez, excluded.primera_vez),
                ultima_vez = greatest(guardado.ultima_vez, excluded.ultima_vez)
        ),
        lecturas AS (
            SELECT unit_id, timestamp_lectura, cargado_en, %1$s
            FROM planas
            WHERE unit_id NOT IN (SELECT unit_id FROM aparte)
            UNION ALL
            SELECT unit_id, timestamp_lectura, cargado_en, %1$s
            FROM sondeos
            WHERE unit_id NOT IN (SELECT unit_id FROM dudosos)
            UNION ALL
            SELECT unit_id, timestamp_lectura, max(cargado_en) AS cargado_en, %2$s
            FROM detallados
            WHERE motivo IS NULL
            GROUP BY unit_id, timestamp_lectura
        )
        INSERT INTO stage.tbl_pozo_produccion AS guardada (well_id, timestamp_lectura, cargado_en, %1$s)
        SELECT * FROM lecturas ORDER BY unit_id, timestamp_lectura
        ON CONFLICT (well_id, timestamp_lectura) DO UPDATE SET
            cargado_en = greatest(guardada.cargado_en, excluded.cargado_en),
            %3$s
        WHERE CASE
            WHEN excluded.cargado_en >= guardada.cargado_en THEN (%4$s) IS DISTINCT FROM (%6$s)
            ELSE (%5$s) IS DISTINCT FROM (%6$s)
        END
        $sql$,
        etl.fnc_lista(v_columnas, '%I'),
        v_valores,
        etl.fnc_lista(
            v_columnas,
            '%1$I = CASE WHEN excluded.cargado_en >= guardada.cargado_en'
            ' THEN coalesce(excluded.%1$I, guardada.%1$I) ELSE coalesce(guardada.%1$I, excluded.%1$I) END'
        ),
        etl.fnc_lista(v_columnas, 'coalesce(excluded.%1$I, guardada.%1$I)'),
        etl.fnc_lista(v_columnas, 'coalesce(guardada.%1$I, excluded.%1$I)'),
        etl.fnc_lista(v_columnas, 'guardada.%I'),
        stage.fnc_sentencia_sondeos()
    );
END;
$$;

COMMENT ON FUNCTION stage.fnc_sentencia_pivote()
IS 'Text of the statement that turns SCADA loads into wide readings by the map; see its header for the '
'parameters.';
