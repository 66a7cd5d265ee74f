DROP FUNCTION reporting.fnc_diagnostico_vigente(bigint);
