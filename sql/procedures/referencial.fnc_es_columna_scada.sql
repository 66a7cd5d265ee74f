CREATE OR REPLACE FUNCTION referencial.fnc_es_columna_scada(p_columna text)
RETURNS boolean
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a SCADA variable may fill a column of stage.tbl_pozo_produccion: it has that column, and
--   the pivot does not fill it itself, as it does the key and the arrival.
-- Second run: the same. Reads: pg_attribute. Writes nothing.
    SELECT EXISTS (
        SELECT
        FROM pg_catalog.pg_attribute AS atributos
        WHERE atributos.attrelid = 'stage.tbl_pozo_produccion'::regclass
            AND atributos.attname = p_columna
            AND atributos.attnum > 0
            AND NOT atributos.attisdropped
            AND p_columna NOT IN ('produccion_id', 'well_id', 'timestamp_lectura', 'cargado_en')
    );
$$;

COMMENT ON FUNCTION referencial.fnc_es_columna_scada(text)
IS 'Whether a SCADA variable may fill a column of the readings: it is there, and neither key nor arrival.';
