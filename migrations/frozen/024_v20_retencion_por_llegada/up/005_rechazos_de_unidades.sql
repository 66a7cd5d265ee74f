-- One row for each unit and variable: that a unit is unknown does not depend on the value.
WITH retirados AS (
    DELETE FROM stage.tbl_landing_rechazos
    WHERE motivo IN ('unidad_desconocida', 'unidad_ausente')
    RETURNING *
)

INSERT INTO stage.tbl_landing_rechazos (
    unit_id, var_id, motivo, valor_crudo, detalle, veces, primera_vez, ultima_vez
)
SELECT
    retirados.unit_id,
    retirados.var_id,
    retirados.motivo,
    (
        array_agg(retirados.valor_crudo ORDER BY retirados.ultima_vez DESC, retirados.valor_crudo ASC)
    )[1] AS valor_crudo,
    max(retirados.detalle) AS detalle,
    sum(retirados.veces) AS veces,
    min(retirados.primera_vez) AS primera_vez,
    max(retirados.ultima_vez) AS ultima_vez
FROM retirados
GROUP BY retirados.unit_id, retirados.var_id, retirados.motivo;

COMMENT ON COLUMN stage.tbl_landing_rechazos.valor_crudo
IS 'Value as it came, cut to its first 200 characters; of an unknown or absent unit an example.';
