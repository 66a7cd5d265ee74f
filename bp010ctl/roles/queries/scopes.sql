-- what is written about a user: kind, value, level
SELECT
    'well' AS kind,
    alcance.pozo_id::text AS nombre,
    alcance.nivel_acceso
FROM reporting.dim_rls_usuario AS alcance
WHERE alcance.user_email = %(usuario)s
UNION ALL
SELECT
    CASE ambito.ambito WHEN 'campo' THEN 'field' ELSE 'client' END AS kind,
    ambito.valor AS nombre,
    ambito.nivel_acceso
FROM reporting.dim_rls_ambito AS ambito
WHERE ambito.user_email = %(usuario)s
ORDER BY kind DESC, nombre ASC
