-- who owns what the migrations made, which schemas they did not make, whether cycles are described
SELECT
    coalesce(
        (
            SELECT pg_get_userbyid(rel.relowner)::text
            FROM pg_catalog.pg_class AS rel
            WHERE rel.oid = to_regclass('public.alembic_version')
        ),
        current_user::text
    ) AS owning,
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
    to_regclass('etl.ciclos') IS NOT NULL AS has_cycles
