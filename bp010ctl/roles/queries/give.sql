-- a user may see a well, or may not; no row where that is written already
INSERT INTO reporting.dim_rls_usuario AS alcance (user_email, pozo_id, nivel_acceso)
VALUES (%(usuario)s, %(valor)s::integer, %(nivel)s)
ON CONFLICT (user_email, pozo_id) DO UPDATE
    SET nivel_acceso = excluded.nivel_acceso
    WHERE alcance.nivel_acceso IS DISTINCT FROM excluded.nivel_acceso
