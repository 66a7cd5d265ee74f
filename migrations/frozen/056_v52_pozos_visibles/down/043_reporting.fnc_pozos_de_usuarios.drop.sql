DROP FUNCTION reporting.fnc_pozos_de_usuarios(text[]);
