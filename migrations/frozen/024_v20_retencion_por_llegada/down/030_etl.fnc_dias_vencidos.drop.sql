DROP FUNCTION etl.fnc_dias_vencidos();
