DROP PROCEDURE reporting.sp_calcular_derivados_completos(timestamptz, timestamptz, integer);
