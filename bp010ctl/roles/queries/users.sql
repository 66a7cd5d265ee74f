-- everybody about whom something is written, with how many rows
SELECT
    escrito.user_email AS usuario,
    count(*) AS filas
FROM (
    SELECT alcance.user_email
    FROM reporting.dim_rls_usuario AS alcance
    UNION ALL
    SELECT ambito.user_email
    FROM reporting.dim_rls_ambito AS ambito
) AS escrito
GROUP BY escrito.user_email
ORDER BY escrito.user_email
