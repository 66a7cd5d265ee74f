DROP FUNCTION reporting.fnc_serie_lectura(stage.tbl_pozo_produccion);
