DROP FUNCTION reporting.fnc_horas_por_derivar(
    integer[],
    timestamp with time zone[],
    timestamp with time zone,
    timestamp with time zone,
    integer,
    text
);
