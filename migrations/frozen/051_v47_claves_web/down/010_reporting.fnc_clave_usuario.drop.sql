DROP FUNCTION reporting.fnc_clave_usuario(p_usuario text);
