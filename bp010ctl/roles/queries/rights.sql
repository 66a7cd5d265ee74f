-- what PUBLIC and each of the groups (%(grupos)s) may do: one row per schema, relation and routine of
-- ours, the database and schema public, and who; letters as PostgreSQL's own, columns in
-- parentheses, and whether a policy leaves out rows
WITH grupos AS (
    SELECT
        grupo.nombre::text AS nombre,
        grupo.puesto
    FROM unnest(%(grupos)s::text[]) WITH ORDINALITY AS grupo (nombre, puesto)
    UNION ALL
    SELECT
        'PUBLIC' AS nombre,
        0 AS puesto
),

objetos AS (
    SELECT
        'database' AS kind,
        '' AS esquema,
        'the database'::text AS nombre,
        coalesce(base.datacl, acldefault('d', base.datdba)) AS acl,
        NULL::oid AS relacion
    FROM pg_catalog.pg_database AS base
    WHERE base.datname = current_database()
    UNION ALL
    SELECT
        'schema' AS kind,
        espacio.nspname AS esquema,
        espacio.nspname AS nombre,
        coalesce(espacio.nspacl, acldefault('n', espacio.nspowner)) AS acl,
        NULL::oid AS relacion
    FROM pg_catalog.pg_namespace AS espacio
    WHERE espacio.nspname = any(%(esquemas)s::text[] || 'public'::text)
    UNION ALL
    SELECT
        CASE
            WHEN relacion.relispartition THEN 'partition'
            WHEN relacion.relkind IN ('v', 'm') THEN 'view'
            ELSE 'table'
        END AS kind,
        espacio.nspname AS esquema,
        relacion.relname AS nombre,
        coalesce(relacion.relacl, acldefault('r', relacion.relowner)) AS acl,
        relacion.oid AS relacion
    FROM pg_catalog.pg_class AS relacion
    INNER JOIN pg_catalog.pg_namespace AS espacio
        ON relacion.relnamespace = espacio.oid
    WHERE
        espacio.nspname = any(%(esquemas)s::text[] || 'public'::text)
        AND relacion.relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL
    SELECT
        CASE rutina.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
        espacio.nspname AS esquema,
        format('%%s(%%s)', rutina.proname, pg_get_function_identity_arguments(rutina.oid)) AS nombre,
        coalesce(rutina.proacl, acldefault('f', rutina.proowner)) AS acl,
        NULL::oid AS relacion
    FROM pg_catalog.pg_proc AS rutina
    INNER JOIN pg_catalog.pg_namespace AS espacio
        ON rutina.pronamespace = espacio.oid
    WHERE espacio.nspname = any(%(esquemas)s::text[])
),

derechos AS (
    SELECT
        objetos.kind,
        objetos.esquema,
        objetos.nombre,
        entrada.grantee,
        entrada.privilege_type,
        NULL::text AS columna
    FROM objetos
    CROSS JOIN LATERAL aclexplode(objetos.acl) AS entrada
    UNION ALL
    SELECT
        objetos.kind,
        objetos.esquema,
        objetos.nombre,
        entrada.grantee,
        entrada.privilege_type,
        columna.attname AS columna
    FROM objetos
    INNER JOIN pg_catalog.pg_attribute AS columna
        ON objetos.relacion = columna.attrelid
    CROSS JOIN LATERAL aclexplode(columna.attacl) AS entrada
    WHERE NOT columna.attisdropped
)

SELECT
    objetos.kind,
    objetos.esquema,
    objetos.nombre,
    grupos.nombre AS quien,
    coalesce(string_agg(
        CASE derechos.privilege_type
            WHEN 'SELECT' THEN 'r'
            WHEN 'INSERT' THEN 'a'
            WHEN 'UPDATE' THEN 'w'
            WHEN 'DELETE' THEN 'd'
            WHEN 'TRUNCATE' THEN 'D'
            WHEN 'REFERENCES' THEN 'x'
            WHEN 'TRIGGER' THEN 't'
            WHEN 'EXECUTE' THEN 'X'
            WHEN 'USAGE' THEN 'U'
            WHEN 'CREATE' THEN 'C'
            WHEN 'CONNECT' THEN 'c'
            WHEN 'TEMPORARY' THEN 'T'
            ELSE derechos.privilege_type
        END || coalesce('(' || derechos.columna || ')', ''),
        '' ORDER BY
            array_position(
                '{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,EXECUTE,USAGE,CREATE,CONNECT}'::text[],
                derechos.privilege_type
            ),
            derechos.columna
    ), '') AS derechos,
    EXISTS(
        SELECT
        FROM pg_catalog.pg_policy AS politica
        WHERE
            politica.polrelid = objetos.relacion
            AND to_regrole(grupos.nombre) = any(politica.polroles)
            AND pg_get_expr(politica.polqual, politica.polrelid) <> 'true'
    ) AS limitado
FROM objetos
CROSS JOIN grupos
LEFT JOIN derechos
    ON
        objetos.kind = derechos.kind
        AND objetos.esquema = derechos.esquema
        AND objetos.nombre = derechos.nombre
        AND derechos.grantee = CASE WHEN grupos.nombre = 'PUBLIC' THEN 0 ELSE to_regrole(grupos.nombre) END
GROUP BY objetos.kind, objetos.esquema, objetos.nombre, objetos.relacion, grupos.nombre, grupos.puesto
ORDER BY objetos.esquema, objetos.kind, objetos.nombre, grupos.puesto
