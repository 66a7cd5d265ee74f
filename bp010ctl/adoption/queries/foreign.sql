-- Objects that belong to neither system's tables: who reads or hangs on the old schemas and is not known.
-- `conocidas`: tables taken over; `modelo`: routines and views that the new system brings itself.
WITH esquemas AS (
    SELECT
        n.oid,
        n.nspname
    FROM pg_namespace AS n
    WHERE n.nspname = any(%(esquemas)s)
),

de_extensiones AS (
    SELECT
        d.classid,
        d.objid
    FROM pg_depend AS d
    WHERE d.deptype = 'e'
),

relaciones AS (
    SELECT
        c.oid,
        c.relkind,
        e.nspname || '.' || c.relname AS nombre
    FROM pg_class AS c
    INNER JOIN esquemas AS e ON c.relnamespace = e.oid
    WHERE
        NOT c.relispartition
        AND NOT EXISTS (
            SELECT FROM de_extensiones AS x
            WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid
        )
)

SELECT
    CASE r.relkind
        WHEN 'v' THEN 'view'
        WHEN 'm' THEN 'materialized view'
        WHEN 'S' THEN 'sequence'
        WHEN 'f' THEN 'foreign table'
        ELSE 'table'
    END AS clase,
    r.nombre,
    CASE r.relkind
        WHEN 'v' THEN 'moved aside with its schema; a view of its name over the new tables is tried'
        ELSE 'moved aside with its schema'
    END AS nota
FROM relaciones AS r
WHERE
    (
        (r.relkind IN ('r', 'p', 'f') AND r.nombre <> all(%(conocidas)s))
        OR (r.relkind IN ('v', 'm') AND r.nombre <> all(%(modelo)s))
        OR (
            r.relkind = 'S' AND NOT EXISTS (
                SELECT FROM pg_depend AS d
                WHERE
                    d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')
                    AND d.refclassid = 'pg_class'::regclass
            )
        )
    )
UNION ALL
SELECT
    CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS clase,
    e.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS nombre,
    'moved aside with its schema' AS nota
FROM pg_proc AS p
INNER JOIN esquemas AS e ON p.pronamespace = e.oid
WHERE
    e.nspname || '.' || p.proname <> all(%(modelo)s)
    AND NOT EXISTS (
        SELECT FROM de_extensiones AS x
        WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid
    )
UNION ALL
SELECT
    'type' AS clase,
    e.nspname || '.' || t.typname AS nombre,
    'moved aside with its schema' AS nota
FROM pg_type AS t
INNER JOIN esquemas AS e ON t.typnamespace = e.oid
WHERE t.typtype IN ('e', 'd', 'r') AND t.typelem = 0
UNION ALL
SELECT
    'trigger' AS clase,
    t.tgname || ' on ' || r.nombre AS nombre,
    'stays on the old table, fires no more' AS nota
FROM pg_trigger AS t
INNER JOIN relaciones AS r ON t.tgrelid = r.oid
WHERE NOT t.tgisinternal AND r.nombre = any(%(conocidas)s)
UNION ALL
SELECT
    'view' AS clase,
    v.oid::regclass::text AS nombre,
    'outside the old schemas; goes on reading the old tables' AS nota
FROM pg_class AS v
INNER JOIN pg_rewrite AS w ON v.oid = w.ev_class
WHERE
    v.relkind IN ('v', 'm')
    AND v.relnamespace NOT IN (SELECT e.oid FROM esquemas AS e)
    AND EXISTS (
        SELECT FROM pg_depend AS d
        INNER JOIN relaciones AS r ON d.refobjid = r.oid
        WHERE
            d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
            AND d.refclassid = 'pg_class'::regclass
    )
UNION ALL
SELECT
    'foreign key' AS clase,
    f.conname || ' of ' || f.conrelid::regclass::text AS nombre,
    'outside the old schemas; goes on referring to the old table' AS nota
FROM pg_constraint AS f
INNER JOIN relaciones AS r ON f.confrelid = r.oid
INNER JOIN pg_class AS c ON f.conrelid = c.oid
WHERE f.contype = 'f' AND c.relnamespace NOT IN (SELECT e.oid FROM esquemas AS e)
ORDER BY 1, 2;
