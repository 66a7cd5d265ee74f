CREATE OR REPLACE FUNCTION etl.fnc_nombre_libre(
    p_tabla regclass,
    p_sufijo text
)
RETURNS text
LANGUAGE sql
STABLE
AS $$
-- Purpose: name for a new partition, quoted: <table>_<suffix>, or with a number behind it where that is the
--   name of something else, such as a partition that was detached to be kept apart.
-- Second run: another name, once something is called so. Reads: pg_class, pg_namespace. Writes nothing.
    SELECT nombres.nombre
    FROM pg_catalog.pg_class AS clases
    INNER JOIN pg_catalog.pg_namespace AS espacios ON clases.relnamespace = espacios.oid
    CROSS JOIN generate_series(1, 100) AS veces (vez)
    CROSS JOIN LATERAL (
        SELECT
            format(
                '%I.%I',
                espacios.nspname,
                clases.relname || '_' || p_sufijo || CASE WHEN veces.vez > 1 THEN '_' || veces.vez ELSE '' END
            ) AS nombre
    ) AS nombres
    WHERE clases.oid = p_tabla AND to_regclass(nombres.nombre) IS NULL
    ORDER BY veces.vez
    LIMIT 1;
$$;

COMMENT ON FUNCTION etl.fnc_nombre_libre(regclass, text)
IS 'Name of a new partition that nothing else has: table and suffix, with a number where they are taken.';
