DROP PROCEDURE reporting.sp_cargar_ultimas_medidas();
