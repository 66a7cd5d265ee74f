DROP FUNCTION etl.fnc_motivos_fuentes();
