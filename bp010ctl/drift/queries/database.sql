-- who owns what the migrations made, which schemas and extensions they did not make, the settings that
-- sessions begin with, whether cycles are described, and whether it is noted since when they are scheduled
WITH
extensions AS (
    SELECT
        quote_ident(ext.extname) AS ident,
        EXISTS(
            SELECT
            FROM pg_catalog.pg_depend AS dependency
            CROSS JOIN
                LATERAL pg_identify_object(dependency.classid, dependency.objid, 0) AS member
            WHERE
                dependency.refclassid = 'pg_catalog.pg_extension'::regclass
                AND dependency.refobjid = ext.oid
                AND dependency.deptype = 'e'
                AND member.schema = any(%(schemas)s)
                AND member.schema <> 'public'
        ) AS intrudes
    FROM pg_catalog.pg_extension AS ext
    WHERE ext.extname NOT IN ('plpgsql', 'plpgsql_check', 'pg_cron')
),

owners AS (
    SELECT
        coalesce(
            (
                SELECT pg_get_userbyid(rel.relowner)::text
                FROM pg_catalog.pg_class AS rel
                WHERE rel.oid = to_regclass('public.alembic_version')
            ),
            current_user::text
        ) AS owning
)

SELECT
    owners.owning,
    coalesce(
        (
            SELECT grp.rolsuper
            FROM pg_catalog.pg_roles AS grp
            WHERE grp.rolname = owners.owning
        ),
        FALSE
    ) AS by_superuser,
    (
        SELECT coalesce(array_agg(quote_ident(nsp.nspname) ORDER BY nsp.nspname), '{}')
        FROM pg_catalog.pg_namespace AS nsp
        WHERE
            nsp.nspname !~ '^pg_'
            AND nsp.nspname <> 'information_schema'
            AND quote_ident(nsp.nspname) <> ALL(%(schemas)s)
            AND NOT EXISTS (
                SELECT
                FROM pg_catalog.pg_depend AS dependency
                WHERE
                    dependency.classid = 'pg_catalog.pg_namespace'::regclass
                    AND dependency.objid = nsp.oid
                    AND dependency.deptype = 'e'
            )
    ) AS other_schemas,
    (
        SELECT coalesce(array_agg(extensions.ident ORDER BY extensions.ident), '{}')
        FROM extensions
        WHERE NOT extensions.intrudes
    ) AS other_extensions,
    (
        SELECT coalesce(array_agg(extensions.ident ORDER BY extensions.ident), '{}')
        FROM extensions
        WHERE extensions.intrudes
    ) AS intruders,
    (
        SELECT
            coalesce(
                array_agg(
                    concat_ws(
                        ' ', own.entry, 'of role ' || nullif(conf.setrole, 0)::regrole,
                        CASE WHEN conf.setdatabase = 0 THEN 'everywhere' ELSE 'in this database' END
                    )
                    ORDER BY own.entry
                ),
                '{}'
            )
        FROM pg_catalog.pg_db_role_setting AS conf
        CROSS JOIN LATERAL unnest(conf.setconfig) AS own (entry)
        WHERE
            conf.setdatabase IN (0, here.oid)
            AND conf.setrole IN (0, coalesce(to_regrole(quote_ident(owners.owning))::oid, 0))
            -- what `db up` and `cron apply` set themselves
            AND NOT (conf.setrole = 0 AND own.entry = 'default_toast_compression=lz4')
            AND NOT (conf.setrole <> 0 AND starts_with(own.entry, 'statement_timeout='))
    ) AS begun_with,
    to_regclass('etl.ciclos') IS NOT NULL AS has_cycles,
    to_regclass('etl.ciclo_vigencias') IS NOT NULL AS has_dates
FROM owners
INNER JOIN pg_catalog.pg_database AS here
    ON here.datname = current_database()
