DROP FUNCTION etl.fnc_sentencia_guardar(regclass, text, text, text, text[], boolean, text[]);
