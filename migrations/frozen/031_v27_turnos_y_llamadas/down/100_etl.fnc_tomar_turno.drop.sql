DROP FUNCTION etl.fnc_tomar_turno(text, boolean);
