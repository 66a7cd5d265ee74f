CREATE OR REPLACE PROCEDURE stage.sp_rechazar_cargas(
    p_cargas timestamptz[],
    p_unidades integer[]
)
LANGUAGE sql
AS $$
-- Purpose: counts the mapped values of loads (pairs of two arrays) whose unit is unknown or absent: one row for
--   each unit and variable, whatever the values, the newest of the first load as an example.
-- Second run: counts them again.
-- Reads: stage.landing_scada_data, referencial.tbl_var_scada_map. Writes: stage.tbl_landing_rechazos.
    WITH contados AS (
        SELECT
            landing.unit_id,
            landing.var_id,
            CASE WHEN landing.unit_id IS NULL THEN 'unidad_ausente' ELSE 'unidad_desconocida' END AS motivo,
            (array_agg(left(landing.measure, 200) ORDER BY landing.cargado_en DESC, landing.idn DESC))[1] AS valor,
            count(*) AS veces,
            min(landing.cargado_en) AS primera_vez,
            max(landing.cargado_en) AS ultima_vez
        FROM unnest(p_cargas, p_unidades) AS cargas (cargado_en, unit_id)
        INNER JOIN stage.landing_scada_data AS landing
            ON
                cargas.cargado_en = landing.cargado_en
                AND landing.unit_id IS NOT DISTINCT FROM cargas.unit_id
        LEFT JOIN referencial.tbl_var_scada_map AS mapa ON landing.var_id = mapa.var_id_scada
        WHERE mapa.var_id_scada IS NOT NULL OR landing.var_id IS NULL
        GROUP BY landing.unit_id, landing.var_id
    ),

    sumados AS (
        UPDATE stage.tbl_landing_rechazos AS rechazo
        SET
            veces = rechazo.veces + contados.veces,
            primera_vez = least(rechazo.primera_vez, contados.primera_vez),
            ultima_vez = greatest(rechazo.ultima_vez, contados.ultima_vez)
        FROM contados
        WHERE rechazo.motivo = contados.motivo
            AND rechazo.unit_id IS NOT DISTINCT FROM contados.unit_id
            AND rechazo.var_id IS NOT DISTINCT FROM contados.var_id
        RETURNING rechazo.unit_id, rechazo.var_id
    )

    INSERT INTO stage.tbl_landing_rechazos (
        unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
    )
    SELECT
        contados.unit_id,
        contados.var_id,
        contados.motivo,
        contados.valor,
        CASE WHEN contados.unit_id IS NOT NULL THEN 'espera a que la unidad tenga fila maestra' END,
        contados.veces,
        contados.primera_vez,
        contados.ultima_vez
    FROM contados
    WHERE NOT EXISTS (
        SELECT
        FROM sumados
        WHERE sumados.unit_id IS NOT DISTINCT FROM contados.unit_id
            AND sumados.var_id IS NOT DISTINCT FROM contados.var_id
    )
    ORDER BY contados.unit_id, contados.var_id;
$$;

COMMENT ON PROCEDURE stage.sp_rechazar_cargas
IS 'Counts the values of SCADA loads whose unit is unknown or absent as rejected, by unit and variable.';
