DROP PROCEDURE reporting.sp_cargar_mensuales(integer[], date[]);
