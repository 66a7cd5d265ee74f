DROP FUNCTION etl.fnc_inicio_sesion();
