-- Differences from the seeds, by column.
SELECT
    d.tabla,
    CASE d.columna WHEN '*' THEN 'the whole row' ELSE d.columna END AS columna,
    d.queda,
    count(*) AS valores,
    min(
        CASE
            WHEN d.columna = '*' THEN d.clave
            ELSE concat(d.clave, ': ', d.valor_legado, ' / ', coalesce(d.valor_semilla, '-'))
        END
    ) AS ejemplo
FROM adopcion.diferencias AS d
GROUP BY d.tabla, d.columna, d.queda
ORDER BY d.queda, d.tabla, d.columna;
