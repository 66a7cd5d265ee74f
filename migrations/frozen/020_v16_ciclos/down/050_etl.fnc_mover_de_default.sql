DROP FUNCTION etl.fnc_mover_de_default(regclass, text, text, text);
