DROP FUNCTION reporting.fnc_dim_pozos(integer[], integer[]);
