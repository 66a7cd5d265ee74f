DROP FUNCTION etl.fnc_registrar_faltantes();
