DROP FUNCTION etl.fnc_cerrar_interrumpidas(text);
