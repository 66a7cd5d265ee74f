DROP FUNCTION reporting.fnc_horas_operativas(timestamptz, text);
