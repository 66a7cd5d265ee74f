CREATE OR REPLACE FUNCTION etl.fnc_particiones(p_tabla regclass)
RETURNS TABLE (
    particion regclass,
    desde text,
    hasta text
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the partitions of a table by range, with their limits as the catalog writes them: from, to before.
--   The default partition is none of them; an open limit is NULL. A table that was detached is none either,
--   whatever its name.
-- Second run: as things are then. Reads: pg_inherits, pg_class. Writes nothing.
    SELECT
        hijas.inhrelid::regclass AS particion,
        limites.partes[1] AS desde,
        limites.partes[2] AS hasta
    FROM pg_catalog.pg_inherits AS hijas
    INNER JOIN pg_catalog.pg_class AS clases ON hijas.inhrelid = clases.oid
    CROSS JOIN LATERAL (
        SELECT
            regexp_match(
                pg_get_expr(clases.relpartbound, clases.oid),
                $q$FROM \((?:MINVALUE|'?([^')]+)'?)\) TO \((?:MAXVALUE|'?([^')]+)'?)\)$q$
            ) AS partes
    ) AS limites
    WHERE hijas.inhparent = p_tabla AND limites.partes IS NOT NULL;
$$;

COMMENT ON FUNCTION etl.fnc_particiones(regclass)
IS 'Partitions of a table by range with their limits as text; the default partition is left out.';
