DROP PROCEDURE reporting.sp_cargar_calendario(date[]);
