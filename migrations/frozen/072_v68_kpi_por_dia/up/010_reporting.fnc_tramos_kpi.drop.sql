DROP FUNCTION reporting.fnc_tramos_kpi(
    integer[],
    timestamp with time zone[],
    timestamp with time zone,
    timestamp with time zone,
    integer,
    date,
    text
);
