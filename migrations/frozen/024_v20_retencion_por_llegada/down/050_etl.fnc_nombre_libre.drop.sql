DROP FUNCTION etl.fnc_nombre_libre(regclass, text);
