-- whether this login sees all rows about whose wells are whose, and which user it is
SELECT
    NOT row_security_active('reporting.dim_rls_usuario')
    OR EXISTS (
        SELECT 1
        FROM pg_catalog.pg_policy AS politica
        CROSS JOIN LATERAL unnest(politica.polroles) AS rol (oid)
        WHERE
            politica.polrelid = 'reporting.dim_rls_usuario'::regclass
            AND pg_get_expr(politica.polqual, politica.polrelid) = 'true'
            AND pg_has_role(rol.oid, 'USAGE')
    ) AS todo,
    reporting.fnc_usuario() AS usuario;
