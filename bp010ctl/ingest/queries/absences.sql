-- what stands for "no value" everywhere and in one source
SELECT
    texto,
    clase
FROM referencial.tbl_valores_ausentes
WHERE activo AND fuente IN ('*', '__fuente__')
