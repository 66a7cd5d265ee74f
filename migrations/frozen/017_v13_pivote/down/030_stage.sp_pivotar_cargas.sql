DROP PROCEDURE stage.sp_pivotar_cargas(timestamptz[], integer[]);
