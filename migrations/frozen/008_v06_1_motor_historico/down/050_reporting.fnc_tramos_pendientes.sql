DROP FUNCTION reporting.fnc_tramos_pendientes(timestamptz, timestamptz, integer);
