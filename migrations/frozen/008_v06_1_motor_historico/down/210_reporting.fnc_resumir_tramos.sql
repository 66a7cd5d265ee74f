DROP FUNCTION reporting.fnc_resumir_tramos(integer[], timestamptz[], text);
