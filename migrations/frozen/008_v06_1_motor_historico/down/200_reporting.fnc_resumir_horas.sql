DROP FUNCTION reporting.fnc_resumir_horas(integer[], timestamptz[]);
