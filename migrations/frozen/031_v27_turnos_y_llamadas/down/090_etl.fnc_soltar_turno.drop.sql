DROP FUNCTION etl.fnc_soltar_turno(text, boolean);
