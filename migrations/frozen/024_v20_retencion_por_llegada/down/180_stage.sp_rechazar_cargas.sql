CREATE OR REPLACE PROCEDURE stage.sp_rechazar_cargas(
    p_cargas timestamptz[],
    p_unidades integer[]
)
LANGUAGE sql
AS $$
-- Purpose: counts the mapped values of loads (pairs of two arrays) whose unit is unknown or absent.
-- Second run: counts them again.
-- Reads: stage.landing_scada_data, referencial.tbl_var_scada_map. Writes: stage.tbl_landing_rechazos.
    INSERT INTO stage.tbl_landing_rechazos AS rechazo (
        unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
    )
    SELECT
        landing.unit_id,
        landing.var_id,
        CASE WHEN landing.unit_id IS NULL THEN 'unidad_ausente' ELSE 'unidad_desconocida' END,
        left(landing.measure, 200),
        CASE WHEN landing.unit_id IS NOT NULL THEN 'espera a que la unidad tenga fila maestra' END,
        count(*),
        min(landing.cargado_en),
        max(landing.cargado_en)
    FROM unnest(p_cargas, p_unidades) AS cargas (cargado_en, unit_id)
    INNER JOIN stage.landing_scada_data AS landing
        ON
            cargas.cargado_en = landing.cargado_en
            AND landing.unit_id IS NOT DISTINCT FROM cargas.unit_id
    LEFT JOIN referencial.tbl_var_scada_map AS mapa ON landing.var_id = mapa.var_id_scada
    WHERE mapa.var_id_scada IS NOT NULL OR landing.var_id IS NULL
    GROUP BY landing.unit_id, landing.var_id, left(landing.measure, 200)
    ORDER BY landing.unit_id, landing.var_id, left(landing.measure, 200)
    ON CONFLICT ON CONSTRAINT uq_landing_rechazos DO UPDATE
    SET
        veces = rechazo.veces + excluded.veces,
        primera_vez = least(rechazo.primera_vez, excluded.primera_vez),
        ultima_vez = greatest(rechazo.ultima_vez, excluded.ultima_vez);
$$;

COMMENT ON PROCEDURE stage.sp_rechazar_cargas
IS 'Counts the values of SCADA loads whose unit is unknown or absent as rejected.';
