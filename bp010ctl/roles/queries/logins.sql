-- the logins that are in one of the groups (%(grupos)s), itself or through another role, or own the database
WITH miembros AS (
    SELECT
        rol.oid AS rol,
        array(
            SELECT grupo.nombre
            FROM unnest(%(grupos)s::text[]) WITH ORDINALITY AS grupo (nombre, puesto)
            WHERE NOT rol.rolsuper AND pg_has_role(rol.oid, to_regrole(grupo.nombre), %(pertenencia)s)
            ORDER BY grupo.puesto
        ) AS grupos
    FROM pg_catalog.pg_roles AS rol
    WHERE rol.rolcanlogin
)

SELECT
    rol.rolname::text AS nombre,
    miembros.grupos,
    base.datdba = rol.oid AS es_dueno,
    rol.rolsuper AS es_superusuario,
    CASE
        WHEN 'bp010_panel' = any(miembros.grupos)
            THEN (
                SELECT count(*)
                FROM reporting.dim_rls_usuario AS alcance
                WHERE alcance.user_email = rol.rolname
            ) + (
                SELECT count(*)
                FROM reporting.dim_rls_ambito AS ambito
                WHERE ambito.user_email = rol.rolname
            )
        ELSE 0
    END AS alcances
FROM miembros
INNER JOIN pg_catalog.pg_roles AS rol
    ON miembros.rol = rol.oid
INNER JOIN pg_catalog.pg_database AS base
    ON base.datname = current_database()
WHERE miembros.grupos <> '{}' OR base.datdba = rol.oid
ORDER BY rol.rolname
