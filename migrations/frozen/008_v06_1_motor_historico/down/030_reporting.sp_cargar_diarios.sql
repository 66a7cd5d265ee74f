DROP PROCEDURE reporting.sp_cargar_diarios(integer[], date[]);
