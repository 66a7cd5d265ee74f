-- what breaks a promise about who may do what: the fault, on what, and what to do
WITH ours AS (
    SELECT
        relacion.oid,
        relacion.oid::regclass::text AS nombre,
        relacion.relkind,
        relacion.relispartition,
        relacion.relrowsecurity,
        relacion.relforcerowsecurity,
        relacion.reloptions,
        has_table_privilege('bp010_panel', relacion.oid, 'SELECT') AS panel_lee
    FROM pg_catalog.pg_class AS relacion
    WHERE
        relacion.relnamespace = any(
            array(
                SELECT espacio.oid
                FROM pg_catalog.pg_namespace AS espacio
                WHERE espacio.nspname = any(%(esquemas)s)
            )
        )
        AND relacion.relkind IN ('r', 'p', 'v', 'm', 'f')
),

with_wells AS (
    SELECT ours.*
    FROM ours
    WHERE
        ours.relkind IN ('r', 'p')
        AND EXISTS (
            SELECT
            FROM pg_catalog.pg_attribute AS columna
            WHERE
                columna.attrelid = ours.oid
                AND columna.attname IN ('well_id', 'pozo_id', 'stroke_id')
                AND NOT columna.attisdropped
        )
),

logins AS (
    SELECT
        rol.rolname::text AS nombre,
        array(
            SELECT grupo.nombre
            FROM unnest(%(grupos)s::text[]) AS grupo (nombre)
            WHERE pg_has_role(rol.oid, to_regrole(grupo.nombre), %(pertenencia)s)
        ) AS grupos
    FROM pg_catalog.pg_roles AS rol
    WHERE rol.rolcanlogin AND NOT rol.rolsuper
)

SELECT
    'the group may do what no group may: '
    || concat_ws(
        ', ',
        CASE WHEN rol.rolcanlogin THEN 'LOGIN' END,
        CASE WHEN rol.rolsuper THEN 'SUPERUSER' END,
        CASE WHEN rol.rolcreaterole THEN 'CREATEROLE' END,
        CASE WHEN rol.rolcreatedb THEN 'CREATEDB' END,
        CASE WHEN rol.rolbypassrls THEN 'BYPASSRLS' END,
        CASE WHEN rol.rolreplication THEN 'REPLICATION' END
    ) AS fault,
    rol.rolname::text AS place,
    format(
        'ALTER ROLE %%I NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS NOREPLICATION', rol.rolname
    ) AS remedy
FROM pg_catalog.pg_roles AS rol
WHERE
    rol.rolname = any(%(grupos)s)
    AND (
        rol.rolcanlogin OR rol.rolsuper OR rol.rolcreaterole OR rol.rolcreatedb OR rol.rolbypassrls
        OR rol.rolreplication
    )
UNION ALL
SELECT
    'the owner is a superuser' AS fault,
    pg_get_userbyid(base.datdba)::text AS place,
    'give the database and its objects to a role of its own: REASSIGN OWNED' AS remedy
FROM pg_catalog.pg_database AS base
INNER JOIN pg_catalog.pg_roles AS rol
    ON base.datdba = rol.oid
WHERE base.datname = current_database() AND rol.rolsuper
UNION ALL
SELECT
    'the owner may create roles, and so may whatever runs as the owner' AS fault,
    rol.rolname::text AS place,
    format('ALTER ROLE %%I NOCREATEROLE', rol.rolname) AS remedy
FROM pg_catalog.pg_database AS base
INNER JOIN pg_catalog.pg_roles AS rol
    ON base.datdba = rol.oid
WHERE base.datname = current_database() AND rol.rolcreaterole AND NOT rol.rolsuper
UNION ALL
SELECT
    'PUBLIC may ' || string_agg(DISTINCT entrada.privilege_type, ', ') AS fault,
    'database ' || current_database() AS place,
    format('REVOKE ALL ON DATABASE %%I FROM public', current_database()) AS remedy
FROM pg_catalog.pg_database AS base
CROSS JOIN LATERAL aclexplode(coalesce(base.datacl, acldefault('d', base.datdba))) AS entrada
WHERE base.datname = current_database() AND entrada.grantee = 0
GROUP BY base.oid
UNION ALL
SELECT
    'PUBLIC may ' || string_agg(DISTINCT entrada.privilege_type, ', ') AS fault,
    'schema ' || espacio.nspname AS place,
    format('REVOKE ALL ON SCHEMA %%I FROM public', espacio.nspname) AS remedy
FROM pg_catalog.pg_namespace AS espacio
CROSS JOIN LATERAL aclexplode(coalesce(espacio.nspacl, acldefault('n', espacio.nspowner))) AS entrada
WHERE espacio.nspname = any(%(esquemas)s::text[] || 'public'::text) AND entrada.grantee = 0
GROUP BY espacio.oid, espacio.nspname
UNION ALL
SELECT
    'PUBLIC may ' || string_agg(DISTINCT entrada.privilege_type, ', ') AS fault,
    ours.nombre AS place,
    format('REVOKE ALL ON %%s FROM public', ours.nombre) AS remedy
FROM ours
INNER JOIN pg_catalog.pg_class AS relacion
    ON ours.oid = relacion.oid
CROSS JOIN LATERAL aclexplode(relacion.relacl) AS entrada
WHERE entrada.grantee = 0
GROUP BY ours.nombre
UNION ALL
SELECT
    'PUBLIC may EXECUTE' AS fault,
    rutina.oid::regprocedure::text AS place,
    format('REVOKE ALL ON ROUTINE %%s FROM public', rutina.oid::regprocedure) AS remedy
