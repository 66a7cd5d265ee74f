DROP PROCEDURE reporting.actualizar_current_values_v4();
