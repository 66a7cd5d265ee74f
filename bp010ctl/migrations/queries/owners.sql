-- The owners of relations by their names; those that are not there are left out. No right on their schemas
-- is needed.
SELECT
    nombres.nombre,
    pg_get_userbyid(clases.relowner)::text AS dueno
FROM unnest(%(nombres)s::text[]) AS nombres (nombre)
INNER JOIN pg_catalog.pg_class AS clases
    ON nombres.nombre IN (
        quote_ident(clases.relname),
        clases.relnamespace::regnamespace::text || '.' || quote_ident(clases.relname)
    );
