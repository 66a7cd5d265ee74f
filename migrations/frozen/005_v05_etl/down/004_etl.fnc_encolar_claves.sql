DROP FUNCTION etl.fnc_encolar_claves(text, integer[], timestamptz[]);
