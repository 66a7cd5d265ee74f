DROP FUNCTION reporting.fnc_carrera_carta(integer, timestamptz, timestamptz);
