DROP FUNCTION reporting.fnc_resumir_series(integer, timestamptz, text, bigint);
