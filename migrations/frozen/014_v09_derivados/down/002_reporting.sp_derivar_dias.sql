DROP PROCEDURE reporting.sp_derivar_dias(integer[], integer[], integer[], integer[]);
