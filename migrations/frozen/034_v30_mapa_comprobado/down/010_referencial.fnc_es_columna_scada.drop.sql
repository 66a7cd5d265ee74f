DROP FUNCTION referencial.fnc_es_columna_scada(text);
