REVOKE EXECUTE ON FUNCTION etl.fnc_reloj() FROM bp010_escritura;
REVOKE EXECUTE ON FUNCTION etl.fnc_reloj() FROM bp010_lectura;
REVOKE EXECUTE ON FUNCTION etl.fnc_reloj() FROM bp010_modelos;
