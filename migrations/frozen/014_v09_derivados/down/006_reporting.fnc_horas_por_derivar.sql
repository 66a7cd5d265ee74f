DROP FUNCTION reporting.fnc_horas_por_derivar(
    integer[], timestamptz[], timestamptz, timestamptz, integer, text
);
