DROP FUNCTION reporting.fnc_seguir_alcances();
