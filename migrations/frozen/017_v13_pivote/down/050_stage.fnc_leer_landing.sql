DROP FUNCTION stage.fnc_leer_landing(timestamptz[], integer[], timestamptz, timestamptz);
