-- Old views and what became of their names.
SELECT
    v.vista,
    v.estado,
    v.nota
FROM adopcion.vistas AS v
ORDER BY v.vista;
