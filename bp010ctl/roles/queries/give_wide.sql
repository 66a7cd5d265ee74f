-- a user may see the wells of a field or client, or may not; no row where that is written already
INSERT INTO reporting.dim_rls_ambito AS alcance (user_email, ambito, valor, nivel_acceso)
VALUES (%(usuario)s, %(ambito)s, %(valor)s, %(nivel)s)
ON CONFLICT (user_email, ambito, valor) DO UPDATE
    SET nivel_acceso = excluded.nivel_acceso
    WHERE alcance.nivel_acceso IS DISTINCT FROM excluded.nivel_acceso
