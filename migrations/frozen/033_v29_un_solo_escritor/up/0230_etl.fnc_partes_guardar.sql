CREATE OR REPLACE FUNCTION etl.fnc_partes_guardar(
    p_tabla regclass,
    p_fuente text,
    p_ajenas text[],
    OUT o_llamada text,
    OUT o_columnas text,
    OUT o_clave name[],
    OUT o_valores name[],
    OUT o_sellos name[]
)
RETURNS record
LANGUAGE plpgsql
STABLE
SET plan_cache_mode = force_generic_plan -- the same few look-ups of the catalog, whatever the arguments
AS $$
-- Purpose: what a source and a table have to do with each other: the source as it is called in FROM, its
--   columns but p_ajenas as the table's types, the key (the primary one, else the oldest unique one that
--   the source gives whole), the other columns, and those that say when a row was written.
--   Part of etl.fnc_sentencia_guardar.
-- Second run: pure. Reads and writes nothing but the catalog.
DECLARE
    v_columnas name[];
    v_desconocidas text;
BEGIN
    SELECT
        min(fuente.llamada),
        array_agg(fuente.columna ORDER BY fuente.posicion),
        string_agg(
            CASE
                WHEN fuente.tipo = columna.atttypid THEN format('fuente.%I', fuente.columna)
                ELSE format('fuente.%1$I::%2$s AS %1$I', fuente.columna, format_type(columna.atttypid, NULL))
            END,
            ', ' ORDER BY fuente.posicion
        ),
        string_agg(fuente.columna, ', ' ORDER BY fuente.posicion) FILTER (WHERE columna.attnum IS NULL)
    INTO o_llamada, v_columnas, o_columnas, v_desconocidas
    FROM etl.fnc_columnas_fuente(p_fuente) AS fuente
    LEFT JOIN pg_catalog.pg_attribute AS columna
        ON columna.attrelid = p_tabla AND fuente.columna = columna.attname
    WHERE fuente.columna <> ALL(p_ajenas) AND coalesce(columna.attgenerated, '') = '';

    SELECT array_agg(columna.attname ORDER BY clave.puesto)
    INTO o_clave
    FROM pg_catalog.pg_index AS indice
    CROSS JOIN LATERAL unnest(indice.indkey::smallint[]) WITH ORDINALITY AS clave (numero, puesto)
    LEFT JOIN pg_catalog.pg_attribute AS columna
        ON indice.indrelid = columna.attrelid AND clave.numero = columna.attnum
    WHERE indice.indrelid = p_tabla AND indice.indisunique AND indice.indpred IS NULL
    GROUP BY indice.indexrelid, indice.indisprimary
    HAVING bool_and(coalesce(columna.attname = ANY(v_columnas), FALSE))
    ORDER BY indice.indisprimary DESC, indice.indexrelid ASC
    LIMIT 1;

    SELECT
        array_agg(columna.attname ORDER BY columna.attnum) FILTER (WHERE columna.attname = ANY(v_columnas)),
        array_agg(columna.attname) FILTER (WHERE columna.attname <> ALL(v_columnas))
    INTO o_valores, o_sellos
    FROM pg_catalog.pg_attribute AS columna
    WHERE
        columna.attrelid = p_tabla
        AND columna.attname <> ALL(o_clave)
        AND (
            columna.attname = ANY(v_columnas)
            OR columna.attname IN (
                'fecha_carga', 'fecha_ultima_carga', 'fecha_ultima_actualizacion', 'updated_at',
                'actualizado_en', 'fecha_calculo'
            )
        );

    IF v_columnas IS NULL THEN
        RAISE EXCEPTION 'source "%" gives no columns', p_fuente
        USING
            ERRCODE = 'undefined_object',
            HINT = 'It is a view, or one function of at most two arrays that returns rows with named columns.';
    ELSIF v_desconocidas IS NOT NULL THEN
        RAISE EXCEPTION 'source "%" gives columns that table % has not: %', p_fuente, p_tabla, v_desconocidas
        USING ERRCODE = 'undefined_column', HINT = 'The source names its columns as the table does.';
    ELSIF o_valores IS NULL THEN
        RAISE EXCEPTION 'source "%" does not give a unique key of table % and values', p_fuente, p_tabla
        USING
            ERRCODE = 'invalid_table_definition',
            HINT = 'It gives all columns of the primary key, or of a unique constraint, and others.';
    END IF;
END;
$$;

COMMENT ON FUNCTION etl.fnc_partes_guardar(regclass, text, text[])
IS 'Part of etl.fnc_sentencia_guardar: call and columns of a source, key and other columns of its table.';
