-- A simulated well's own targets: what it was designed for. None where the database has no variables.
INSERT INTO referencial.tbl_limites_pozo AS l (pozo_id, variable_id, target_value, baseline_value)
SELECT
    %(pozo)s::integer,
    v.variable_id,
    dado.objetivo,
    dado.base
FROM
    unnest(%(ids)s::integer[], %(objetivos)s::numeric[], %(bases)s::numeric[])
        AS dado (id_formato1, objetivo, base)
INNER JOIN referencial.tbl_maestra_variables AS v ON dado.id_formato1 = v.id_formato1
ON CONFLICT (pozo_id, variable_id) DO UPDATE
    SET target_value = excluded.target_value, baseline_value = excluded.baseline_value
    WHERE
    (l.target_value, l.baseline_value)
    IS DISTINCT FROM (excluded.target_value, excluded.baseline_value);
