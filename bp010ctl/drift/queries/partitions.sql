-- the partitions that the migrations make themselves
SELECT format('%I.%I', nsp.nspname, rel.relname) AS ident
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
WHERE
    rel.relispartition
    AND rel.relkind IN ('r', 'p', 'f')
ORDER BY ident
