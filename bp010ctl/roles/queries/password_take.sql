DELETE FROM reporting.dim_rls_clave
WHERE user_email = %(usuario)s;
