-- count the values that a load kept out of rows: under their SCADA variable, or with their column's name
INSERT INTO stage.tbl_landing_rechazos AS rechazo (
    unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
)
SELECT
    fuera.pozo,
    mapa.var_id_scada,
    fuera.motivo,
    left(CASE WHEN mapa.var_id_scada IS NULL THEN fuera.columna || '=' ELSE '' END || fuera.valor, 200) AS crudo,
    left('__archivo__', 200) || ', línea ' || max(fuera.linea),
    count(*),
    now(),
    now()
FROM pg_temp.ingesta_fuera AS fuera
LEFT JOIN (
    SELECT
        variables.columna_stage,
        min(variables.var_id_scada) AS var_id_scada
    FROM referencial.tbl_var_scada_map AS variables
    GROUP BY variables.columna_stage
) AS mapa
    ON fuera.tabla = 'tbl_pozo_produccion' AND fuera.columna = mapa.columna_stage
WHERE NOT fuera.es_fila
GROUP BY fuera.pozo, mapa.var_id_scada, fuera.motivo, crudo
ORDER BY fuera.pozo, mapa.var_id_scada, fuera.motivo, crudo
ON CONFLICT ON CONSTRAINT uq_landing_rechazos DO UPDATE
    SET
        detalle = excluded.detalle,
        veces = rechazo.veces + excluded.veces,
        ultima_vez = greatest(rechazo.ultima_vez, excluded.ultima_vez)
