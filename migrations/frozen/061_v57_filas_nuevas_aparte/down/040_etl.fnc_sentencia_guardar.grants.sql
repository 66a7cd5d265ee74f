GRANT EXECUTE ON FUNCTION
etl.fnc_sentencia_guardar(regclass, text, text, text, text[], boolean, text[]) TO bp010_escritura;
GRANT EXECUTE ON FUNCTION
etl.fnc_sentencia_guardar(regclass, text, text, text, text[], boolean, text[]) TO bp010_lectura;
GRANT EXECUTE ON FUNCTION
etl.fnc_sentencia_guardar(regclass, text, text, text, text[], boolean, text[]) TO bp010_modelos;
