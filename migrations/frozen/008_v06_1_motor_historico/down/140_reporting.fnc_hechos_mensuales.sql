DROP FUNCTION reporting.fnc_hechos_mensuales(integer[], text[]);
