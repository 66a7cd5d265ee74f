DROP FUNCTION reporting.fnc_dias_con_hechos(timestamptz, timestamptz, integer);
