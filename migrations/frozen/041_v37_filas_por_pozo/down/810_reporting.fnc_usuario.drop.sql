DROP FUNCTION reporting.fnc_usuario();
