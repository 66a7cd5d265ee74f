DROP FUNCTION stage.fnc_horas_con_lecturas(timestamp with time zone, timestamp with time zone, integer);
