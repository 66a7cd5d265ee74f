-- why each row of the file was kept out, or values of it were: its place in the file and the reasons
SELECT
    orden,
    string_agg(concat_ws(' ', columna, quote_literal(valor), razon), '; ' ORDER BY columna) AS razones
FROM pg_temp.ingesta_fuera
GROUP BY orden
ORDER BY orden
