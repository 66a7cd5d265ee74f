-- nothing is written about a user and a field or client any more
DELETE FROM reporting.dim_rls_ambito
WHERE user_email = %(usuario)s AND ambito = %(ambito)s AND valor = %(valor)s
