-- When each measure of a well's snapshot was read, and whether that is too long ago for its class.
SELECT
    medidas.medida,
    medidas.medida_en,
    medidas.edad_min,
    medidas.es_vieja
FROM reporting.vw_medidas_actuales AS medidas
WHERE medidas.well_id = %(pozo)s;
