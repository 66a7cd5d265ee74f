CREATE OR REPLACE PROCEDURE stage.sp_pivotar_cargas(
    p_cargas timestamptz[],
    p_unidades integer[]
)
LANGUAGE plpgsql
AS $$
-- Purpose: readings of loads (pairs of load and unit), with the columns that the map names and no others. Of
--   two values for one place the later arrival wins; NULL never erases. Counts what cannot be used.
-- Second run: changes nothing in the readings, but counts the rejected values again.
-- Dynamic: which columns a reading has is data (stage.fnc_sentencia_pivote). Its statement calls
--   stage.fnc_leer_landing and stage.fnc_valores_por_lectura.
-- Reads: stage.landing_scada_data, referencial.tbl_var_scada_map.
-- Writes: stage.tbl_pozo_produccion, in well order; stage.tbl_landing_rechazos.
BEGIN
    EXECUTE stage.fnc_sentencia_pivote()
    USING
        p_cargas,
        p_unidades,
        (SELECT min(cargas.cargado_en) FROM unnest(p_cargas) AS cargas (cargado_en)),
        (SELECT max(cargas.cargado_en) FROM unnest(p_cargas) AS cargas (cargado_en));
END;
$$;

COMMENT ON PROCEDURE stage.sp_pivotar_cargas
IS 'Turns some SCADA loads into wide readings by the map; later arrivals win, NULL never erases.';
