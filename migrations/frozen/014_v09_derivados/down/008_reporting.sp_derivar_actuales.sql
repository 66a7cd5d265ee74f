DROP PROCEDURE reporting.sp_derivar_actuales(integer);
