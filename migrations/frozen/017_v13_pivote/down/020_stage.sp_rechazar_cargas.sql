DROP PROCEDURE stage.sp_rechazar_cargas(timestamptz[], integer[]);
