-- count the values that a load kept out of rows: under their SCADA variable, or with their column's name
WITH mapeadas AS (
    SELECT
        mapa.columna_stage,
        min(mapa.var_id_scada) AS etiqueta
    FROM referencial.tbl_var_scada_map AS mapa
    GROUP BY mapa.columna_stage
),

celdas AS (
    SELECT
        fuera.pozo,
        mapeadas.etiqueta,
        fuera.motivo,
        fuera.linea,
        left(
            CASE WHEN mapeadas.etiqueta IS NULL THEN fuera.columna || '=' ELSE '' END || fuera.valor, 200
        ) AS crudo
    FROM pg_temp.ingesta_fuera AS fuera
    LEFT JOIN mapeadas
        ON fuera.tabla = 'tbl_pozo_produccion' AND fuera.columna = mapeadas.columna_stage
    WHERE NOT fuera.es_fila
)

INSERT INTO stage.tbl_landing_rechazos AS rechazo (
    unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
)
SELECT
    celdas.pozo,
    celdas.etiqueta AS var_id,
    celdas.motivo,
    celdas.crudo,
    left('__archivo__', 200) || ', línea ' || max(celdas.linea) AS detalle,
    count(*) AS veces,
    now() AS primera_vez,
    now() AS ultima_vez
FROM celdas
GROUP BY celdas.pozo, celdas.etiqueta, celdas.motivo, celdas.crudo
ORDER BY celdas.pozo, celdas.etiqueta, celdas.motivo, celdas.crudo
ON CONFLICT ON CONSTRAINT uq_landing_rechazos DO UPDATE
    SET
        detalle = excluded.detalle,
        veces = rechazo.veces + excluded.veces,
        ultima_vez = greatest(rechazo.ultima_vez, excluded.ultima_vez)
