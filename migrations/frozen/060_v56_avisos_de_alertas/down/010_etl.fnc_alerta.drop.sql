DROP FUNCTION etl.fnc_alerta(text, text, text, text, bigint, text, jsonb);
