SELECT
    regla.codigo_regla,
    regla.nombre_regla,
    regla.expresion,
    regla.unidad,
    regla.severidad
FROM referencial.vw_reglas_consistencia_legible AS regla
WHERE regla.activo
ORDER BY regla.codigo_regla;
