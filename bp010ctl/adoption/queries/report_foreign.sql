-- What the adoption does not know.
SELECT
    a.clase,
    a.nombre,
    a.nota
FROM adopcion.ajenos AS a
ORDER BY a.clase, a.nombre;
