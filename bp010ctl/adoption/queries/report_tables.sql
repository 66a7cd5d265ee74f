-- Figures of every table.
SELECT
    t.tabla,
    t.filas_legado,
    t.filas_copiadas,
    t.filas_apartadas,
    t.valores_apartados,
    t.suma_legado,
    t.suma_nueva
FROM adopcion.tablas AS t
ORDER BY t.tabla;
