DROP FUNCTION etl.fnc_cerrar_huecos(etl.fuentes, text[]);
