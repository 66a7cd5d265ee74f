-- Schemas moved aside in which nothing is left.
SELECT n.nspname::text AS esquema
FROM pg_namespace AS n
WHERE
    n.nspname = any(%(esquemas)s)
    AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = n.oid)
    AND NOT EXISTS (SELECT FROM pg_proc AS p WHERE p.pronamespace = n.oid)
    AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.typnamespace = n.oid);
