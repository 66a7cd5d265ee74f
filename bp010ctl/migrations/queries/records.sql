-- what SHA256SUMS said of each revision when it was applied, where that is known
SELECT
    revisiones.revision,
    revisiones.archivos
FROM etl.revisiones
