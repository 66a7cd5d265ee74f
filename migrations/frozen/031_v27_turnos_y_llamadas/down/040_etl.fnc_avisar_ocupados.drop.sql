DROP FUNCTION etl.fnc_avisar_ocupados();
