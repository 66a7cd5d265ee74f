DROP FUNCTION reporting.fnc_resumir_pozo(integer, timestamptz[], text);
