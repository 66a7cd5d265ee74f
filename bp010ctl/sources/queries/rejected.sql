-- Values of the load that this transaction has landed which could not be used, by reason.
WITH cargas AS MATERIALIZED (
    SELECT
        array_agg(c.cargado_en) AS cargados,
        array_agg(c.unit_id) AS unidades,
        min(c.cargado_en) AS primera,
        max(c.cargado_en) AS ultima
    FROM (
        SELECT DISTINCT
            l.cargado_en,
            l.unit_id
        FROM stage.landing_scada_data AS l
        WHERE
            l.cargado_en >= now()
            AND l.cargado_en < now() + interval '1 second'
            AND l.unit_id = any(%(unidades)s)
    ) AS c
)

SELECT
    v.unit_id,
    v.motivo,
    count(*) AS cuantos,
    min(v.var_id) AS variable, -- noqa: RF04
    left((array_agg(v.crudo ORDER BY v.var_id))[1], 60) AS valor
FROM cargas
CROSS JOIN
    LATERAL stage.fnc_leer_landing(cargas.cargados, cargas.unidades, cargas.primera, cargas.ultima) AS v
WHERE v.motivo IS NOT NULL
GROUP BY v.unit_id, v.motivo
ORDER BY v.unit_id, v.motivo;