FROM pg_catalog.pg_proc AS rutina
CROSS JOIN LATERAL aclexplode(coalesce(rutina.proacl, acldefault('f', rutina.proowner))) AS entrada
INNER JOIN pg_catalog.pg_namespace AS espacio
    ON rutina.pronamespace = espacio.oid
WHERE espacio.nspname = any(%(esquemas)s) AND entrada.grantee = 0
UNION ALL
SELECT
    'a routine with the rights of its owner has no search_path of its own' AS fault,
    rutina.oid::regprocedure::text AS place,
    format(
        'ALTER ROUTINE %%s SET search_path = pg_catalog, pg_temp', rutina.oid::regprocedure
    ) AS remedy
FROM pg_catalog.pg_proc AS rutina
INNER JOIN pg_catalog.pg_namespace AS espacio
    ON rutina.pronamespace = espacio.oid
WHERE
    espacio.nspname = any(%(esquemas)s)
    AND rutina.prosecdef
    AND NOT coalesce(array_to_string(rutina.proconfig, ',') LIKE '%%search_path=%%', FALSE)
UNION ALL
SELECT
    'the panel reads a table with wells that has no policy' AS fault,
    with_wells.nombre AS place,
    format(
        'REVOKE SELECT ON %%s FROM bp010_panel; its revision brings a policy first', with_wells.nombre
    ) AS remedy
FROM with_wells
WHERE with_wells.panel_lee AND NOT with_wells.relispartition AND NOT with_wells.relrowsecurity
UNION ALL
SELECT
    'the panel reads a partition, where no policy holds' AS fault,
    ours.nombre AS place,
    format('REVOKE ALL ON %%s FROM bp010_panel', ours.nombre) AS remedy
FROM ours
WHERE ours.relispartition AND ours.panel_lee
UNION ALL
SELECT
    'the panel reads a view that has the rights of its owner, whom no policy limits' AS fault,
    ours.nombre AS place,
    format('ALTER VIEW %%s SET (security_invoker = true)', ours.nombre) AS remedy
FROM ours
WHERE
    ours.relkind = 'v'
    AND ours.panel_lee
    AND NOT coalesce(array_to_string(ours.reloptions, ',') ~ 'security_invoker=(true|on|1)', FALSE)
UNION ALL
SELECT
    'the panel may write' AS fault,
    ours.nombre AS place,
    format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %%s FROM bp010_panel', ours.nombre) AS remedy
FROM ours
WHERE has_table_privilege('bp010_panel', ours.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
UNION ALL
SELECT
    'policies are forced on the owner: its backfills and foreign keys find no rows' AS fault,
    ours.nombre AS place,
    format('ALTER TABLE %%s NO FORCE ROW LEVEL SECURITY', ours.nombre) AS remedy
FROM ours
WHERE ours.relforcerowsecurity
UNION ALL
SELECT
    format(
        'a login of the panel sees every well, being in %%s too',
        array_to_string(array_remove(array_remove(logins.grupos, 'bp010_panel'), 'bp010_pool'), ', ')
    ) AS fault,
    logins.nombre AS place,
    'give it a login of its own for dashboards, or take it out of one: bp010ctl roles revoke' AS remedy
FROM logins
WHERE
    'bp010_panel' = any(logins.grupos)
    AND logins.grupos
    && '{bp010_lectura,bp010_operacion,bp010_escritura,bp010_modelos}'::text[]
    AND NOT EXISTS (
        SELECT
        FROM pg_catalog.pg_database AS base
        WHERE base.datname = current_database() AND pg_get_userbyid(base.datdba) = logins.nombre
    )
UNION ALL
SELECT
    'a role outside the groups may read a table with policies, and sees no row of it' AS fault,
    format('%%s, role %%s', with_wells.nombre, pg_get_userbyid(entrada.grantee)) AS place,
    format('bp010ctl roles grant %%I lectura, or panel', pg_get_userbyid(entrada.grantee)) AS remedy
FROM with_wells
INNER JOIN pg_catalog.pg_class AS relacion
    ON with_wells.oid = relacion.oid
CROSS JOIN LATERAL aclexplode(relacion.relacl) AS entrada
WHERE
    with_wells.relrowsecurity
    AND entrada.privilege_type = 'SELECT'
    AND entrada.grantee NOT IN (0, relacion.relowner)
    AND pg_get_userbyid(entrada.grantee) <> all(%(grupos)s)
UNION ALL
SELECT
    'wells are given to a user whom no login and no pool speaks for' AS fault,
    escrito.user_email AS place,
    'bp010ctl roles grant USER panel, or a pool: bp010ctl roles grant LOGIN pool' AS remedy
FROM (
    SELECT alcance.user_email
    FROM reporting.dim_rls_usuario AS alcance
    UNION
    SELECT ambito.user_email
    FROM reporting.dim_rls_ambito AS ambito
) AS escrito
WHERE
    NOT EXISTS (
        SELECT
        FROM logins
        WHERE logins.nombre = escrito.user_email AND 'bp010_panel' = any(logins.grupos)
    )
    AND NOT EXISTS (
        SELECT
        FROM logins
        WHERE 'bp010_pool' = any(logins.grupos)
    )
UNION ALL
SELECT
    'the wells kept for a user are not those that were given' AS fault,
    coalesce(dados.user_email, visible.user_email) AS place,
    'SELECT reporting.fnc_turno_visibles(), reporting.fnc_rehacer_visibles(NULL)' AS remedy
FROM reporting.fnc_pozos_de_usuarios(NULL) AS dados
FULL JOIN reporting.dim_rls_visible AS visible
    ON dados.user_email = visible.user_email
WHERE dados.pozos IS DISTINCT FROM visible.pozos
ORDER BY fault, place
