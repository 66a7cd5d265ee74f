-- who owns what the migrations made, which schemas they did not make, whether cycles are described, and
-- whether it is noted since when they are scheduled
WITH owners AS (
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
    to_regclass('etl.ciclos') IS NOT NULL AS has_cycles,
    to_regclass('etl.ciclo_vigencias') IS NOT NULL AS has_dates
FROM owners
