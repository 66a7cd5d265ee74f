DROP PROCEDURE reporting.sp_sync_arps_dias(integer[], date[]);
