-- why each row of the file was kept out, or values of it were: its place in the file and the reasons; not
-- where other rows have newer values and nothing else is wrong, for its own would take their place
SELECT
    orden,
    string_agg(
        concat_ws(' ', columna, CASE WHEN columna IS NOT NULL THEN quote_literal(valor) END, razon),
        '; ' ORDER BY columna
    ) AS razones
FROM pg_temp.ingesta_fuera
GROUP BY orden
HAVING bool_or(motivo <> 'repetido')
ORDER BY orden
