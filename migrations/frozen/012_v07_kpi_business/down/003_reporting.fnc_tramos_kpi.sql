DROP FUNCTION reporting.fnc_tramos_kpi(
    integer[], timestamptz[], timestamptz, timestamptz, integer, date, text
);
