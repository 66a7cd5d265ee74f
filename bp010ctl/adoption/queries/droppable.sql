-- Old tables and views that may be dropped: nothing that is not dropped too hangs on them.
-- `tablas`: known tables without unknown columns; `vistas`: views that the new system has itself.
WITH RECURSIVE candidatas AS (
    SELECT c.oid
    FROM pg_class AS c
    WHERE
        (
            c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.oid = any(SELECT to_regclass(t.nombre) FROM unnest(%(tablas)s::text[]) AS t (nombre))
        )
        OR (
            c.relkind = 'v'
            AND c.oid = any(SELECT to_regclass(v.nombre) FROM unnest(%(vistas)s::text[]) AS v (nombre))
        )
),

partes AS (
    SELECT
        c.oid AS raiz,
        coalesce(p.relid, c.oid) AS parte
    FROM candidatas AS c
    LEFT JOIN LATERAL pg_partition_tree(c.oid) AS p ON TRUE
),

lazos AS (
    -- a view reads a table or a view
    SELECT
        p.raiz AS sobre,
        w.ev_class AS cuelga
    FROM partes AS p
    INNER JOIN pg_depend AS d
        ON d.refclassid = 'pg_class'::regclass AND p.parte = d.refobjid AND d.classid = 'pg_rewrite'::regclass
    INNER JOIN pg_rewrite AS w ON d.objid = w.oid
    WHERE w.ev_class <> p.parte
    UNION
    -- a table refers to a table
    SELECT
        p.raiz AS sobre,
        coalesce(o.raiz, f.conrelid) AS cuelga
    FROM partes AS p
    INNER JOIN pg_constraint AS f ON p.parte = f.confrelid AND f.contype = 'f'
    LEFT JOIN partes AS o ON f.conrelid = o.parte
    WHERE coalesce(o.raiz, f.conrelid) <> p.raiz
    UNION
    -- somebody's own trigger
    SELECT
        p.raiz,
        0::oid
    FROM partes AS p
    INNER JOIN pg_trigger AS t ON p.parte = t.tgrelid
    WHERE NOT t.tgisinternal
    UNION
    -- a routine with a body that the database can read
    SELECT
        p.raiz,
        0::oid
    FROM partes AS p
    INNER JOIN pg_depend AS d
        ON d.refclassid = 'pg_class'::regclass AND p.parte = d.refobjid AND d.classid = 'pg_proc'::regclass
    WHERE d.deptype = 'n'
),

quedan AS (
    SELECT l.sobre AS oid
    FROM lazos AS l
    WHERE l.cuelga NOT IN (SELECT c.oid FROM candidatas AS c)
    UNION
    SELECT l.sobre
    FROM lazos AS l
    INNER JOIN quedan AS q ON l.cuelga = q.oid
)

SELECT
    c.oid::regclass::text AS nombre,
    k.relkind = 'v' AS es_vista,
    c.oid IN (SELECT q.oid FROM quedan AS q) AS queda
FROM candidatas AS c
INNER JOIN pg_class AS k ON c.oid = k.oid
ORDER BY 1;
