DROP FUNCTION reporting.fnc_objetivos_pozo();
