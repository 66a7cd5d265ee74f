DROP FUNCTION etl.fnc_partes_guardar(regclass, text, text[]);
