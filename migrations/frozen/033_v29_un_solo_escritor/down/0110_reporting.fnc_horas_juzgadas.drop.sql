DROP FUNCTION reporting.fnc_horas_juzgadas(integer[], integer[]);
