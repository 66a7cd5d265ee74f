DROP FUNCTION reporting.fnc_eur_vigente(integer, timestamptz);
