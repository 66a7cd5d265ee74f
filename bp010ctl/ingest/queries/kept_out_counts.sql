-- how many rows and values a load kept out, by table
SELECT
    tabla,
    count(*) FILTER (WHERE es_fila) AS filas,
    count(*) FILTER (WHERE NOT es_fila) AS celdas
FROM pg_temp.ingesta_fuera
GROUP BY tabla
ORDER BY tabla
