-- count the values and whole rows that a load kept out: under their SCADA variable, or with the column's name
WITH mapeadas AS (
    SELECT
        mapa.columna_stage,
        min(mapa.var_id_scada) AS etiqueta
    FROM referencial.tbl_var_scada_map AS mapa
    GROUP BY mapa.columna_stage
),

apartados AS (
    SELECT
        fuera.pozo,
        mapeadas.etiqueta,
        fuera.motivo,
        fuera.linea,
        fuera.es_fila,
        left(
            CASE
                WHEN mapeadas.etiqueta IS NULL AND fuera.columna IS NOT NULL THEN fuera.columna || '='
                ELSE ''
            END || fuera.valor,
            200
        ) AS crudo
    FROM pg_temp.ingesta_fuera AS fuera
    LEFT JOIN mapeadas
        ON fuera.tabla = 'tbl_pozo_produccion' AND fuera.columna = mapeadas.columna_stage
)

INSERT INTO stage.tbl_landing_rechazos AS rechazo (
    unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
)
SELECT
    apartados.pozo,
    apartados.etiqueta AS var_id,
    apartados.motivo,
    apartados.crudo,
    left('__archivo__', 200) || ', línea ' || max(apartados.linea)
    || CASE WHEN bool_or(apartados.es_fila) THEN ', la fila entera' ELSE '' END AS detalle,
    count(*) AS veces,
    now() AS primera_vez,
    now() AS ultima_vez
FROM apartados
GROUP BY apartados.pozo, apartados.etiqueta, apartados.motivo, apartados.crudo
ORDER BY apartados.pozo, apartados.etiqueta, apartados.motivo, apartados.crudo
ON CONFLICT ON CONSTRAINT uq_landing_rechazos DO UPDATE
    SET
        detalle = excluded.detalle,
        veces = rechazo.veces + excluded.veces,
        ultima_vez = greatest(rechazo.ultima_vez, excluded.ultima_vez)
