-- Views of some schemas with their definitions, every name in them qualified.
SELECT
    n.nspname || '.' || c.relname AS vista,
    pg_get_viewdef(c.oid) AS definicion
FROM pg_class AS c
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = any(%(esquemas)s) AND c.relkind = 'v'
ORDER BY c.oid;
