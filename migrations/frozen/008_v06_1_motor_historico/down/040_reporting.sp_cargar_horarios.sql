DROP PROCEDURE reporting.sp_cargar_horarios(integer[], date[]);
