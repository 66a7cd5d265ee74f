DROP FUNCTION etl.fnc_apagar_ciclo();
