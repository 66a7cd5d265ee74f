-- Keys that the database itself holds: valid unique indexes and validated foreign keys.
SELECT
    i.indrelid::regclass::text AS tabla,
    (
        SELECT array_agg(a.attname::text ORDER BY a.attname)
        FROM pg_attribute AS a
        WHERE a.attrelid = i.indrelid AND a.attnum = any(i.indkey::smallint[])
    ) AS columnas,
    NULL AS referida
FROM pg_index AS i
INNER JOIN pg_class AS c ON i.indrelid = c.oid
WHERE
    c.relnamespace::regnamespace::text = any(%(esquemas)s)
    AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
    AND i.indnkeyatts = i.indnatts
    AND (
        SELECT bool_and(a.attnotnull)
        FROM pg_attribute AS a
        WHERE a.attrelid = i.indrelid AND a.attnum = any(i.indkey::smallint[])
    )
UNION ALL
SELECT
    f.conrelid::regclass::text AS tabla,
    (
        SELECT array_agg(a.attname::text ORDER BY a.attname)
        FROM pg_attribute AS a
        WHERE a.attrelid = f.conrelid AND a.attnum = any(f.conkey)
    ) AS columnas,
    f.confrelid::regclass::text AS referida
FROM pg_constraint AS f
INNER JOIN pg_class AS c ON f.conrelid = c.oid
WHERE
    c.relnamespace::regnamespace::text = any(%(esquemas)s)
    AND f.contype = 'f' AND f.convalidated;
