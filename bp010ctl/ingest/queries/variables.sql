-- id_formato1 → nombre_tecnico of the active variables
SELECT
    id_formato1,
    nombre_tecnico
FROM referencial.tbl_maestra_variables
WHERE activo
