-- the statements that make the enumerations, domains and composite types as they are now, each with the
-- name of its file; the caller pins search_path and the like, and
-- bp010.schemas, separated by commas
WITH
kinds AS (
    SELECT
        kind.oid,
        kind.typtype,
        kind.typrelid,
        kind.typnotnull,
        kind.typdefault,
        format_type(kind.typbasetype, kind.typtypmod) AS base,
        format('%I.%I', namespace.nspname, kind.typname) AS ident
    FROM pg_catalog.pg_type AS kind
    INNER JOIN pg_catalog.pg_namespace AS namespace
        ON kind.typnamespace = namespace.oid
    LEFT JOIN pg_catalog.pg_class AS composite
        ON kind.typrelid = composite.oid
    WHERE
        namespace.nspname = any(string_to_array(current_setting('bp010.schemas'), ','))
        AND (kind.typtype IN ('d', 'e') OR composite.relkind = 'c')
),

members AS (
    SELECT
        offered.enumtypid AS typoid,
        string_agg(
            '    ' || quote_literal(offered.enumlabel), E',\n' ORDER BY offered.enumsortorder
        ) AS listing
    FROM pg_catalog.pg_enum AS offered
    GROUP BY offered.enumtypid
    UNION ALL
    SELECT
        kinds.oid AS typoid,
        string_agg(
            format('    %I %s', att.attname, format_type(att.atttypid, att.atttypmod)),
            E',\n' ORDER BY att.attnum
        ) AS listing
    FROM kinds
    INNER JOIN pg_catalog.pg_attribute AS att
        ON kinds.typrelid = att.attrelid
    WHERE att.attnum > 0 AND NOT att.attisdropped
    GROUP BY kinds.oid
    UNION ALL
    SELECT
        con.contypid AS typoid,
        string_agg(
            format('    CONSTRAINT %I %s', con.conname, pg_get_constraintdef(con.oid)),
            E'\n' ORDER BY con.conname
        ) AS listing
    FROM pg_catalog.pg_constraint AS con
    WHERE con.contypid <> 0 AND con.contype = 'c'
    GROUP BY con.contypid
)

SELECT
    kinds.ident AS filed,
    concat(
        CASE kinds.typtype
            WHEN 'e' THEN format(E'CREATE TYPE %s AS ENUM (\n%s\n)', kinds.ident, members.listing)
            WHEN 'c' THEN format(E'CREATE TYPE %s AS (\n%s\n)', kinds.ident, members.listing)
            ELSE concat(
                format('CREATE DOMAIN %s AS %s', kinds.ident, kinds.base),
                ' DEFAULT ' || kinds.typdefault,
                CASE WHEN kinds.typnotnull THEN ' NOT NULL' END,
                E'\n' || members.listing
            )
        END,
        ';',
        format(
            E'\n\nCOMMENT ON %s %s\nIS ',
            CASE kinds.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, kinds.ident
        ) || quote_literal(obj_description(kinds.oid, 'pg_type')) || ';'
    ) AS made
FROM kinds
LEFT JOIN members
    ON kinds.oid = members.typoid
ORDER BY filed;
