-- What was set aside, by reason.
SELECT
    a.tabla,
    a.columna,
    a.motivo,
    count(*) AS veces,
    min(concat_ws(': ', a.clave, left(a.valor, 80))) AS ejemplo
FROM adopcion.apartados AS a
GROUP BY a.tabla, a.columna, a.motivo
ORDER BY a.tabla, a.columna, a.motivo;
