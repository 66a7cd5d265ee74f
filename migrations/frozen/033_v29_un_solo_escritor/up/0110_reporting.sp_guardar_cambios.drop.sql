DROP PROCEDURE
reporting.sp_guardar_cambios(regclass, regproc, text, text, integer[], anyarray, text, integer[], text[]);
