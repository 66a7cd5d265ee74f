-- which routine a table's triggers call, and what they call the rows before and after
SELECT
    pg_catalog.format('%s.%s', namespace.nspname, relation.relname) AS relation,
    fired.tgname::text AS qualified,
    fired.tgfoid::regprocedure::text AS signature,
    fired.tgoldtable::text AS old_table,
    fired.tgnewtable::text AS new_table
FROM pg_catalog.pg_trigger AS fired
INNER JOIN pg_catalog.pg_class AS relation ON fired.tgrelid = relation.oid
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON
        relation.relnamespace = namespace.oid
        AND namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
WHERE
    NOT fired.tgisinternal
    AND NOT relation.relispartition
ORDER BY relation, qualified
