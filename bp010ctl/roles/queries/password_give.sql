INSERT INTO reporting.dim_rls_clave (user_email, clave)
VALUES (%(usuario)s, %(clave)s)
ON CONFLICT (user_email) DO UPDATE
    SET clave = excluded.clave, cambiada_en = now();
