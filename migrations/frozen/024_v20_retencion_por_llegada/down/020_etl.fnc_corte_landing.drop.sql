DROP FUNCTION etl.fnc_corte_landing();
