DROP FUNCTION reporting.fnc_foto_pozos();
