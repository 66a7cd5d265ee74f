DROP FUNCTION etl.fnc_guardar(regclass, text, anyarray, anycompatiblearray, text, text[], boolean, text[]);
