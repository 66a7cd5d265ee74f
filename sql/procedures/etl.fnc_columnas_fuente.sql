CREATE OR REPLACE FUNCTION etl.fnc_columnas_fuente(p_fuente text)
RETURNS TABLE (
    llamada text,
    columna name,
    tipo oid,
    posicion bigint
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the columns that a view, a table or a function gives, in their order, and how it is called in
--   FROM: a function with $1 and $2 as its arguments. No row for an unknown name, for one that several
--   functions share, and for a function without named columns or with more arguments.
-- Second run: pure. Reads and writes nothing but the catalog.
    SELECT
        relacion.oid::regclass::text AS llamada,
        columna.attname AS columna,
        columna.atttypid AS tipo,
        columna.attnum::bigint AS posicion
    FROM pg_catalog.pg_class AS relacion
    INNER JOIN pg_catalog.pg_attribute AS columna ON relacion.oid = columna.attrelid
    WHERE relacion.oid = to_regclass(p_fuente) AND columna.attnum > 0 AND NOT columna.attisdropped
    UNION ALL
    SELECT
        format(
            '%s(%s)', rutina.oid::regproc, array_to_string((ARRAY['$1', '$2'])[:rutina.pronargs], ', ')
        ) AS llamada,
        salida.columna,
        salida.tipo,
        salida.posicion
    FROM pg_catalog.pg_proc AS rutina
    CROSS JOIN LATERAL (
        SELECT
            parametro.nombre::name AS columna,
            parametro.tipo,
            parametro.posicion
        FROM unnest(rutina.proargnames, rutina.proallargtypes, rutina.proargmodes)
        WITH ORDINALITY AS parametro (nombre, tipo, modo, posicion)
        WHERE parametro.modo = 't'
        UNION ALL
        SELECT
            campo.attname AS columna,
            campo.atttypid AS tipo,
            campo.attnum::bigint AS posicion
        FROM pg_catalog.pg_type AS tipo
        INNER JOIN pg_catalog.pg_attribute AS campo ON tipo.typrelid = campo.attrelid
        WHERE tipo.oid = rutina.prorettype AND campo.attnum > 0 AND NOT campo.attisdropped
    ) AS salida
    WHERE rutina.oid = to_regproc(p_fuente) AND rutina.proretset AND rutina.pronargs <= 2;
$$;

COMMENT ON FUNCTION etl.fnc_columnas_fuente(text)
IS 'The columns that a view, table or set-returning function gives, and how it is called in FROM.';
