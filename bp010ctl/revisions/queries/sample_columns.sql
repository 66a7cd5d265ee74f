-- every table that could hold rows of its own (partitions get theirs through the parent): its columns in
-- order, what each may hold, and where a foreign key takes it from
SELECT
    format('%I.%I', nsp.nspname, rel.relname) AS relation,
    att.attname::text AS attname,
    coalesce(nullif(typ.typbasetype, 0)::regtype, typ.oid::regtype)::text AS kind,
    CASE WHEN typ.typcategory = 'E' THEN labels.first_label END AS first_label,
    att.attnotnull AND NOT att.atthasdef AS required,
    permitted.literal AS permitted,
    referred.relation AS target_relation,
    referred.attname AS target_column
FROM pg_catalog.pg_class AS rel
INNER JOIN pg_catalog.pg_namespace AS nsp
    ON rel.relnamespace = nsp.oid
INNER JOIN pg_catalog.pg_attribute AS att
    ON
        rel.oid = att.attrelid
        AND att.attnum > 0
        AND NOT att.attisdropped
        AND att.attidentity = ''
        AND att.attgenerated = ''
INNER JOIN pg_catalog.pg_type AS typ
    ON att.atttypid = typ.oid
LEFT JOIN
    LATERAL (
        SELECT lab.enumlabel::text AS first_label
        FROM pg_catalog.pg_enum AS lab
        WHERE lab.enumtypid = typ.oid
        ORDER BY lab.enumsortorder
        LIMIT 1
    ) AS labels
    ON TRUE
LEFT JOIN
    LATERAL (
        SELECT substring(pg_get_constraintdef(con.oid) FROM '''([^''^]*)''') AS literal
        FROM pg_catalog.pg_constraint AS con
        WHERE
            con.conrelid = rel.oid
            AND con.contype = 'c'
            AND con.conkey = ARRAY[att.attnum]
        ORDER BY con.conname
        LIMIT 1
    ) AS permitted
    ON typ.typcategory = 'S'
LEFT JOIN
    LATERAL (
        SELECT
            format('%I.%I', target_nsp.nspname, pointed.relname) AS relation,
            target_att.attname::text AS attname
        FROM pg_catalog.pg_constraint AS con
        INNER JOIN pg_catalog.pg_class AS pointed
            ON con.confrelid = pointed.oid
        INNER JOIN pg_catalog.pg_namespace AS target_nsp
            ON pointed.relnamespace = target_nsp.oid
        INNER JOIN pg_catalog.pg_attribute AS target_att
            ON
                pointed.oid = target_att.attrelid
                AND target_att.attnum = con.confkey[array_position(con.conkey, att.attnum)]
        WHERE
            con.conrelid = rel.oid
            AND con.contype = 'f'
            AND con.conparentid = 0
            AND att.attnum = any(con.conkey)
        ORDER BY con.conname
        LIMIT 1
    ) AS referred
    ON TRUE
WHERE
    rel.relkind IN ('r', 'p')
    AND rel.relpersistence = 'p'
    AND NOT rel.relispartition
    AND nsp.nspname !~ '^pg_'
    AND nsp.nspname <> 'information_schema'
    AND (nsp.nspname, rel.relname) NOT IN (('public', 'alembic_version'), ('etl', 'revisiones'))
ORDER BY relation, att.attnum
