-- Old SCADA map; a row that names no variable or column of the model has no place in it.
SELECT
    NULL::bigint AS id_legado,
    l.var_id_scada,
    l.id_formato1,
    l.columna_stage,
    l.comentario,
    CASE
        WHEN v.id_formato1 IS NULL THEN 'no variable ' || l.id_formato1
        WHEN NOT referencial.fnc_es_columna_scada(l.columna_stage)
            THEN 'no column ' || l.columna_stage || ' in the readings'
    END AS motivo
FROM pg_temp.tbl_var_scada_map AS l
LEFT JOIN referencial.tbl_maestra_variables AS v ON l.id_formato1 = v.id_formato1
