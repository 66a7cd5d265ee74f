-- the wells that a user sees, as reporting.fnc_pozos_visibles tells the user
WITH alcances AS (
    SELECT
        alcance.pozo_id,
        alcance.nivel_acceso
    FROM reporting.dim_rls_usuario AS alcance
    WHERE alcance.user_email = %(usuario)s
    UNION ALL
    SELECT
        pozo.pozo_id,
        ambito.nivel_acceso
    FROM reporting.dim_rls_ambito AS ambito
    INNER JOIN reporting.dim_pozo AS pozo
        ON ambito.valor = CASE ambito.ambito WHEN 'campo' THEN pozo.campo ELSE pozo.cliente END
    WHERE ambito.user_email = %(usuario)s
)

SELECT alcances.pozo_id
FROM alcances
INNER JOIN reporting.dim_pozo AS pozo
    ON alcances.pozo_id = pozo.pozo_id
GROUP BY alcances.pozo_id
HAVING NOT bool_or(upper(alcances.nivel_acceso) IS NOT DISTINCT FROM 'NINGUNO')
ORDER BY alcances.pozo_id
