-- Values of the load that this transaction has landed which could not be used, by reason.
SELECT
    v.unit_id,
    v.motivo,
    count(*) AS cuantos,
    min(v.var_id) AS variable, -- noqa: RF04
    left((array_agg(v.crudo ORDER BY v.var_id))[1], 60) AS valor
FROM
    stage.fnc_leer_landing(
        array_fill(now(), ARRAY[cardinality(%(unidades)s)]), %(unidades)s, now(), now()
    ) AS v
WHERE v.motivo IS NOT NULL
GROUP BY v.unit_id, v.motivo
ORDER BY v.unit_id, v.motivo;
