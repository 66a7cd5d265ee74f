-- nothing is written about a user and a well any more
DELETE FROM reporting.dim_rls_usuario
WHERE user_email = %(usuario)s AND pozo_id = %(valor)s::integer
