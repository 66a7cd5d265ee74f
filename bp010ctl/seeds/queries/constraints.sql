-- Checks, unique keys and foreign keys of every table; a foreign key with what it refers to.
SELECT
    con.conname AS nombre,
    con.contype AS clase,
    tn.nspname || '.' || tc.relname AS tabla,
    (
        SELECT array_agg(a.attname::text ORDER BY k.orden)
        FROM unnest(con.conkey) WITH ORDINALITY AS k (numero, orden)
        INNER JOIN pg_attribute AS a ON con.conrelid = a.attrelid AND k.numero = a.attnum
    ) AS columnas,
    rn.nspname || '.' || rc.relname AS referida,
    (
        SELECT array_agg(a.attname::text ORDER BY k.orden)
        FROM unnest(con.confkey) WITH ORDINALITY AS k (numero, orden)
        INNER JOIN pg_attribute AS a ON con.confrelid = a.attrelid AND k.numero = a.attnum
    ) AS columnas_referidas,
    pg_get_expr(con.conbin, con.conrelid) AS expresion,
    obj_description(con.oid, 'pg_constraint') AS comentario
FROM pg_constraint AS con
INNER JOIN pg_class AS tc ON con.conrelid = tc.oid
INNER JOIN pg_namespace AS tn ON tc.relnamespace = tn.oid
LEFT JOIN pg_class AS rc ON con.confrelid = rc.oid
LEFT JOIN pg_namespace AS rn ON rc.relnamespace = rn.oid
WHERE
    con.contype IN ('c', 'u', 'p', 'f')
    AND con.conparentid = 0
    AND tn.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY con.oid;
