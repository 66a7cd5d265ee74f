-- why each row of the file was kept out, or values of it were: its place in the file and the reasons; not a row of which other rows have newer values, which its own would take the place of
SELECT
    orden,
    string_agg(concat_ws(' ', columna, quote_literal(valor), razon), '; ' ORDER BY columna) AS razones
FROM pg_temp.ingesta_fuera
GROUP BY orden
HAVING bool_or(motivo <> 'repetido')
ORDER BY orden
