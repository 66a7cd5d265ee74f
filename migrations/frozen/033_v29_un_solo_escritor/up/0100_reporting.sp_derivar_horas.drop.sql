DROP PROCEDURE
reporting.sp_derivar_horas(integer[], integer[], integer[], integer[], timestamp with time zone[]);
