DROP FUNCTION etl.fnc_comprobar_llamada(text);
