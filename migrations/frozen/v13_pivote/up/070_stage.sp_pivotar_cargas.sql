CREATE OR REPLACE PROCEDURE stage.sp_pivotar_cargas(
    p_cargas timestamptz[],
    p_unidades integer[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: readings of loads (pairs of load and unit), with the columns that the map names and no others. Of
--   two values for one place the later arrival wins; NULL never erases. Counts what cannot be used.
-- Second run: changes nothing in the readings, but counts the rejected values again.
-- Reads: stage.landing_scada_data, referencial.tbl_var_scada_map.
-- Writes: stage.tbl_pozo_produccion, in well order; stage.tbl_landing_rechazos.
DECLARE
    v_columnas name[];
    v_valores text[]; -- of each column, its value out of the rows of one reading
BEGIN
    SELECT
        array_agg(atributo.attname ORDER BY atributo.attnum),
        array_agg(
            CASE atributo.atttypid
                WHEN 'text'::regtype
                    THEN format('max(v.texto) FILTER (WHERE v.posicion = %s)', atributo.attnum)
                WHEN 'boolean'::regtype
                    THEN format('max(v.numero) FILTER (WHERE v.posicion = %s) = 1', atributo.attnum)
                ELSE format(
                    '(max(v.numero) FILTER (WHERE v.posicion = %s))::%s',
                    atributo.attnum, format_type(atributo.atttypid, NULL)
                )
            END
            ORDER BY atributo.attnum
        )
    INTO v_columnas, v_valores
    FROM pg_catalog.pg_attribute AS atributo
    WHERE atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass
        AND NOT atributo.attisdropped
        AND atributo.attname IN (
            SELECT variables.columna_stage FROM referencial.tbl_var_scada_map AS variables
        );

    EXECUTE format(
        $consulta$
            WITH valores AS MATERIALIZED (
                SELECT * FROM stage.fnc_valores_por_lectura($1, $2)
            ),
            rechazos AS (
                INSERT INTO stage.tbl_landing_rechazos AS t (
                    unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
                )
                SELECT
                    unit_id, var_id, motivo, left(crudo, 200), max(detalle),
                    count(*), min(cargado_en), max(cargado_en)
                FROM valores
                WHERE motivo IS NOT NULL
                GROUP BY unit_id, var_id, motivo, left(crudo, 200)
                ORDER BY unit_id, var_id, motivo, left(crudo, 200)
                ON CONFLICT ON CONSTRAINT uq_landing_rechazos DO UPDATE SET
                    detalle = excluded.detalle,
                    veces = t.veces + excluded.veces,
                    primera_vez = least(t.primera_vez, excluded.primera_vez),
                    ultima_vez = greatest(t.ultima_vez, excluded.ultima_vez)
            )
            INSERT INTO stage.tbl_pozo_produccion AS t (well_id, timestamp_lectura, cargado_en, %1$s)
            SELECT v.unit_id, v.timestamp_lectura, max(v.cargado_en), %2$s
            FROM valores AS v
            WHERE v.motivo IS NULL
            GROUP BY v.unit_id, v.timestamp_lectura
            ORDER BY v.unit_id, v.timestamp_lectura
            ON CONFLICT (well_id, timestamp_lectura) DO UPDATE SET
                cargado_en = greatest(t.cargado_en, excluded.cargado_en),
                %3$s
            WHERE CASE
                WHEN excluded.cargado_en >= t.cargado_en THEN (%4$s) IS DISTINCT FROM (%6$s)
                ELSE (%5$s) IS DISTINCT FROM (%6$s)
            END
        $consulta$,
        (SELECT string_agg(quote_ident(c), ', ') FROM unnest(v_columnas) AS c),
        array_to_string(v_valores, ', '),
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
    ) USING p_cargas, p_unidades;
END;
$$;

COMMENT ON PROCEDURE stage.sp_pivotar_cargas
IS 'Turns some SCADA loads into wide readings by the map; later arrivals win, NULL never erases.';
