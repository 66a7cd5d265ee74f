-- functions and procedures; outputs are the columns of what a function returns, given_rows and returned_rows
-- the relations whose rows it takes and returns
SELECT
    pg_catalog.format('%s.%s', namespace.nspname, made.proname) AS qualified,
    CASE made.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
    pg_catalog.pg_get_function_identity_arguments(made.oid) AS arguments,
    made.oid::regprocedure::text AS signature,
    lang.lanname::text AS written_in,
    made.prosrc AS body,
    pg_catalog.pg_get_functiondef(made.oid) AS definition,
    pg_catalog.obj_description(made.oid, 'pg_proc') AS remark,
    made.prorettype = 'pg_catalog.trigger'::pg_catalog.regtype AS is_trigger,
    coalesce(
        (
            SELECT
                pg_catalog.array_agg(
                    coalesce(nullif(argument.title, ''), pg_catalog.format('$%s', argument.place))
                    ORDER BY argument.place
                )
            FROM
                unnest(
                    coalesce(
                        made.proargnames,
                        pg_catalog.array_fill(''::text, ARRAY[made.pronargs::integer])
                    ),
                    made.proargmodes
                ) WITH ORDINALITY AS argument (title, direction, place)
            WHERE coalesce(argument.direction, 'i') IN ('i', 'b', 'v')
        ),
        '{}'
    ) AS inputs,
    coalesce(
        (
            SELECT pg_catalog.array_agg(argument.title ORDER BY argument.place)
            FROM
                unnest(made.proargnames, made.proargmodes)
                WITH ORDINALITY AS argument (title, direction, place)
            WHERE argument.direction IN ('t', 'o', 'b')
        ),
        (
            SELECT pg_catalog.array_agg(col.attname::text ORDER BY col.attnum)
            FROM pg_catalog.pg_type AS result
            INNER JOIN pg_catalog.pg_attribute AS col
                ON
                    result.typrelid = col.attrelid
                    AND col.attnum > 0
                    AND NOT col.attisdropped
            WHERE made.prorettype = result.oid
        ),
        CASE
            WHEN made.prorettype IN (
                0,
                'pg_catalog.void'::pg_catalog.regtype,
                'pg_catalog.trigger'::pg_catalog.regtype
            ) THEN '{}'
            ELSE ARRAY[made.proname::text]
        END
    ) AS outputs,
    (
        SELECT pg_catalog.array_agg(pg_catalog.format('%s.%s', owning.nspname, rel.relname))
        FROM pg_catalog.pg_type AS given
        INNER JOIN pg_catalog.pg_class AS rel
            ON
                rel.reltype IN (given.oid, given.typelem)
                AND rel.relkind IN ('r', 'p', 'v')
        INNER JOIN pg_catalog.pg_namespace AS owning
            ON rel.relnamespace = owning.oid
        WHERE given.oid = any(made.proargtypes::oid[])
    ) AS given_rows,
    (
        SELECT pg_catalog.format('%s.%s', owning.nspname, rel.relname)
        FROM pg_catalog.pg_type AS result
        INNER JOIN pg_catalog.pg_class AS rel
            ON
                rel.reltype IN (result.oid, result.typelem)
                AND rel.relkind IN ('r', 'p', 'v')
        INNER JOIN pg_catalog.pg_namespace AS owning
            ON rel.relnamespace = owning.oid
        WHERE result.oid = made.prorettype
    ) AS returned_rows
FROM pg_catalog.pg_proc AS made
INNER JOIN pg_catalog.pg_namespace AS namespace
    ON
        made.pronamespace = namespace.oid
        AND namespace.nspname IN ('stage', 'referencial', 'universal', 'reporting', 'etl')
INNER JOIN pg_catalog.pg_language AS lang ON made.prolang = lang.oid
WHERE made.prokind IN ('f', 'p')
ORDER BY qualified, arguments
