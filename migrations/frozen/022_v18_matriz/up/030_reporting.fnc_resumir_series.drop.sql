DROP FUNCTION reporting.fnc_resumir_series(integer, timestamp with time zone, text, bigint);
