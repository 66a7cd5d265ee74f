DROP FUNCTION etl.fnc_cancelar_excedidas();
