-- Old units; a spelling known as an alias is its standard unit.
SELECT
    l.unidad_id AS id_legado,
    coalesce(u.simbolo, l.simbolo) AS simbolo,
    l.nombre,
    l.descripcion,
    NULL::text AS motivo
FROM pg_temp.tbl_ref_unidades AS l
LEFT JOIN referencial.tbl_unidad_alias AS a
    ON
        l.simbolo = a.alias
        AND NOT EXISTS (SELECT FROM referencial.tbl_ref_unidades AS x WHERE x.simbolo = l.simbolo)
LEFT JOIN referencial.tbl_ref_unidades AS u ON a.unidad_id = u.unidad_id
