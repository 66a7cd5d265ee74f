-- What the load that this transaction has landed would become: per unit, tags that are mapped and not,
-- values that cannot be used and why, the newest time.
WITH cargados AS (
    SELECT
        l.unit_id,
        l.var_id,
        m.var_id_scada IS NOT NULL AS mapeada,
        stage.fnc_hora_scada(l.moddate, l.modtime, referencial.fnc_zona_horaria(), l.cargado_en) AS momento
    FROM stage.landing_scada_data AS l
    LEFT JOIN referencial.tbl_var_scada_map AS m ON l.var_id = m.var_id_scada
    WHERE
        l.cargado_en >= now()
        AND l.cargado_en < now() + interval '1 second'
        AND l.unit_id = any(%(unidades)s)
)

SELECT
    c.unit_id,
    p.nombre_pozo,
    count(DISTINCT c.var_id) FILTER (WHERE c.mapeada) AS mapeadas,
    count(DISTINCT c.var_id) FILTER (WHERE NOT c.mapeada) AS sin_mapa,
    max(c.momento) AS ultimo,
    extract(EPOCH FROM clock_timestamp() - max(c.momento))::double precision AS edad_segundos
FROM cargados AS c
LEFT JOIN stage.tbl_pozo_maestra AS p ON c.unit_id = p.well_id
GROUP BY c.unit_id, p.nombre_pozo
ORDER BY c.unit_id;
